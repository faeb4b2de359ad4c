# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the plug-in in a GIMP with windows on a virtual screen, in TAP. xdotool presses the keys.

usage: xvfb-run -a run-in-window.py GIMP PLUG-IN MAKE-MODEL [FOLDER]

With a FOLDER a picture of the screen is written there before each key is pressed, and what was said on stderr.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from own_gimp import Gimp

MAX_SIZINGS = 8  # attempts to give a window a size
MAX_PRESSES = 3  # of a key that closes a dialog
PATIENCE = 5  # seconds for a window to react
LONG = 40  # seconds for a window to appear, on a busy machine


def visible(title):
    """The numbers of the visible windows with this title."""
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title],
                          capture_output=True, text=True, check=False).stdout.split()


def find_window(title, process):
    """Waits for a visible window and returns its number; None if GIMP ends before. Ends GIMP if there is none, since
    it waits for the keys as well."""
    end = time.monotonic() + LONG
    while process.poll() is None:
        if found := visible(title):
            return found[0]
        if time.monotonic() > end:
            give_up(process, f"no window “{title}” has appeared")
        time.sleep(0.05)
    return None


def give_up(process, reason):
    print("#", reason, file=sys.stderr)
    process.kill()
    process.wait()


def size_of(window):
    text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True,
                          text=True, check=False).stdout
    return [int(number) for number in re.findall(r"^(?:WIDTH|HEIGHT)=(\d+)", text, re.M)]


def give_size(window, size, wait):
    """Sets a window's size until the window has kept it during a wait; returns the final size. GTK computes the
    layout of a new window more than once, and may reset the size meanwhile."""
    kept = 0
    for _ in range(MAX_SIZINGS):
        time.sleep(wait)
        kept = kept + 1 if size_of(window) == list(size) else 0
        if kept == 2:
            break
        if kept == 0:
            subprocess.run(["xdotool", "windowsize", window, *map(str, size)], check=False)
    return size_of(window)


def strike(window, key):
    # Without the timeout this would wait forever for a window that has just closed.
    subprocess.run(["timeout", str(PATIENCE), "xdotool", "windowfocus", "--sync", window, "key", *key.split()],
                   check=False, stderr=subprocess.DEVNULL)


def photograph(path):
    import gi
    gi.require_version("Gdk", "3.0")
    from gi.repository import Gdk
    root = Gdk.get_default_root_window()
    Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height()).savev(str(path), "png", [], [])


class Hand:
    """Presses the keys that window.py asks for; reports the sizes of the windows and the times of the keys."""

    def __init__(self, process, folder, pictures):
        self.process, self.folder, self.pictures, self.count = process, folder, pictures, 0

    def press(self, title, key, wait, size=None, closes=False):
        """Presses a key in a window; again if the key should close the window and has not."""
        window = find_window(title, self.process)
        if window is None:
            return None
        seen = give_size(window, size, wait) if size else None
        # There is no window manager, so a window gets the keyboard focus only on request, and a new window
        # ignores the request until it has been drawn.
        time.sleep(wait)
        self.count += 1
        if self.pictures:
            photograph(self.pictures / f"{self.count:02}-{key.replace('+', '-')}.png")
        seen = seen or size_of(window)
        pressed = time.monotonic()
        strike(window, key)
        for again in range(MAX_PRESSES if closes else 0):
            if self.has_closed(title, window):
                break
            if again == MAX_PRESSES - 1:
                give_up(self.process, f"“{key}” has not closed the window “{title}”")
            strike(window, key)
        return {"size": seen, "pressed": pressed}

    def has_closed(self, title, window):
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and window in visible(title):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def fulfil(self, wish):
        keys = json.loads(wish.read_text(encoding="utf-8"))
        wish.unlink()
        answers = [self.press(*key) for key in keys]
        part = self.folder / "answer.part"
        part.write_text(json.dumps(answers), encoding="utf-8")
        part.rename(self.folder / "answer")


def complaints(errors):
    """The warnings of the plug-in's libraries, and what GIMP calls critical. A broken pipe at the end is not an error:
    GIMP may end before the plug-in does. GIMP's own warnings are about its own windows and its end."""
    return [line for line in errors.splitlines()
            if re.search(r"\(ncsn:\d+\): .*(CRITICAL|WARNING)|\(gimp[^:]*:\d+\): .*CRITICAL", line)
            and "gimp_flush(): error: Broken pipe" not in line]


def main():
    program, plug_in, make_model, *pictures = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        gimp = Gimp(Path(folder), program, plug_in, make_model)
        wishes = Path(folder) / "hand"
        wishes.mkdir()
        gimp.environment.update(NCSN_TEST_HAND=str(wishes), NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory")
        with open(Path(folder) / "errors.txt", "w+", encoding="utf-8", errors="replace") as errors:
            process = gimp.start("python-fu-eval", Gimp.importing("window"), errors)
            hand = Hand(process, wishes, Path(pictures[0]) if pictures else None)
            while process.poll() is None:
                if (wishes / "wish").exists():
                    hand.fulfil(wishes / "wish")
                time.sleep(0.02)
            errors.seek(0)
            said = errors.read()
        if pictures:
            (Path(pictures[0]) / "errors.txt").write_text(said, encoding="utf-8")
        count = gimp.report(process.returncode, said) + 1
        wrong = complaints(said)
        print(f"{'not ok' if wrong else 'ok'} {count} GTK and GLib print no warnings")
        print("".join(f"# {line}\n" for line in wrong), end="")
        print(f"1..{count}")


main()
