# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands of a document exactly as they are written there, in TAP.

usage: run-recipes.py GIMP-CONSOLE PLUG-IN MAKE-MODEL OPERATION DOCUMENT

Each block that starts with ```sh is a shell command. It runs in a folder with photo.png, with the plug-in
and the operation installed and with models of the names in the document. It must succeed and create the files that it names.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from own_gimp import Gimp, run_test

MODELS = Path(__file__).resolve().parents[2] / "models"


def prepare(gimp, console):
    """Returns the folder to work in and the environment of the commands."""
    shutil.copy(MODELS / "digits.safetensors", gimp.named)
    for name in ("texture", "photo", "camera"):
        shutil.copy(gimp.models / "tiny-patches.safetensors", gimp.named / f"{name}.safetensors")
    work, programs = gimp.folder / "work", gimp.folder / "bin"
    work.mkdir()
    programs.mkdir()
    # GIMP's name differs between machines; the document uses this one.
    (programs / "gimp-console").symlink_to(console)
    pixels = random.Random(1).randbytes(80 * 60 * 3)
    (gimp.folder / "photo.ppm").write_bytes(b"P6 80 60 255\n" + pixels)
    status, errors = gimp.run("python-fu-eval", f"""
image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path({str(gimp.folder / 'photo.ppm')!r}))
Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path({str(work / 'photo.png')!r}), None)
""")
    assert status == 0, errors
    return work, dict(gimp.environment, PATH=f"{programs}:{os.environ['PATH']}")


def check(block, work, environment):
    before = set(os.listdir(work))
    done = subprocess.run(["sh", "-e", "-c", block], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", timeout=300, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"status {done.returncode}\n{said}"
    missing = set(re.findall(r"\w+\.(?:png|xcf)\b", block)) - set(os.listdir(work))
    assert not missing, f"{missing} not made\n{said}"
    assert set(os.listdir(work)) > before, f"nothing made\n{said}"


def main():
    console, plug_in, make_model, operation, document = sys.argv[1:]
    blocks = re.findall(r"^```sh\n(.*?)^```$", Path(document).read_text(encoding="utf-8"), re.S | re.M)
    print(f"1..{len(blocks)}")
    with tempfile.TemporaryDirectory() as folder:
        gimp = Gimp(Path(folder), console, plug_in, make_model, operation)
        work, environment = prepare(gimp, console)
        for count, block in enumerate(blocks, 1):
            name = " ".join(re.search(r"plug-in-ncsn-\w*|ncsn:\w+", block).group(0).split() + re.findall(
                r"\w+\.(?:png|xcf)\b", block)[-1:])
            run_test(count, name, lambda: check(block, work, environment))


main()
