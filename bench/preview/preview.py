# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how long the dialogs take to show something: the seconds from the window to the first preview, and to the
first result in full quality, for each task on a photograph of 12 megapixels, with the models that come along.

usage: preview.py BUILD-FOLDER, by ./dev bench preview
"""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests" / "plugin"))

from own_gimp import Gimp

PHOTOS = Path(os.environ.get("NCSN_SHARED") or REPO.parent / "shared") / "data" / "photos"
OWN_SCREEN = "NCSN_BENCH_OWN_SCREEN"  # set once this program runs on a screen of its own
TITLES = ("^Remove", "^Vary", "^Denoise", "^Generate")  # in the order of inside.py
PATIENCE = 300  # seconds


def window(title):
    """Waits for a window; its number, and the time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True,
                               check=False).stdout.split()
        if found:
            return found[0], time.monotonic()
        time.sleep(0.02)
    raise SystemExit(f"preview.py: No window “{title}” has appeared.")


def wait_for(lines, *words):
    """The time at which the plug-in has said one of these, and what it said."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            moment, line = lines.get(timeout=max(0, end - time.monotonic()))
        except queue.Empty:
            raise SystemExit(f"preview.py: The dialog has not said “{words[0]}”.") from None
        for each in words:
            if each in line:
                return moment, each


def measure(title, lines):
    number, opened = window(title)
    first, said = wait_for(lines, "shows a draft", "shows a result")
    result = first if said == "shows a result" else wait_for(lines, "shows a result")[0]
    print(f"{title[1:]:10} {first - opened:7.1f} s {result - opened:7.1f} s", flush=True)
    subprocess.run(["xdotool", "windowfocus", "--sync", number, "key", "Escape"], check=False)


def run(build, folder):
    gimp = Gimp(folder, "gimp-3.0", build / "plugin" / "ncsn", build / "tests" / "plugin" / "make-model")
    photos = sorted(PHOTOS.rglob("*.jpg"), key=lambda path: path.stat().st_size)
    if not photos:
        raise SystemExit(f"preview.py: There are no photographs in {PHOTOS}: let NCSN_SHARED name the data folder.")
    photo = photos[-1]
    gimp.environment.update(NCSN_MODEL_PATH=str(REPO / "models"), NCSN_BENCH_PHOTO=str(photo), NO_AT_BRIDGE="1",
                            G_MESSAGES_DEBUG="ncsn-plug-in", GSETTINGS_BACKEND="memory")
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import inside"
    process = subprocess.Popen([gimp.program, "-ns", "--batch-interpreter", "python-fu-eval", "-b", code, "--quit"],
                               env=gimp.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put((time.monotonic(), line)) for line in process.stdout],
                     daemon=True).start()
    print(f"{photo.name}, 4000 × 3000\n{'':10} {'preview':>9} {'result':>9}")
    try:
        for title in TITLES:
            measure(title, lines)
        process.wait(timeout=PATIENCE)
    finally:
        process.kill()


def main():
    if OWN_SCREEN not in os.environ:
        os.environ[OWN_SCREEN] = "1"
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory() as folder:
        run(Path(sys.argv[1]).resolve(), Path(folder))


main()
