# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged pictures and those who repair them."""

import time
from dataclasses import dataclass

import numpy as np

import quality_measures as measures

SHOWN = 2

@dataclass
class Case:
    """Pictures are (height, width, 3) bytes."""
    damage: str  # how it is told in the tables
    name: str
    truth: np.ndarray
    damaged: np.ndarray
    mask: np.ndarray  # where it is damaged
    sigma: float = 0.0  # of the noise, in 255


class Contest:
    """Repairers by name, each a dict from settings to functions from a case to the repaired picture. The
    settings of a repairer are tried on all cases of a damage; those of the highest mean PSNR count."""

    def __init__(self, repairers, say):
        self.repairers, self.say = repairers, say
        self.figures = {}  # by damage, repairer and setting, of each case
        self.shown = {}  # by damage: the first few cases, each with its repaired pictures by repairer and setting

    def enter(self, case):
        pictures, shown = {}, self.shown.setdefault(case.damage, [])
        for name, settings in self.repairers.items():
            for setting, repair in settings.items():
                started = time.monotonic()
                repaired = repair(case)
                seconds = time.monotonic() - started
                pictures[name, setting] = repaired
                self.figures.setdefault((case.damage, name, setting), []).append(
                    (measures.psnr(repaired, case.truth, case.mask),
                     measures.ssim(repaired, case.truth, case.mask), seconds))
            setting, psnr, *_ = self.best(case.damage, name)
            self.say(f"{case.name}, {case.damage}, {name}: {psnr:.2f} dB so far by {setting}")
        if len(shown) < SHOWN:
            shown.append((case, pictures))

    def best(self, damage, name):
        """(setting, PSNR, SSIM, seconds), means over the cases."""
        means = {setting: np.mean(self.figures[damage, name, setting], axis=0).tolist()
                 for setting in self.repairers[name]}
        setting = max(means, key=lambda setting: means[setting][0])
        return (setting, *means[setting])

    def results(self):
        """For each damage a list of (name, setting, PSNR, SSIM, seconds)."""
        return {damage: [(name, *self.best(damage, name)) for name in self.repairers] for damage in self.shown}

    def rows(self, damage):
        """The first few cases of a damage and what became of them: (case, [picture of each repairer])."""
        return [(case, [pictures[name, self.best(damage, name)[0]] for name in self.repairers])
                for case, pictures in self.shown[damage]]


def hold(repairers, cases, say):
    contest = Contest(repairers, say)
    for case in cases:
        contest.enter(case)
    return contest
