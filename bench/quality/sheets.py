# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws sheets of pictures side by side, with a name above each column."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

TILE = 96  # side of the part of each picture that is shown, without scaling
HEAD = 16
GAP = 2


def window(mask):
    """(top, left) of a tile around the most damaged part of a picture."""
    damage = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), TILE / 3, borderType=cv2.BORDER_CONSTANT)
    return placed(np.unravel_index(damage.argmax(), damage.shape), (TILE, TILE), mask.shape)


def placed(middle, size, shape):
    """(top, left) of a part of this size (height, width) around a point, but inside a picture of this shape."""
    return [min(max(m - side // 2, 0), extent - side) for m, side, extent in zip(middle, size, shape)]


def tile(picture, place):
    top, left = place
    return picture[top:top + TILE, left:left + TILE]


def draw(columns, rows, path):
    """Saves rows of tiles, all of one size, below the names of the columns."""
    height, width = (extent + GAP for extent in rows[0][0].shape[:2])
    sheet = Image.new("RGB", (len(columns) * width - GAP, HEAD + len(rows) * height - GAP), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for x, name in enumerate(columns):
        pen.text((x * width + (width - GAP) // 2, HEAD // 2), name, fill="black", font=font, anchor="mm")
    for y, row in enumerate(rows):
        for x, pixels in enumerate(row):
            sheet.paste(Image.fromarray(np.ascontiguousarray(pixels)), (x * width, HEAD + y * height))
    sheet.save(path, optimize=True)


def of_contest(contest, damages):
    """(columns, rows) with the first few cases of each damage, damaged and repaired."""
    rows = []
    for case, repaired in (row for damage in damages for row in contest.rows(damage)):
        place = window(case.mask)
        rows.append([tile(picture, place) for picture in (case.truth, case.damaged, *repaired)])
    return ("original", "damaged", *contest.repairers), rows
