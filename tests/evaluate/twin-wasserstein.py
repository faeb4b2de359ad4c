# SPDX-License-Identifier: GPL-3.0-or-later
"""The library's distances between sets of pictures against bench/quality/wasserstein.py, which is written
from the paper in numpy. Both choose patches and directions by chance; over so many seeds that leaves 2 %.

usage: twin-wasserstein.py PATCH-DISTANCES"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"1..0 # SKIP {missing.name} for Python is not installed")
    sys.exit(0)

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "quality"))
import wasserstein  # noqa: E402

program = [*shlex.split(os.environ.get("MESON_EXE_WRAPPER", "")), sys.argv[1]]
SEEDS = 16
TOLERANCE = 0.04


def clouds(seed, shape, softness):
    """Noise whose neighbours resemble each other, the more the softer."""
    noise = np.random.default_rng(seed).standard_normal(shape)
    for axis in (1, 2):
        noise = sum(np.roll(noise, shift, axis) for shift in range(softness)) / softness ** 0.5
    return (0.5 + 0.2 * noise).astype(np.float32)


def library(some, others, folder):
    for name, pictures in (("a", some), ("b", others)):
        pictures.tofile(folder / name)
    result = subprocess.run([*program, *map(str, (*some.shape, SEEDS)), folder / "a", folder / "b"],
                            capture_output=True, text=True, check=True)
    return np.array(result.stdout.split(), float)


def twin(some, others):
    return np.mean([wasserstein.distances(
        *(wasserstein.descriptors(pictures, seed) for pictures in (some, others)), seed)
        for seed in range(SEEDS)], axis=0)


# Sets differ at every scale: where they do not, distances tell how patches were chosen.
SHAPE = (8, 40, 28, 3)  # 20 × 14 and 10 × 7 at the coarser scales
CASES = {
    "other softness": (clouds(1, SHAPE, 2), clouds(2, SHAPE, 3)),
    "less contrast": (clouds(1, SHAPE, 3), 0.5 + 0.7 * (clouds(2, SHAPE, 3) - 0.5)),
    "brighter red": (clouds(1, SHAPE, 2), clouds(2, SHAPE, 4) + np.float32([0.1, 0, 0])),
    "odd sides, gray": (clouds(1, (8, 29, 33, 1), 2), clouds(2, (8, 29, 33, 1), 5)),
}

print(f"1..{len(CASES)}", flush=True)
with tempfile.TemporaryDirectory() as scratch:
    for number, (name, sets) in enumerate(CASES.items(), 1):
        ours, theirs = library(*sets, Path(scratch)), twin(*sets)
        agree = len(ours) == len(theirs) and (abs(ours / theirs - 1) < TOLERANCE).all()
        print(f"# {ours} {theirs}")
        print(f"{'ok' if agree else 'not ok'} {number} - {name}", flush=True)
