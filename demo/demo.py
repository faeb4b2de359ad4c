# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration inside GIMP: draws new digits, and the lower halves of real ones.

demo.sh runs it through python-fu-eval. Filters > NCSN can do all of this by hand.
"""

import gzip
import os
import sys
import time
from pathlib import Path

from gi.repository import Gegl, Gimp, Gio

OUTPUT = Path(os.environ["NCSN_DEMO_OUTPUT"]).resolve()
MODEL = "digits"
MNIST = Path(os.environ["NCSN_SHARED"]) / "data" / "mnist"
SIZE = 28  # of a digit
COLUMNS, ROWS = 10, 4
HALVED_ROWS = 2  # of digits that lose their lower halves
ENLARGED = 4


def say(*words):
    print(*words, flush=True)


def run(name, image, layer, **arguments):
    """Calls a procedure of the plug-in on a layer and returns the new layer."""
    start = time.monotonic()
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    if procedure is None:
        sys.exit("GIMP did not load the plug-in.")
    before = image.get_layers()
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", [layer])
    config.set_property("model", Gio.File.new_for_path(MODEL))
    for key, value in arguments.items():
        config.set_property(key, value)
    if procedure.run(config).index(0) != Gimp.PDBStatusType.SUCCESS:
        raise RuntimeError(Gimp.get_pdb().get_last_error())
    new = next(candidate for candidate in image.get_layers() if candidate not in before)
    say(f"  “{new.get_name()}”: {time.monotonic() - start:.1f} s")
    return new


def new_image(width, height):
    """A dark gray image with one layer."""
    image = Gimp.Image.new(width, height, Gimp.ImageBaseType.GRAY)
    ground = Gimp.Layer.new(image, "ground", width, height, Gimp.ImageType.GRAYA_IMAGE, 100,
                            Gimp.LayerMode.NORMAL)
    image.insert_layer(ground, None, 0)
    buffer = ground.get_buffer()
    buffer.set(buffer.get_extent(), "Y' u8", bytes([90]) * (width * height))
    buffer.flush()
    return image, ground


def add_layer(image, name, pixels):
    """Adds a layer of the image's size above the others, with these 8-bit gray values."""
    layer = Gimp.Layer.new(image, name, image.get_width(), image.get_height(),
                           Gimp.ImageType.GRAYA_IMAGE, 100, Gimp.LayerMode.NORMAL)
    buffer = layer.get_buffer()
    buffer.set(buffer.get_extent(), "Y' u8", pixels)
    buffer.flush()
    image.insert_layer(layer, None, 0)
    return layer


def export(image, name):
    """Exports the visible image as a PNG file, enlarged."""
    copy = image.duplicate()
    Gimp.context_set_interpolation(Gimp.InterpolationType.NONE)
    copy.scale(image.get_width() * ENLARGED, image.get_height() * ENLARGED)
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, copy, Gio.File.new_for_path(str(OUTPUT / name)), None)
    copy.delete()
    say("  " + str(OUTPUT / name))


def arrange(digits, columns):
    """Joins digits, SIZE × SIZE bytes each, row by row into the bytes of one picture."""
    lines = []
    for first in range(0, len(digits), columns):
        for y in range(SIZE):
            lines += [digit[y * SIZE : (y + 1) * SIZE] for digit in digits[first : first + columns]]
    return b"".join(lines)


def read_idx(name, header):
    with gzip.open(MNIST / name) as file:
        return file.read()[header:]


def real_digits():
    """Real digits that no model was trained on, in columns from 0 to 9; None without the data."""
    if not (MNIST / "t10k-images-idx3-ubyte.gz").is_file():
        return None
    pictures = read_idx("t10k-images-idx3-ubyte.gz", 16)
    labels = read_idx("t10k-labels-idx1-ubyte.gz", 8)
    places = [[i for i, label in enumerate(labels) if label == digit] for digit in range(COLUMNS)]
    chosen = [places[digit][row] for row in range(HALVED_ROWS) for digit in range(COLUMNS)]
    return arrange([pictures[i * SIZE * SIZE : (i + 1) * SIZE * SIZE] for i in chosen], COLUMNS)


def draw_new_digits():
    """Returns the pixels of some digits, for complete_halves () without real digits."""
    say(f"Drawing {COLUMNS * ROWS} new digits, then {COLUMNS} threes:")
    image, ground = new_image(COLUMNS * SIZE, ROWS * SIZE)
    digits = run("generate", image, ground, seed=7, columns=COLUMNS, rows=ROWS)
    export(image, "new-digits.png")
    threes = run("generate", image, digits, seed=7, columns=COLUMNS, **{"class": "3"})
    threes.set_offsets(0, 0)
    image.crop(COLUMNS * SIZE, SIZE, 0, 0)
    export(image, "new-threes.png")
    buffer = digits.get_buffer()
    upper = Gegl.Rectangle.new(0, 0, COLUMNS * SIZE, HALVED_ROWS * SIZE)
    pixels = bytes(buffer.get(upper, 1.0, "Y' u8", Gegl.AbyssPolicy.NONE))
    image.delete()
    return pixels


def select_lower_halves(image, columns):
    Gimp.Selection.none(image)
    for row in range(HALVED_ROWS):
        for column in columns:
            image.select_rectangle(Gimp.ChannelOps.ADD, column * SIZE, row * SIZE + SIZE // 2, SIZE,
                                   SIZE // 2)


def complete_halves(pixels, name, is_sorted):
    """With is_sorted, column k holds digits k and the model gets this class; otherwise it draws any digit."""
    say(f"Erasing the lower halves of {name} and drawing them again:")
    image, _ = new_image(COLUMNS * SIZE, HALVED_ROWS * SIZE)
    whole = add_layer(image, name, pixels)
    export(image, "whole.png")
    halves = add_layer(image, "upper halves", pixels)
    whole.set_visible(False)
    select_lower_halves(image, range(COLUMNS))
    halves.edit_clear()
    export(image, "halves.png")
    for columns, digit in [([k], str(k)) for k in range(COLUMNS)] if is_sorted else [(range(COLUMNS), "")]:
        select_lower_halves(image, columns)
        run("inpaint", image, halves, seed=7, **{"class": digit})
    export(image, "completed.png")
    path = OUTPUT / "digits.xcf"
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(path)), None)
    say("  " + str(path))
    image.delete()


def main():
    new = draw_new_digits()
    real = real_digits()
    if real is not None:
        complete_halves(real, "real digits", True)
    else:
        say(f"There are no real digits in {MNIST}, so the new ones are used.")
        complete_halves(new, "new digits", False)


main()
