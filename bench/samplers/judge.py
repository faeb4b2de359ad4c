# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges drawn digits: how many the classifier of tests/shipped reads right, and how much they vary."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "shipped"))
import classifier  # noqa: E402

COUNT = 100  # pictures of each class
PIXELS = classifier.SIDE * classifier.SIDE


class Judge:
    def __init__(self, data, cache):
        self.model = classifier.load(data, cache)
        self.pictures, self.labels = classifier.read_mnist(data, "t10k")
        self.variances = self.spread(self.pictures, self.labels)

    @staticmethod
    def spread(pictures, labels):
        """The variance of the pictures of a class, summed over pixels; the mean over the classes."""
        return np.mean([pictures[labels == digit].reshape(-1, PIXELS).var(axis=0).sum()
                        for digit in range(10)])

    def judge(self, path):
        """(share read as the digit asked for, variance, mean brightness); the last two relative to real digits."""
        pictures = np.fromfile(path, np.float32).reshape(-1, classifier.SIDE, classifier.SIDE)
        pictures = np.round(pictures * 255) / 255  # as in files
        wanted = np.repeat(np.arange(10), COUNT)
        right = (classifier.classify(self.model, pictures) == wanted).mean()
        return (float(right), float(self.spread(pictures, wanted) / self.variances),
                float(pictures.mean() / self.pictures.mean()))

    def real(self):
        """The share of MNIST's test digits that the classifier reads right."""
        return float((classifier.classify(self.model, self.pictures) == self.labels).mean())
