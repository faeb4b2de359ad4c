# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks of missing pixels: boolean arrays (height, width) that depend only on the picture's name and size."""

import itertools
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SCRATCHED = 0.035  # share of the picture after which no scratch is added; each covers about 0.01
FONT = 20  # pixels
LINE = 34  # pixels from one line of text to the next
EDGE = 24  # pixels of the picture that remain beside an ellipse, at least
WORDS = "Pack my box with five dozen liquor jugs, then mail it to the quick brown fox. ".split()


def drawn(size, draw):
    """The mask of the pixels that draw(pen) sets."""
    canvas = Image.new("1", size)
    draw(ImageDraw.Draw(canvas))
    return np.asarray(canvas.convert("L")) > 0


def curve(chance, size):
    """Points of a quadratic Bézier curve with random ends."""
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
    """Lines of text all over the picture."""
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
    """Squares of that side, each at a random place in a cell four times as wide, away from the edges of the cell."""
    def mask(chance, size):
        result, cell = np.zeros(size[::-1], bool), 4 * side
        for top, left in itertools.product(range(0, size[1] - cell + 1, cell),
                                           range(0, size[0] - cell + 1, cell)):
            y, x = np.add((top, left), chance.integers(side // 2, cell - side - side // 2 + 1, 2))
            result[y:y + side, x:x + side] = True
        return result

    return mask


def ellipse(width, height):
    """An ellipse at a random place, away from the edges."""
    def mask(chance, size):
        left, top = (int(chance.integers(EDGE, extent - EDGE - axis + 1))
                     for extent, axis in zip(size, (width, height)))
        return drawn(size, lambda pen: pen.ellipse((left, top, left + width - 1, top + height - 1), fill=1))

    return mask


KINDS = {"scratches": scratches, "text": text, "16-pixel holes": holes(16), "32-pixel holes": holes(32),
         "140x112": ellipse(140, 112), "280x220": ellipse(280, 220)}


def mask(kind, name, size):
    """The mask for the picture of this name, of `size` (width, height)."""
    return KINDS[kind](np.random.default_rng(zlib.crc32(f"{kind} {name}".encode())), size)
