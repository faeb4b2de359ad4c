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
    middle = np.unravel_index(damage.argmax(), damage.shape)
    return [min(max(m - TILE // 2, 0), extent - TILE) for m, extent in zip(middle, mask.shape)]


def tile(picture, place):
    top, left = place
    return picture[top:top + TILE, left:left + TILE]


def draw(columns, rows, path):
    """Saves rows of tiles below the names of the columns."""
    pitch = TILE + GAP
    sheet = Image.new("RGB", (len(columns) * pitch - GAP, HEAD + len(rows) * pitch - GAP), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for x, name in enumerate(columns):
        pen.text((x * pitch + TILE // 2, HEAD // 2), name, fill="black", font=font, anchor="mm")
    for y, row in enumerate(rows):
        for x, pixels in enumerate(row):
            sheet.paste(Image.fromarray(np.ascontiguousarray(pixels)), (x * pitch, HEAD + y * pitch))
    sheet.save(path, optimize=True)


def of_contest(contest, damages):
    """(columns, rows) with the first few cases of each damage, damaged and repaired."""
    rows = []
    for case, repaired in (row for damage in damages for row in contest.rows(damage)):
        place = window(case.mask)
        rows.append([tile(picture, place) for picture in (case.truth, case.damaged, *repaired)])
    return ("original", "damaged", *contest.repairers), rows
