#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws digits of every class with a model and lets a classifier of real digits read them.

Succeeds if the classifier reads at least 97 % of the samples of the default quality as the digit that was asked
for, and 95 % of those of the model's own annealed schedule. The classifier has to read at least 98 % of MNIST's
test digits right. Also prints the distance of the samples from those test digits in the classifier's features,
next to that of as many training digits, and fails if real digits upside down are nearer. Exits with 77, which
Meson counts as skipped, if something it needs is missing.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    from PIL import Image

    import classifier
    import frechet
except ImportError as problem:
    print(f"Skipped: {problem}. Install python3-torch, python3-numpy and python3-pil.")
    sys.exit(77)

MIN_REAL = 0.98
MIN_DRAWN = {"normal": 0.97, "annealed": 0.95}
WAYS = {"annealed": ["--sampler", "annealed"], "normal": ["--quality", "normal"]}
COLUMNS = 10
SIDE = classifier.SIDE


def cut(path, count):
    """The first `count` pictures of a grid of COLUMNS columns, as (N, 28, 28) in [0, 1]."""
    grid = numpy.asarray(Image.open(path).convert("L"), numpy.float32) / 255
    rows = -(-count // COLUMNS)
    if grid.shape != (rows * SIDE, COLUMNS * SIDE):
        sys.exit(f"{path} is {grid.shape[1]} × {grid.shape[0]} pixels, not a grid of digits.")
    cells = grid.reshape(rows, SIDE, COLUMNS, SIDE).swapaxes(1, 2)
    return cells.reshape(-1, SIDE, SIDE)[:count]


def check_classifier(model, data, folder):
    """Checks its accuracy on real digits, read from a grid like samples, and that it rejects wrong labels."""
    pictures, labels = classifier.read_mnist(data, "t10k")
    rows = len(pictures) // COLUMNS
    grid = (pictures * 255).round().astype(numpy.uint8).reshape(rows, COLUMNS, SIDE, SIDE)
    path = folder / "real.png"
    Image.fromarray(grid.swapaxes(1, 2).reshape(rows * SIDE, -1)).save(path)

    read = classifier.classify(model, cut(path, len(pictures)))
    accuracy = (read == labels).mean()
    print(f"real test digits read right: {accuracy:.2%}")
    if accuracy < MIN_REAL:
        sys.exit(f"The classifier is too weak to judge samples: it needs at least {MIN_REAL:.0%}.")
    if (read == numpy.roll(labels, 1)).mean() > 0.2:
        sys.exit("The classifier agrees with wrong labels too, so it cannot judge.")


def draw(options, way, digit, folder):
    path = folder / f"{way}-{digit}.png"
    command = [options.ncsn, "sample", "--model", options.model, "--class", str(digit)]
    command += ["--count", str(options.count), "--columns", str(COLUMNS)]
    command += ["--seed", str(options.seed + digit), "--output", str(path)] + WAYS[way]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return cut(path, options.count)


def check_distance(real):
    """A set that is twice as wide and moved by one in each of D features has exactly the distance D + tr C."""
    mean = real.mean(axis=0)
    exact = len(mean) + numpy.trace(numpy.cov(real.T))
    if abs(frechet.distance(mean + 2 * (real - mean) + 1, real) / exact - 1) > 1e-6:
        sys.exit("The Fréchet distance is wrong where it is known.")


def spread(pictures, count):
    """`count` of them, evenly spaced, because neighbours in MNIST are by the same writers."""
    return pictures[numpy.linspace(0, len(pictures) - 1, count).round().astype(int)]


class Distances:
    """Fréchet distances from sets of digits to MNIST's test digits."""

    def __init__(self, model, data, count):
        self.model = model
        self.real = frechet.features(model, classifier.read_mnist(data, "t10k")[0])
        check_distance(self.real)
        pictures, labels = classifier.read_mnist(data, "train")
        chosen = numpy.concatenate([spread(pictures[labels == digit], count) for digit in range(10)])
        self.upside_down = self.of(chosen[:, ::-1, ::-1])
        print(f"Fréchet distance of {len(chosen)} training digits to the test digits: {self.of(chosen):.1f}; "
              f"upside down: {self.upside_down:.1f}")

    def of(self, pictures):
        return frechet.distance(frechet.features(self.model, pictures), self.real)


def judge(options, way, model, distances, folder):
    """The share of all samples that are read as the digit asked for; prints a line for each digit."""
    drawn, right = [], 0
    print(f"{way}\ndigit  right  read as 0 … 9")
    for digit in range(10):
        drawn.append(draw(options, way, digit, folder))
        table = numpy.bincount(classifier.classify(model, drawn[-1]), minlength=10)
        right += table[digit]
        print(f"{digit:5}  {table[digit] / options.count:5.1%}  {' '.join(f'{n:4}' for n in table)}")
        sys.stdout.flush()
    share = right / (10 * options.count)
    print(f"of {10 * options.count} samples {share:.1%} are read as the digit that was asked for")
    distance = distances.of(numpy.concatenate(drawn))
    print(f"Fréchet distance to the test digits: {distance:.1f}")
    if distance > distances.upside_down:
        sys.exit("Real digits upside down are nearer.")
    return share


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ncsn", required=True, help="the program")
    parser.add_argument("--model", required=True, type=pathlib.Path, help="the model file to judge")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder of MNIST's IDX files")
    parser.add_argument("--cache", required=True, type=pathlib.Path, help="where the classifier is kept")
    parser.add_argument("--count", type=int, default=100, help="samples of each digit (100)")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the zeros (1000)")
    parser.add_argument("--keep", type=pathlib.Path, help="folder in which the grids stay")
    return parser.parse_args()


def main():
    options = parse()
    for path, what in ((options.data, "MNIST's digits"), (options.model, "the model")):
        if not path.exists():
            print(f"Skipped: {what} ({path}) cannot be found.")
            sys.exit(77)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        model = classifier.load(options.data, options.cache)
        check_classifier(model, options.data, pathlib.Path(scratch))
        distances = Distances(model, options.data, options.count)
        share = {way: judge(options, way, model, distances, folder) for way in WAYS}
    for way, minimum in MIN_DRAWN.items():
        if share[way] < minimum:
            sys.exit(f"Too few samples of {way} are read right: at least {minimum:.0%} are needed.")


main()
