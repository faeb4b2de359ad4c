# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the plug-in in a GIMP with windows on a virtual screen, in TAP; the hand is xdotool's.

usage: xvfb-run -a run-in-window.py GIMP PLUG-IN MAKE-MODEL
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from own_gimp import Gimp

HERE = Path(__file__).resolve().parent
# A wish of window.py -> keys to press in turn, each in the window with this title.
WISHES = {
    "undo": [("GIMP$", "ctrl+z")],
    "redo": [("GIMP$", "ctrl+y")],
    "accept": [("^Inpaint", "Return")],
    "accept-generate": [("^Generate", "Return")],
    "decline": [("^Generate", "Escape")],
    "accept-and-cancel": [("^Generate", "Return"), ("^Drawing", "Escape")],
}


def find_window(title, process):
    """Waits for a visible window and returns its number; None when GIMP ends before."""
    while process.poll() is None:
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title],
                               capture_output=True, text=True, check=False).stdout.split()
        if found:
            return found[0]
        time.sleep(0.2)
    return None


def fulfil(wish, process):
    for title, key in WISHES[wish]:
        window = find_window(title, process)
        if window is None:
            return
        # There is no window manager, so a window has the keyboard only when it is told; and a window
        # that was just shown is told in vain until it is drawn.
        time.sleep(1)
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", key], check=False)


def main():
    program, plug_in, make_model = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        gimp = Gimp(Path(folder), program, plug_in, make_model)
        hand = Path(folder) / "hand"
        hand.mkdir()
        gimp.environment.update(NCSN_TEST_HAND=str(hand), NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory")
        with open(Path(folder) / "errors.txt", "w+", encoding="utf-8") as errors:
            process = gimp.start("python-fu-eval", f"exec(open({str(HERE / 'window.py')!r}).read())", errors)
            while process.poll() is None:
                for wish in hand.iterdir():
                    wish.unlink()
                    fulfil(wish.name, process)
                time.sleep(0.1)
            errors.seek(0)
            count = gimp.report(process.returncode, errors.read())
        print(f"1..{count}")


main()
