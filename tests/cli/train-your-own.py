# SPDX-License-Identifier: GPL-3.0-or-later
"""All commands of docs/train-your-own.md in order, in miniature: less time and a smaller canvas,
everything else unchanged."""

import os
import random
import sys

import PIL.Image

from support import examples, main, paste, png, read, write

PAGE = sys.argv[2]
SHORTER = {"--time 20m": "--iterations 4 --features 8", "--time 40m": "--iterations 6",
           "512": "96", "--samples 16": "--samples 4 --quality draft --count 4"}


def write_wall(folder):
    """Two walls of bricks and a file that is not a picture."""
    draw = random.Random(5)
    for k, (width, height) in enumerate(((300, 100), (90, 120))):
        pixels = bytes(60 + draw.randrange(20) + (120 if x % 24 and y % 12 else 0)
                       for y in range(height) for x in range(width) for _ in range(3))
        write(folder, f"wall/{k}.png", png(width, height, 2, pixels))
    write(folder, "wall/where.txt", b"behind the house")


def size(folder, name):
    with PIL.Image.open(os.path.join(folder, name)) as picture:
        picture.load()
        return picture.size


def whole_page(folder):
    write_wall(folder)
    home = os.path.join(folder, "home")
    said = ""
    for example in examples(PAGE):
        for long, short in SHORTER.items():
            example = example.replace(long, short)
        result = paste(folder, example, HOME=home, XDG_DATA_HOME=os.path.join(home, ".local/share"))
        assert result.returncode == 0, (example, result.stderr)
        said += result.stdout + result.stderr
    assert "where.txt" in said and "My garden wall, CC0" in said, said
    assert read(folder, "wall.safetensors") == read(home, ".local/share/gimp-ncsn/models/wall.safetensors")
    assert read(folder, "second.safetensors") != read(folder, "third.safetensors")
    for name in ("sheet.png", "another.png", "repaired.png"):
        assert size(folder, name) == (96, 96), name
    for name in ("wall.png", "wall.loss.png", "judged.png"):
        assert min(size(folder, name)) > 0, name
    for name in ("wall.csv", "wall.held-out.csv", "wall.checkpoint", "wall.conf"):
        assert read(folder, name), name


main([whole_page])
