# SPDX-License-Identifier: GPL-3.0-or-later
"""Inpainting of photographs with scratches, text and holes."""

import cv2
import numpy as np
from skimage.restoration import inpaint_biharmonic

import masks
import pictures
import sheets
from contest import Case, Kept, hold

DEFAULT_COUNT = 8  # photographs
FILLS = 8
LINES, HOLES = ("scratches", "text"), ("16-pixel holes", "32-pixel holes")


def case(kind, name, truth):
    mask = masks.mask(kind, name, truth.shape[1::-1])
    return Case(kind, name, truth, np.where(mask[..., None], np.uint8(255), truth), mask)


def cases(count):
    for name, truth in pictures.photographs(count):
        for kind in LINES + HOLES:
            yield case(kind, name, truth)


def by_ncsn(ncsn, model, *options):
    def repair(case):
        return ncsn.draw("inpaint", "--model", model, "--input", ncsn.put("damaged.png", case.damaged),
                         "--mask", ncsn.put_mask(case), "--seed", 1, *options)
    return repair


def by_opencv(radius, method):
    return lambda case: cv2.inpaint(case.damaged, case.mask.astype(np.uint8), radius, method)


def by_xphoto(method, forth=cv2.COLOR_RGB2BGR, back=cv2.COLOR_BGR2RGB):
    """Works in the colour space between the conversions `forth` and `back`. The mask of xphoto is 0 where pixels
    are missing, and it writes the result into an array."""
    def repair(case):
        filled = np.empty_like(case.damaged)
        cv2.xphoto.inpaint(cv2.cvtColor(case.damaged, forth), np.where(case.mask, np.uint8(0), np.uint8(255)),
                           filled, method)
        return cv2.cvtColor(filled, back)
    return repair


def by_biharmonic(case):
    filled = inpaint_biharmonic(case.damaged, case.mask, channel_axis=-1)
    return np.round(255 * filled.clip(0, 1)).astype(np.uint8)


def by_gmic(gmic, name, arguments):
    return lambda case: gmic.draw((gmic.put("damaged.png", case.damaged), gmic.put_mask(case)),
                                  f"{name}[0] [1],{arguments}")


def by_gmic_commands(gmic, *commands):
    """Repairers by command, which the tables show without the mask."""
    return {f"`{command}`": by_gmic(gmic, *command.split()) for command in commands}


def repairers(ncsn, gmic, model):
    radii = (2, 3, 5)
    return {
        "Telea": {f"radius {radius}": by_opencv(radius, cv2.INPAINT_TELEA) for radius in radii},
        "Navier-Stokes": {f"radius {radius}": by_opencv(radius, cv2.INPAINT_NS) for radius in radii},
        "FSR": {"fast": by_xphoto(cv2.xphoto.INPAINT_FSR_FAST)},
        "shift map": {"BGR": by_xphoto(cv2.xphoto.INPAINT_SHIFTMAP),
                      "L*a*b*": by_xphoto(cv2.xphoto.INPAINT_SHIFTMAP, cv2.COLOR_RGB2LAB, cv2.COLOR_LAB2RGB)},
        "biharmonic": {"–": by_biharmonic},
        "G'MIC, flow": by_gmic_commands(gmic, "inpaint_flow 10", "inpaint_flow 10,100,5,1,1.5",
                                        "inpaint_pde 75%"),
        "G'MIC, patches": by_gmic_commands(gmic, "inpaint_matchpatch 0",
                                           "inpaint_matchpatch 0,7,10,9", "inpaint 5"),
        "ncsn": {"one fill": by_ncsn(ncsn, model)},
        "ncsn, mean": {f"`--mean {FILLS}`": by_ncsn(ncsn, model, "--mean", FILLS)},
    }


def measure(ncsn, gmic, model, count, kept, say):
    """(results of each damage, two sheets of pictures)."""
    contest = hold(repairers(ncsn, gmic, model), cases(count), Kept(kept), say)
    return contest.results(), {"lines": sheets.of_contest(contest, LINES),
                               "holes": sheets.of_contest(contest, HOLES)}
