# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing from a picture: boolean arrays (height, width), a pure function of the picture's name
and size."""

import itertools
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SCRATCHED = 0.035  # the share of the picture at which no further scratch is made; each takes about 0.01
FONT = 20  # pixels
LINE = 34  # from one line of text to the next
WORDS = "Pack my box with five dozen liquor jugs, then mail it to the quick brown fox. ".split()


def drawn(size, draw):
    """The pixels that draw(pen) sets."""
    canvas = Image.new("1", size)
    draw(ImageDraw.Draw(canvas))
    return np.asarray(canvas.convert("L")) > 0


def curve(chance, size):
    """Points of a quadratic Bézier curve, from somewhere to somewhere."""
    ends = chance.uniform(0.0, 1.0, (3, 2)) * size
    t = np.linspace(0.0, 1.0, 100)[:, None]
    return (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t ** 2 * ends[2]


def scratches(chance, size):
    """Thin curved strokes, one to three pixels wide."""
    mask = np.zeros(size[::-1], bool)
    while mask.mean() < SCRATCHED:
        points, width = curve(chance, size), int(chance.integers(1, 4))
        mask |= drawn(size, lambda pen: pen.line([*map(tuple, points)], fill=1, width=width))
    return mask


def text(chance, size):
    """Lines of writing all over the picture."""
    words = itertools.cycle(np.roll(WORDS, chance.integers(len(WORDS))))
    font, start = ImageFont.load_default(FONT), chance.integers(4, LINE - FONT)

    def write(pen):
        for top in range(start, size[1] - FONT, LINE):
            line = next(words)
            while pen.textlength(line, font) < size[0]:
                line += " " + next(words)
            pen.text((4, top), line, fill=1, font=font)

    return drawn(size, write)


def holes(side):
    """Squares of that side, each somewhere in a cell four times as wide, away from its edges."""
    def mask(chance, size):
        result, cell = np.zeros(size[::-1], bool), 4 * side
        for top, left in itertools.product(range(0, size[1] - cell + 1, cell),
                                           range(0, size[0] - cell + 1, cell)):
            y, x = np.add((top, left), chance.integers(side // 2, cell - side - side // 2 + 1, 2))
            result[y:y + side, x:x + side] = True
        return result

    return mask


KINDS = {"scratches": scratches, "text": text, "16-pixel holes": holes(16), "32-pixel holes": holes(32)}


def mask(kind, name, size):
    """That of a picture of `size` (width, height)."""
    return KINDS[kind](np.random.default_rng(zlib.crc32(f"{kind} {name}".encode())), size)
