# SPDX-License-Identifier: GPL-3.0-or-later
"""The photographs that are damaged, and pixels in files."""

import itertools
import os
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 256
SHARED = Path(os.environ.get("NCSN_SHARED") or Path(__file__).parent.parent / ".." / "shared")


def load(path):
    """Pixels (height, width, 3) in [0, 255]."""
    return np.asarray(Image.open(path).convert("RGB"))


def save(pixels, path):
    Image.fromarray(pixels).save(path)
    return path


def centre(pixels):
    top, left = ((extent - SIDE) // 2 for extent in pixels.shape[:2])
    return pixels[top:top + SIDE, left:left + SIDE]


def photographs(count):
    """(name, pixels) of the middles of so many pictures that no model has seen, from each source in turn."""
    sources = {}
    for path in sorted((SHARED / "data" / "photos" / "eval").glob("*.png")):
        sources.setdefault(path.name.split("-")[0], []).append(path)
    in_turn = [path for turn in itertools.zip_longest(*sources.values()) for path in turn if path]
    return [(path.stem, centre(load(path))) for path in in_turn[:count]]
