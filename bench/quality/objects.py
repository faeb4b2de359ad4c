# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes objects from photographs, beside other programs. What is behind an object is not known, so there are no
figures: the sheets are to be looked at."""

import cv2
import numpy as np

import outlines
import sheets
from contest import Case, Kept, processor_time
from inpaint import by_biharmonic, by_gmic, by_ncsn, by_xphoto

MARK = (255, 0, 0)
MARKED = "to be removed"
TILE = (152, 180)  # of the sheet of all: height and width, in half pixels


def case(removal):
    photograph = removal.photograph()
    return Case(removal.object, removal.picture, photograph, photograph, removal.mask(removal.size))


def others(gmic):
    return {"FSR": by_xphoto(cv2.xphoto.INPAINT_FSR_FAST),
            "shift map": by_xphoto(cv2.xphoto.INPAINT_SHIFTMAP),
            "biharmonic": by_biharmonic,
            "G'MIC inpaint 5": by_gmic(gmic, "inpaint", "5"),
            "G'MIC inpaint_matchpatch 0": by_gmic(gmic, "inpaint_matchpatch", "0")}


def ours(ncsn, model, variants):
    return {f"ncsn {options}".strip(): by_ncsn(ncsn, model, *options.split()) for options in variants}


def timed(repair, of):
    """(picture, seconds)."""
    started = processor_time()
    picture = repair(of)
    return picture, processor_time() - started


def marked(of):
    """The picture with its mask in half-transparent red."""
    return np.where(of.mask[..., None], (of.damaged // 2 + np.array(MARK) // 2).astype(np.uint8), of.damaged)


def half(picture):
    return cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def tile(picture, of):
    """The object and what is around it, at half the size."""
    shrunk = half(picture)
    middle = np.argwhere(of.mask).mean(axis=0).astype(int) // 2
    top, left = sheets.placed(middle, TILE, shrunk.shape[:2])
    return shrunk[top:top + TILE[0], left:left + TILE[1]]


def draw(ncsn, gmic, model, variants, count, kept, say):
    """Draws a sheet for each of the first `count` objects, or all, into the folder `kept`. Each of `variants` is a
    string of options of `ncsn inpaint`. Fills by other programs that are in the folder are not made again. Returns
    (columns, rows) of a sheet of all."""
    store, ours_now, rows = Kept(kept), ours(ncsn, model, variants), []
    for removal in outlines.removals()[:count]:
        of = case(removal)
        fills = {name: store.repaired(of, name, "–", repair) for name, repair in others(gmic).items()}
        fills |= {name: timed(repair, of) for name, repair in ours_now.items()}
        columns = {"photograph": of.damaged, MARKED: marked(of)}
        columns |= {name: picture for name, (picture, _) in fills.items()}
        sheets.draw([*columns], [[*map(half, columns.values())]], kept / f"{of.name}.png")
        rows.append([tile(picture, of) for picture in columns.values()])
        say(f"{of.name}, {of.damage}: " + "; ".join(f"{name} {seconds:.1f} s" for name, (_, seconds) in fills.items()))
    say(f"The sheets are in {kept}.")
    return ["photograph", MARKED, *fills], rows
