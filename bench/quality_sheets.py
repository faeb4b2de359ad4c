# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures side by side, with what they are above them."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

TILE = 96  # pixels of each picture that are shown, as they are
HEAD = 16
GAP = 2


def window(mask):
    """Where most of a picture is damaged: (top, left) of a tile."""
    damage = cv2.boxFilter(mask.astype(np.float32), -1, (TILE, TILE), anchor=(0, 0), normalize=False)
    damage = damage[:mask.shape[0] - TILE + 1, :mask.shape[1] - TILE + 1]
    return np.unravel_index(damage.argmax(), damage.shape)


def tile(picture, place):
    top, left = place
    return picture[top:top + TILE, left:left + TILE]


def draw(columns, rows, path):
    """Rows of tiles, each below the name of its column."""
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
    """(columns, rows): the first few cases of each damage, and what became of them."""
    rows = []
    for case, repaired in (row for damage in damages for row in contest.rows(damage)):
        place = window(case.mask)
        rows.append([tile(picture, place) for picture in (case.truth, case.damaged, *repaired)])
    return ("original", "damaged", *contest.repairers), rows
