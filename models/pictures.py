# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sheets beside the shipped models, MODEL.png, from which GIMP's dialogs cut pictures of models and classes.
A model with classes draws one picture for each, one below the other, as the sheet of a training has a row for each.
What photo and camera do is cut from the pictures of bench quality: on the left before, on the right after.

usage: ./dev run python3 models/pictures.py
"""

import json
import subprocess
import tempfile
from pathlib import Path

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402 (the version comes first)

HERE = Path(__file__).parent
SHRINKAGE = 2  # of canvases, so that a picture shows as much of a material as 128 x 128 pixels
CELL, LEFT, TOP = 96, 98, 16  # of the sheets of bench quality: a cell's side, from one to the next, above the first


def read(path):
    return GdkPixbuf.Pixbuf.new_from_file(str(path))


def blank(width, height):
    return GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, width, height)


def write(picture, name):
    picture.savev(str(HERE / name), "png", ["compression"], ["9"])


def sample(*options):
    """What `ncsn sample` draws with these options."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.png"
        subprocess.run(["ncsn", "sample", "--output", str(path), *options], check=True)
        return read(path)


def about(model):
    return json.loads(subprocess.run(["ncsn", "info", "--json", model], check=True, capture_output=True, text=True).stdout)


def draw_classes(model):
    facts = about(model)
    side, names = facts["width"], facts["classes"]
    canvas = ["--canvas", f"{SHRINKAGE * side}x{SHRINKAGE * side}"] if facts["patches"] else ["--count", "1"]
    sheet = blank(side, side * len(names))
    for i, name in enumerate(names):
        drawn = sample("--model", model, "--class", name, "--seed", "1", *canvas)
        square = drawn.scale_simple(side, side, GdkPixbuf.InterpType.HYPER)
        square.copy_area(0, 0, side, side, sheet, 0, i * side)
    write(sheet, f"{model}.png")


def cut_halves(sheet, before, after, name):
    """The left half of a cell of the first row, and the right half of another."""
    sheet, picture, half = read(HERE / sheet), blank(CELL, CELL), CELL // 2
    sheet.copy_area(before * LEFT, TOP, half, CELL, picture, 0, 0)
    sheet.copy_area(after * LEFT + half, TOP, half, CELL, picture, half, 0)
    write(picture, name)


def main():
    cut_halves("results-lines.png", 1, 9, "photo.png")
    cut_halves("results-camera.png", 1, 7, "camera.png")
    draw_classes("digits")
    draw_classes("textures")


main()
