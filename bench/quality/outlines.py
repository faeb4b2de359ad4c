# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects in photographs that no model was trained on, with outlines as a person draws them with a lasso: what is
attached to an object, such as its reflection, belongs to it.

usage: outlines.py FOLDER [WIDTH]

Writes each photograph and its mask, 255 in the object, into FOLDER, scaled to WIDTH pixels.

outlines.json has the points x, y, x, y, … of polygons in pixels of a photograph of `size` (width, height). The
photographs stay in ../shared/data/photos: those of the Kodak suite may be used freely, those of CID22 and what is
made of them are under CC BY-SA 4.0."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

import masks
import pictures


@dataclass
class Removal:
    picture: str  # name of the photograph
    size: list[int]
    object: str  # what is removed
    polygons: list[list[int]]

    def photograph(self):
        """Pixels (height, width, 3) of the whole photograph."""
        pixels = pictures.load(pictures.EVALUATION / f"{self.picture}.png")
        if list(pixels.shape[1::-1]) != self.size:
            sys.exit(f"outlines: The photograph {self.picture} has another size than in outlines.json: "
                     "please take it from the data that the outlines were drawn on.")
        return pixels

    def mask(self, size):
        """True in the object, for the photograph scaled to `size` (width, height)."""
        scale = np.divide(size, self.size)

        def fill(pen):
            for polygon in self.polygons:
                pen.polygon([*map(tuple, np.reshape(polygon, (-1, 2)) * scale)], fill=1)

        return masks.drawn(size, fill)


def removals():
    entries = json.loads(Path(__file__).with_suffix(".json").read_text())
    return [Removal(**entry) for entry in entries]


def write(folder, width=None):
    for removal in removals():
        photograph = Image.fromarray(removal.photograph())
        if width:
            photograph = photograph.resize((width, round(photograph.height * width / photograph.width)))
        photograph.save(folder / f"{removal.picture}.png")
        pictures.save(removal.mask(photograph.size).astype("uint8") * 255, folder / f"{removal.picture}-mask.png")


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
