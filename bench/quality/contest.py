# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged pictures and those who repair them."""

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
    damage: str  # how it is told in the tables
    name: str
    truth: np.ndarray
    damaged: np.ndarray
    mask: np.ndarray  # where it is damaged
    sigma: float = 0.0  # of the noise, in 255


def processor_time():
    """Seconds of this process and of its children, which other programs do not lengthen."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Kept:
    """Repaired pictures in a folder, from which a measurement that was interrupted goes on."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def repaired(self, case, name, setting, repair):
        """(picture, seconds)."""
        path = self.folder / f"{case.name}, {case.damage}, {name}, {setting}.png"
        if not path.exists():
            started = processor_time()
            picture = repair(case)
            self.put(path, picture, processor_time() - started)
        with Image.open(path) as image:
            return np.asarray(image), float(image.text["seconds"])

    @staticmethod
    def put(path, picture, seconds):
        told, aside = PngInfo(), path.with_suffix(".part")
        told.add_text("seconds", str(seconds))
        Image.fromarray(picture).save(aside, "PNG", pnginfo=told)
        aside.rename(path)


class Contest:
    """Repairers by name, each a dict from settings to functions from a case to the repaired picture. The
    settings of a repairer are tried on all cases of a damage; those of the highest mean PSNR count."""

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
        """The first few cases of a damage and what became of them: (case, [picture of each repairer])."""
        return [(case, [self.repaired(case, name, self.best(damage, name))[0] for name in self.repairers])
                for case in self.cases[damage][:SHOWN]]


def hold(repairers, cases, kept, say):
    """One repairer after the other, so that the slow ones come when the others are done."""
    contest = Contest(repairers, cases, kept)
    for name in repairers:
        for damage in contest.cases:
            contest.enter(name, damage)
            _, setting, psnr, *_ = contest.result(damage, name)
            say(f"{name}, {damage}: {psnr[ALL]:.2f} dB by {setting}")
    return contest
