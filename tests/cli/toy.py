# SPDX-License-Identifier: GPL-3.0-or-later
"""The study in the plane: its numbers, against the mixture's own formulas, and its files."""

import atexit
import csv
import functools
import math
import os
import shutil
import signal
import struct
import tempfile
import time
import zlib
from xml.etree import ElementTree

from support import main, messages, run, sentence, start, write

FIGURES = ["toy-overview", "toy-fields", "toy-errors", "toy-chains"]
TABLES = ["toy-errors.tsv", "toy-weights.tsv"]
LOSSES = ["esm", "ssm-vr", "dsm"]
WEIGHTS, MEANS = [0.8, 0.2], [(5.0, 5.0), (-5.0, -5.0)]


@functools.cache
def study():
    """One run for all tests: its folder and stdout."""
    folder = tempfile.mkdtemp(prefix="ncsn-toy-")
    atexit.register(shutil.rmtree, folder)
    result = run("toy", "--seed", 0, "--output", "made/here", folder=folder, timeout=800)
    assert result.returncode == 0, result.stderr
    assert not messages(result.stderr), result.stderr
    return os.path.join(folder, "made", "here"), result.stdout


def table(name):
    """The rows of a table, with numbers as floats."""
    def value(text):
        try:
            return float(text)
        except ValueError:
            return text
    with open(os.path.join(study()[0], name), encoding="utf-8", newline="") as file:
        return [{key: value(text) for key, text in row.items()}
                for row in csv.DictReader(file, delimiter="\t")]


def levels_of(loss, many):
    """A network's rows from the largest noise level down."""
    rows = [row for row in table("toy-errors.tsv")
            if row["loss"] == loss and (row["levels"] > 1) == many]
    assert len(rows) == rows[0]["levels"] and len(rows) == (10 if many else 1)
    assert all(a["sigma"] > b["sigma"] for a, b in zip(rows, rows[1:]))
    return rows


def training_lowers_the_explicit_error(_):
    """At least ten times smaller, by every objective and at every level."""
    for loss in LOSSES:
        for many in (False, True):
            for row in levels_of(loss, many):
                print(f"# {loss} σ {row['sigma']}: {row['untrained']} to {row['trained']}")
                assert 0 < row["trained"] < row["untrained"] / 10, row


def noise_mends_low_density(_):
    """Where noise fills the region the error is five times smaller; on the data all are right."""
    for loss in LOSSES:
        one, many = levels_of(loss, False)[0], levels_of(loss, True)
        filled = [row["low_density_relative"] for row in many if row["filled"] >= 0.99]
        print(f"# {loss}: {one['low_density_relative']} and {filled}")
        assert filled and sum(filled) / len(filled) < one["low_density_relative"] / 5
        assert one["support_relative"] < one["low_density_relative"] / 5


def annealed_chains_find_the_weights(_):
    """Plain chains do not, not even along the true score. Four standard errors are 0.036."""
    rows = table("toy-weights.tsv")
    assert [row["score"] for row in rows] == 2 * ["exact", *LOSSES]
    for row in rows:
        print(f"# {row['score']}, {row['levels']} levels: {row['weight']}")
        assert row["true_weight"] == WEIGHTS[0]
        miss = abs(row["weight"] - WEIGHTS[0])
        assert miss < 0.05 if row["levels"] > 1 else miss > 0.1, row


def chains_meet_smaller_errors(_):
    """In the region of low density, which annealed chains cross only at large noise levels."""
    rows = table("toy-weights.tsv")
    for plain, annealed in zip(rows[1:4], rows[5:8]):
        assert plain["score"] == annealed["score"]
        assert annealed["low_density_relative"] < plain["low_density_relative"] / 5, annealed
    for row in (rows[0], rows[4]):
        assert row["support_relative"] == row["low_density_relative"] == 0


def in_support(point, variance):
    """Whether a point is in the smallest set that holds 99.9 % of two modes that lie far apart. Where
    their density is c on its border, a mode of weight w has exp(-r²/2) = 2π variance c/w outside of
    the radius r, so that all modes together have 4π variance c = 0.001 outside."""
    squares = [sum((a - b) ** 2 for a, b in zip(point, mean)) / variance for mean in MEANS]
    density = sum(w * math.exp(-s / 2) for w, s in zip(WEIGHTS, squares)) / (2 * math.pi * variance)
    return density >= 0.001 / (4 * math.pi * variance)


def regions_are_as_defined(_):
    """The share of low density in the square, and how much of it a little noise fills."""
    ticks = [-8 + i / 8 for i in range(129)]
    low = [(x, y) for x in ticks for y in ticks if not in_support((x, y), 1.0)]
    share = 100 * len(low) / 129 ** 2
    print(f"# {share} % of the square")
    line = next(line for line in study()[1].splitlines() if "of the square" in line)
    assert abs(float(line.split("%")[0]) - share) <= 1.5, line
    for row in levels_of("dsm", True)[-2:]:
        filled = sum(in_support(point, 1 + row["sigma"] ** 2) for point in low) / len(low)
        print(f"# σ {row['sigma']} fills {filled}, measured as {row['filled']}")
        assert abs(row["filled"] - filled) < 0.01
    assert [row["filled"] for row in levels_of("dsm", True)[:3]] == [1, 1, 1]


def rows_of_png(path):
    """The bytes of an 8-bit RGB PNG's filtered rows, and its size."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND", path
    width, height, depth, colour_type = struct.unpack(">IIBB", data[16:26])
    assert depth == 8 and colour_type == 2
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return width, height, zlib.decompress(packed)


def figures_and_tables(_):
    folder, printed = study()
    assert sorted(os.listdir(folder)) == sorted(
        [name + ending for name in FIGURES for ending in (".png", ".svg")] + TABLES)
    for name in FIGURES:
        width, height, rows = rows_of_png(os.path.join(folder, name + ".png"))
        assert len(rows) == height * (3 * width + 1) and len(set(rows)) > 200, name
        svg = ElementTree.parse(os.path.join(folder, name + ".svg")).getroot()
        assert svg.tag.endswith("svg")
        assert 2 * float(svg.get("width").removesuffix("pt")) == width
        assert 2 * float(svg.get("height").removesuffix("pt")) == height
    for words in ("network", "low density", "annealed", "sliced, many levels"):
        assert words in printed, printed


def interrupt(folder):
    """Ctrl+C ends it soon and leaves no incomplete results."""
    process = start("toy", "--output", "out", folder=folder)
    while not os.path.isdir(os.path.join(folder, "out")):
        time.sleep(0.01)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130 and stdout == "", (process.returncode, stdout)
    assert stderr.splitlines()[-1] == "ncsn: Interrupted.", stderr
    assert os.listdir(os.path.join(folder, "out")) == []


def refusals(folder):
    write(folder, "file", b"")
    sentence(run("toy", folder=folder), 2, "--output is missing")
    sentence(run("toy", "--output", "out", "extra", folder=folder), 2, "extra")
    sentence(run("toy", "--output", "out", "--seed", "-1", folder=folder), 2, "--seed")
    sentence(run("toy", "--output", "out", "--threads", "0", folder=folder), 2, "--threads")
    sentence(run("toy", "--output", "file", folder=folder), 1, "folder “file”")
    sentence(run("toy", "--output", "file/out", folder=folder), 1, "folder “file/out”")
    assert os.listdir(folder) == ["file"]


main([training_lowers_the_explicit_error, noise_mends_low_density, annealed_chains_find_the_weights,
      chains_meet_smaller_errors, regions_are_as_defined, figures_and_tables, interrupt, refusals])
