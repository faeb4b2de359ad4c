# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets several programs repair the same damaged pictures and compares the results with the originals."""

import resource
from dataclasses import dataclass

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import measures
import pictures

SHOWN = 2
ALL = "all"


@dataclass
class Case:
    """Pictures are (height, width, 3) bytes."""
    damage: str  # its name in the tables
    name: str
    truth: np.ndarray
    damaged: np.ndarray
    mask: np.ndarray  # True where the picture is damaged
    sigma: float = 0.0  # of the noise, in units of a byte


def processor_time():
    """Processor seconds of this process and its children, which do not depend on other programs."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Kept:
    """Keeps repaired pictures in a folder, so that an interrupted measurement can continue. `clock` gives the time
    that a repair is charged."""

    def __init__(self, folder, clock=processor_time):
        self.folder, self.clock = folder, clock
        folder.mkdir(parents=True, exist_ok=True)

    def repaired(self, case, name, setting, repair):
        """(picture, seconds)."""
        path = self.folder / f"{case.name}, {case.damage}, {name}, {setting}.png"
        if not path.exists():
            started = self.clock()
            picture = repair(case)
            self.put(path, picture, self.clock() - started)
        with Image.open(path) as image:
            return np.asarray(image), float(image.text["seconds"])

    @staticmethod
    def put(path, picture, seconds):
        info, aside = PngInfo(), path.with_suffix(".part")
        info.add_text("seconds", str(seconds))
        Image.fromarray(picture).save(aside, "PNG", pnginfo=info)
        aside.rename(path)


class Contest:
    """Compares repairers. `repairers` is a dict by name; each is a dict from settings to a function that maps
    a case to the repaired picture. All settings of a repairer repair all cases of a damage; the result is that
    of the settings with the highest mean PSNR."""

    def __init__(self, repairers, cases, kept):
        self.repairers, self.kept = repairers, kept
        self.cases = {}  # by damage
        for case in cases:
            self.cases.setdefault(case.damage, []).append(case)
        self.figures = {}  # by damage, repairer and setting: (PSNR, SSIM, seconds) of each case

    def repaired(self, case, name, setting):
        return self.kept.repaired(case, name, setting, self.repairers[name][setting])

    def enter(self, name, damage):
        for setting in self.repairers[name]:
            figures = self.figures[damage, name, setting] = []
            for case in self.cases[damage]:
                picture, seconds = self.repaired(case, name, setting)
                figures.append((measures.psnr(picture, case.truth, case.mask),
                                measures.ssim(picture, case.truth, case.mask), seconds))

    def means(self, damage, name, setting):
        return np.mean(self.figures[damage, name, setting], axis=0).tolist()

    def best(self, damage, name):
        return max(self.repairers[name], key=lambda setting: self.means(damage, name, setting)[0])

    def by_source(self, damage, name, setting):
        """The PSNR of the photographs of each source, and of all."""
        values = {ALL: []}
        for case, (psnr, *_) in zip(self.cases[damage], self.figures[damage, name, setting]):
            values[ALL].append(psnr)
            values.setdefault(pictures.source(case.name), []).append(psnr)
        return {source: float(np.mean(some)) for source, some in values.items()}

    def result(self, damage, name):
        """(name, setting, PSNR by source, SSIM, seconds)."""
        setting = self.best(damage, name)
        _, ssim, seconds = self.means(damage, name, setting)
        return name, setting, self.by_source(damage, name, setting), ssim, seconds

    def results(self):
        return {damage: [self.result(damage, name) for name in self.repairers] for damage in self.cases}

    def rows(self, damage):
        """(case, [repaired picture of each repairer]) of the first few cases of a damage."""
        return [(case, [self.repaired(case, name, self.best(damage, name))[0] for name in self.repairers])
                for case in self.cases[damage][:SHOWN]]


def hold(repairers, cases, kept, say):
    """Runs the contest, one repairer after the other, so that the slow ones come last."""
    contest = Contest(repairers, cases, kept)
    for name in repairers:
        for damage in contest.cases:
            contest.enter(name, damage)
            _, setting, psnr, *_ = contest.result(damage, name)
            say(f"{name}, {damage}: {psnr[ALL]:.2f} dB by {setting}")
    return contest
