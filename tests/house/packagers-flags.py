# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that the library's loops stay vectorised with the compiler flags of distributions.

usage: packagers-flags.py REPOSITORY

Configures a build as distributions do, with -O2 in CFLAGS and without a build type, and reads the compile
lines, of which the last -O counts. Compiles one file of plain loops and looks for packed arithmetic in it."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

OPTIONS = ["--buildtype=plain", "-Dgimp=disabled", "-Dmpi=disabled", "-Dbench=disabled"]
PACKED = re.compile(r"\b(v?mulps|fmul\s+v\d+\.4s|fmla\s+v\d+\.4s)\b")
LOOPS = "core/tensor/pointwise/elementwise.c"


def configure(repository, folder):
    """The compile lines of everything but tests, by source file relative to the repository."""
    subprocess.run(["meson", "setup", *OPTIONS, folder, repository], check=True, capture_output=True,
                   env={**os.environ, "CFLAGS": "-O2 -g -fstack-protector-strong"})
    commands = json.loads(Path(folder, "compile_commands.json").read_text())
    return {os.path.relpath(Path(entry["directory"], entry["file"]).resolve(), repository): entry
            for entry in commands if not entry["output"].startswith("tests/")}


def level(entry):
    """The level of the last -O of a compile line."""
    return re.findall(r"\s-O(\S*)", entry["command"])[-1]


def is_packed(entry):
    """Whether the compiler vectorises loops of the file with this compile line."""
    subprocess.run(entry["command"], shell=True, cwd=entry["directory"], check=True)
    code = subprocess.run(["objdump", "-d", entry["output"]], cwd=entry["directory"], check=True,
                          capture_output=True, text=True).stdout
    return bool(PACKED.search(code))


def main():
    repository = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        lines = configure(repository, folder)
        wrong = [name for name, entry in lines.items()
                 if name.split("/")[0] in ("core", "image") and level(entry) != "3"]
        print("1..3")
        print(f"{'ok' if level(lines['cli/main.c']) == '2' else 'not ok'} 1 - -O2 of CFLAGS is on the line")
        for name in wrong:
            print(f"# -O{level(lines[name])}: {name}")
        print(f"{'not ok' if wrong else 'ok'} 2 - core and image end with -O3")
        print(f"{'ok' if is_packed(lines[LOOPS]) else 'not ok'} 3 - the loops of {LOOPS} are vectorised")


main()
