# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes pictures, and chooses the photographs that the bench damages."""

import collections
import itertools
import os
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SIDE = 256
SHARED = Path(os.environ.get("NCSN_SHARED") or Path(__file__).parents[2] / ".." / "shared")
EVALUATION = SHARED / "data" / "photos" / "eval"


def load(path):
    """Pixels (height, width, 3) in [0, 255]."""
    return np.asarray(Image.open(path).convert("RGB"))


def save(pixels, path):
    Image.fromarray(pixels).save(path)
    return path


def centre(pixels):
    top, left = ((extent - SIDE) // 2 for extent in pixels.shape[:2])
    return pixels[top:top + SIDE, left:left + SIDE]


def source(name):
    """The source of a photograph, from its name."""
    return name.split("-")[0]


def paths(count):
    """Paths of `count` pictures that no model was trained on, from each source in turn."""
    sources = {}
    for path in sorted(EVALUATION.glob("*.png")):
        sources.setdefault(source(path.name), []).append(path)
    in_turn = [path for turn in itertools.zip_longest(*sources.values()) for path in turn if path]
    return in_turn[:count]


def counts(count):
    """The number of them from each source."""
    return collections.Counter(source(path.name) for path in paths(count))


def photographs(count):
    """[(name, pixels of the centre)…] of these pictures."""
    return [(path.stem, centre(load(path))) for path in paths(count)]


def whole(count, longest):
    """[(name, pixels)…] of these pictures, shrunk where a side is longer than `longest`."""
    return [(path.stem, shrunk(load(path), longest)) for path in paths(count)]


def shrunk(pixels, longest):
    share = longest / max(pixels.shape)
    return pixels if share >= 1 else cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
