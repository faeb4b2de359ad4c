# SPDX-License-Identifier: GPL-3.0-or-later
"""Denoising of photographs with white noise, rounded and clipped to bytes as in files."""

import zlib

import cv2
import numpy as np

import pictures
import sheets
from contest import Case, Kept, hold

DEFAULT_COUNT = 8  # photographs
SIGMAS = (10, 25, 50)


def damage(sigma):
    return f"σ = {sigma}"


def noisy(truth, sigma, name):
    chance = np.random.default_rng(zlib.crc32(f"noise {sigma} {name}".encode()))
    return np.round(truth + sigma * chance.standard_normal(truth.shape)).clip(0, 255).astype(np.uint8)


def cases(count):
    for name, truth in pictures.photographs(count):
        for sigma in SIGMAS:
            yield Case(damage(sigma), name, truth, noisy(truth, sigma, name),
                       np.ones(truth.shape[:2], bool), sigma)


def by_ncsn(ncsn, model, with_sigma):
    def repair(case):
        options = ("--sigma", case.sigma / 255) if with_sigma else ()
        return ncsn.draw("denoise", "--model", model, "--input", ncsn.put("damaged.png", case.damaged),
                         *options)
    return repair


def by_opencv(share):
    """Non-local means with template and search windows of 7 and 21 pixels, which OpenCV's documentation recommends."""
    return lambda case: cv2.fastNlMeansDenoising(case.damaged, None, share * case.sigma, 7, 21)


def by_opencv_colored(share):
    """The same in CIE L*a*b*, separately for lightness and colours."""
    def repair(case):
        h = share * case.sigma
        bgr = cv2.cvtColor(case.damaged, cv2.COLOR_RGB2BGR)
        return cv2.cvtColor(cv2.fastNlMeansDenoisingColored(bgr, None, h, h, 7, 21), cv2.COLOR_BGR2RGB)
    return repair


def by_gmic(gmic, command, share):
    """Runs a command in which {} stands for `share` times σ."""
    return lambda case: gmic.draw((gmic.put("damaged.png", case.damaged),), command.format(share * case.sigma))


def by_gmic_shares(gmic, command, *shares):
    return {f"`{command.format(f'{share}σ')}`": by_gmic(gmic, command, share) for share in shares}


def repairers(ncsn, gmic, model):
    return {
        "non-local means": {f"h = {share} σ": by_opencv(share) for share in (0.6, 0.8, 0.9, 1.0)} |
                           {f"colored, h = {share} σ": by_opencv_colored(share) for share in (0.6, 0.8)},
        "G'MIC, patches": by_gmic_shares(gmic, "denoise 5,{},5,6", 0.4, 0.5, 0.6) |
                          by_gmic_shares(gmic, "denoise 5,{},3,6", 0.6),
        "G'MIC, smooth": by_gmic_shares(gmic, "smooth {}", 2, 3) | by_gmic_shares(gmic, "bilateral 3,{}", 2),
        "ncsn, told": {"`--sigma`": by_ncsn(ncsn, model, True)},
        "ncsn": {"–": by_ncsn(ncsn, model, False)},
    }


def measure(ncsn, gmic, model, count, kept, say):
    """(results of each σ, a sheet of pictures)."""
    contest = hold(repairers(ncsn, gmic, model), cases(count), Kept(kept), say)
    return contest.results(), {"noise": sheets.of_contest(contest, (damage(25),))}
