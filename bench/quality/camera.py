# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking the noise of cameras off photographs. Nobody is told its level; of other programs all settings are tried."""

import cv2
import numpy as np

import exposure
import pictures
import sheets
from contest import Case, Kept, hold
from programs import Gegl

DEFAULT_COUNT = 32  # photographs
SHOWN = "strong"


def cases(count):
    for name, truth in pictures.photographs(count):
        for strength in exposure.STRENGTHS:
            yield Case(strength, name, truth, exposure.taken(truth, strength, name), np.ones(truth.shape[:2], bool))


def by_ncsn(ncsn, model):
    return lambda case: ncsn.draw("denoise", "--model", model, "--input", ncsn.put("damaged.png", case.damaged))


def by_opencv(lightness, colour):
    """Non-local means in CIE L*a*b*, with the windows that OpenCV's documentation recommends."""
    def repair(case):
        bgr = cv2.cvtColor(case.damaged, cv2.COLOR_RGB2BGR)
        return cv2.cvtColor(cv2.fastNlMeansDenoisingColored(bgr, None, lightness, colour, 7, 21), cv2.COLOR_BGR2RGB)
    return repair


def by_gmic(gmic, command):
    return lambda case: gmic.draw((gmic.put("damaged.png", case.damaged),), command)


def by_gegl(gegl, operation):
    return lambda case: gegl.draw(gegl.put("damaged.png", case.damaged), operation)


def commands(by, program, template, *values):
    """Repairers by their settings, which are commands."""
    return {f"`{template.format(value)}`": by(program, template.format(value)) for value in values}


def repairers(ncsn, gmic, gegl, model):
    return {
        "unchanged": {"–": lambda case: case.damaged},
        "non-local means": {f"h = {lightness}, colours {colour}": by_opencv(lightness, colour)
                            for lightness in (2, 3, 5, 8, 12) for colour in (5, 10, 20, 30)},
        "GEGL, smooth": commands(by_gegl, gegl, "noise-reduction iterations={}", 1, 2, 4, 8),
        "GEGL, cosines": commands(by_gegl, gegl, "denoise-dct sigma={}", 5, 10, 15, 25, 40),
        "G'MIC, patches": commands(by_gmic, gmic, "denoise 5,{},5,6", 3, 5, 8, 12, 18, 25),
        "ncsn": {"–": by_ncsn(ncsn, model)},
    }


def measure(ncsn, gmic, model, count, kept, say):
    """(results of each strength, a sheet of pictures)."""
    contest = hold(repairers(ncsn, gmic, Gegl(gmic.folder), model), cases(count), Kept(kept), say)
    return contest.results(), {"camera": sheets.of_contest(contest, (SHOWN,))}
