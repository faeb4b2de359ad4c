# SPDX-License-Identifier: GPL-3.0-or-later
"""Filling of large holes in photographs, as when an object is removed. What was there cannot be known, so that a fill
is judged by how it resembles the surroundings and what was there, not by its pixels alone."""

import time
from functools import cached_property

import cv2
import numpy as np

import measures
import pictures
import sheets
import wasserstein
from contest import Kept
from inpaint import by_biharmonic, by_gmic, by_ncsn, by_xphoto, case

DEFAULT_COUNT = 32  # photographs
OPTIONS = ("methods", "sizes")
LONGEST = {"140x112": 512, "280x220": 1024}  # side of the photographs, in pixels, by ellipse
PART, PARTS = 48, 32
ALIKE = (0.7, 1.4)  # a gradient energy between these times that of the surroundings
TILE = (152, 180)  # of a sheet: height and width
SHOWN = 2  # of each size, in the report
SHEET = 8  # rows
TRUTH = "truth"


class Hole:
    """Measures fills of a case."""

    def __init__(self, kind, name, truth):
        self.case = case(kind, name, truth)
        self.places = self.crop_places()

    def crop_places(self):
        """Places (top, left) of some of the crops in the hole, which is convex: their corners suffice."""
        mask, far = self.case.mask, PART - 1
        inside = mask[far:, far:] & mask[far:, :-far] & mask[:-far, far:] & mask[:-far, :-far]
        return np.random.default_rng(1).choice(np.argwhere(inside), PARTS, replace=False)

    def crops(self, picture):
        return wasserstein.descriptors([picture[top:top + PART, left:left + PART].astype(np.float32) / 255
                                        for top, left in self.places])

    @cached_property
    def true_crops(self):
        return self.crops(self.case.truth)

    def figures(self, picture):
        """(distance in thousandths, PSNR, gradient energy, border), as the report explains them."""
        return (1000 * np.mean(wasserstein.distances(self.crops(picture), self.true_crops)),
                measures.psnr(picture, self.case.truth, self.case.mask),
                measures.energy_ratio(picture, self.case.mask),
                measures.border_ratio(picture, self.case.mask))

    def tile(self, picture):
        """The hole and what is around it, shrunk by half where photographs are twice as large."""
        scale = LONGEST[self.case.damage] // min(LONGEST.values())
        height, width = (scale * extent for extent in TILE)
        middle = np.argwhere(self.case.mask).mean(axis=0).astype(int)
        top, left = sheets.placed(middle, (height, width), self.case.mask.shape)
        return cv2.resize(picture[top:top + height, left:left + width], TILE[::-1], interpolation=cv2.INTER_AREA)


def holes(count, size):
    return [Hole(size, name, truth) for name, truth in pictures.whole(count, LONGEST[size])]


def others(gmic):
    """Repairers by name: (setting, function)."""
    return {"FSR": ("fast", by_xphoto(cv2.xphoto.INPAINT_FSR_FAST)),
            "shift map": ("BGR", by_xphoto(cv2.xphoto.INPAINT_SHIFTMAP)),
            "biharmonic": ("–", by_biharmonic),
            "G'MIC, patches": ("`inpaint 5`", by_gmic(gmic, "inpaint", "5")),
            "G'MIC, matches": ("`inpaint_matchpatch 0`", by_gmic(gmic, "inpaint_matchpatch", "0"))}


def ours(ncsn, model, methods):
    """The ellipses are exact, so that no hole grows. Those of a new build have another setting, and are not taken from
    what an old build has repaired."""
    version = ncsn.version(model)
    if not methods:
        return {"ncsn": (version, by_ncsn(ncsn, model))}
    return {f"ncsn, {method}": (version, by_ncsn(ncsn, model, "--method", method, "--grow", "0")) for method in methods}


def means(rows):
    """[(distance, PSNR, energy, border, seconds)…] to their means, geometric ones of the two ratios, and in how many
    rows the energy is alike."""
    distance, psnr, energy, border, seconds = np.transpose(rows)
    alike = np.count_nonzero((ALIKE[0] <= energy) & (energy <= ALIKE[1]))
    return (float(distance.mean()), float(psnr.mean()), float(np.exp(np.log(energy).mean())), alike,
            float(np.exp(np.log(border).mean())), float(seconds.mean()))


class Removal:
    """Fills of the holes of one size."""

    def __init__(self, size, count, kept, say):
        self.size, self.holes, self.kept, self.say = size, holes(count, size), kept, say
        self.rows = [{"damaged": hole.case.damaged} for hole in self.holes]  # pictures by name
        self.means = {}  # by name

    def enter(self, name, setting, repair):
        figures = []
        for hole, row in zip(self.holes, self.rows):
            row[name], seconds = self.kept.repaired(hole.case, name, setting, repair)
            figures.append((*hole.figures(row[name]), seconds))
        self.means[name] = means(figures)
        distance, psnr, energy, alike, border, seconds = self.means[name]
        self.say(f"{self.size}, {name}: distance {distance:.1f}, {psnr:.2f} dB, energy {energy:.2f}, alike in {alike} "
                 f"of {len(figures)}, border {border:.2f}, {seconds:.1f} s")

    def tiles(self, count=None):
        return [[hole.tile(picture) for picture in row.values()] for hole, row in zip(self.holes, self.rows[:count])]

    def draw(self, folder):
        """All fills, on sheets of several rows."""
        tiles = self.tiles()
        for start in range(0, len(tiles), SHEET):
            sheets.draw(list(self.rows[0]), tiles[start:start + SHEET],
                        folder / f"{self.size}, {start + 1} to {start + len(tiles[start:start + SHEET])}.png")


def measure(ncsn, gmic, model, count, kept, say, methods, sizes):
    """(means of each size and repairer, a sheet of pictures)."""
    repairers = others(gmic) | ours(ncsn, model, methods) | {TRUTH: ("–", lambda case: case.truth)}
    figures, tiles = {}, []
    for size in sizes or LONGEST:
        removal = Removal(size, count, Kept(kept, time.monotonic), say)
        for name, (setting, repair) in repairers.items():
            removal.enter(name, setting, repair)
        removal.draw(kept)
        figures[size] = removal.means
        tiles += removal.tiles(SHOWN)
    say(f"Sheets of all fills are in {kept}.")
    return figures, {"removal": (["damaged", *repairers], tiles)}
