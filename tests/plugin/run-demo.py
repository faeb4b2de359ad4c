# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the demonstration, with real digits and without, and checks its pictures, in TAP.

usage: run-demo.py BUILD-FOLDER PROJECT-FOLDER
"""

import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

try:
    import numpy
    from PIL import Image
except ImportError as missing:
    print(f"1..0 # SKIP {missing.name} for Python is not installed")
    sys.exit(0)

BUILD, PROJECT = map(Path, sys.argv[1:])
SHARED = Path(os.environ.get("NCSN_SHARED") or PROJECT / ".." / "shared")
SIDE = 112  # of a digit, enlarged
GROUND = 90
INK = 128


def gray(path):
    return numpy.asarray(Image.open(path).convert("L"))


def halves(pixels):
    """The upper halves and the lower halves of the digits, (rows, SIDE / 2, width) each."""
    rows = pixels.reshape(-1, SIDE, pixels.shape[1])
    return rows[:, :SIDE // 2], rows[:, SIDE // 2:]


def run_demo(folder, shared):
    """Runs the demonstration; returns the folder with its pictures."""
    output = folder / "output"
    environment = dict(os.environ, GIMP3_DIRECTORY=str(folder / "gimp"), XDG_CACHE_HOME=str(folder / "cache"),
                       NCSN_MODEL_PATH=str(PROJECT / "models"), NCSN_SHARED=str(shared))
    done = subprocess.run(["sh", str(PROJECT / "demo" / "demo.sh"), str(BUILD), str(output)], env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


def check(folder, shared):
    output = run_demo(folder, shared)
    for name, rows in (("new-digits.png", 4), ("new-threes.png", 1)):
        pixels = gray(output / name)
        assert pixels.shape == (rows * SIDE, 10 * SIDE), (name, pixels.shape)
        assert 0.02 < (pixels > INK).mean() < 0.3, name  # strokes on black
    whole, erased, completed = (halves(gray(output / f"{name}.png")) for name in ("whole", "halves", "completed"))
    assert (erased[1] == GROUND).all()
    assert (completed[0] == whole[0]).all()
    assert not (completed[1] == GROUND).all(axis=(0, 1)).any()
    assert 0.02 < (completed[1] > INK).mean() < 0.3
    assert (output / "digits.xcf").stat().st_size > 0


def main():
    print("1..2", flush=True)
    failed = 0
    for number, (name, shared) in enumerate((("with real digits", SHARED), ("without", Path("/nowhere"))), 1):
        reason = "" if number == 2 or (shared / "data" / "mnist").is_dir() else f" # SKIP no digits in {shared}"
        try:
            with tempfile.TemporaryDirectory() as folder:
                if not reason:
                    check(Path(folder), shared)
            print(f"ok {number} {name}{reason}", flush=True)
        except (AssertionError, OSError, subprocess.SubprocessError):
            failed += 1
            print("\n".join(f"# {line}" for line in traceback.format_exc().splitlines()))
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)


main()
