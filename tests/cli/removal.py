# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal of objects: patches without a model, growth of the hole, sources, several fills."""

import math
import os
import random
import re

from support import (main, png, read, read_png, read_samples, record_of, run, sentence, succeeds, train_patches,
                     train_small, write)

WIDTH, HEIGHT = 120, 72
HOLE = (40, 16, 80, 56)  # the first column and row, and those after the last
NAMES = ["--input", "in.png", "--mask", "mask.png"]
FILL = ["inpaint", "--method", "patches", *NAMES]


def within(x, y, more=0):
    return HOLE[0] - more <= x < HOLE[2] + more and HOLE[1] - more <= y < HOLE[3] + more


def places():
    return ((x, y) for y in range(HEIGHT) for x in range(WIDTH))


def noisy(seed=1):
    """The red half of a picture, and the blue one, both with noise."""
    draw = random.Random(seed)
    return bytes(v for x, _ in places() for high in [draw.randrange(150, 250)]
                 for v in ((high, 30, 30) if x < WIDTH // 2 else (30, 30, high)))


def mask_of(wanted):
    return png(WIDTH, HEIGHT, 0, bytes(255 * bool(wanted(x, y)) for x, y in places()))


def prepare(folder, pixels=None):
    write(folder, "in.png", png(WIDTH, HEIGHT, 2, pixels or noisy()))
    write(folder, "mask.png", mask_of(within))


def filled(folder, *arguments, name="out.png"):
    succeeds(run(*FILL, "--output", name, *arguments, folder=folder))
    return read_png(os.path.join(folder, name))[3]


def pixel(pixels, x, y):
    at = 3 * (y * WIDTH + x)
    return pixels[at:at + 3]


def no_model(folder):
    """No model is named, and the record names none; it makes the same file again."""
    pixels = noisy()
    prepare(folder, pixels)
    out = filled(folder, "--seed", "5", "--grow", "0", "--threads", "1")
    for x, y in places():
        if not within(x, y):
            assert pixel(out, x, y) == pixel(pixels, x, y), (x, y)
    assert sum(pixel(out, x, y) != pixel(pixels, x, y) for x, y in places() if within(x, y)) > 1000
    record = record_of(os.path.join(folder, "out.png"))
    assert (record["method"], record["grow"], record["seed"]) == ("patches", "0", "5"), record
    assert "model" not in record and "sampler" not in record, record
    succeeds(run("inpaint", "--like", "out.png", *NAMES, "--output", "again.png", "--threads", "2", folder=folder))
    assert read(folder, "again.png") == read(folder, "out.png")
    assert filled(folder, "--seed", "6", "--grow", "0") != out
    hint = sentence(run("inpaint", *NAMES, "--output", "out.png", folder=folder), 1, "--model is missing")
    assert "--method patches" in hint, hint
    sentence(run("inpaint", *NAMES, "--separate", "none", folder=folder), 1, "--model is missing")
    assert not os.path.exists(os.path.join(folder, "none"))


def any_depth(folder):
    """Gray of 16 bits, with the bytes outside the mask as they were."""
    draw = random.Random(2)
    pixels = draw.randbytes(2 * WIDTH * HEIGHT)
    write(folder, "in.png", png(WIDTH, HEIGHT, 0, pixels, depth=16))
    write(folder, "mask.png", mask_of(within))
    succeeds(run(*FILL, "--output", "out.png", "--grow", "0", folder=folder))
    width, height, channels, depth, out = read_samples(os.path.join(folder, "out.png"))
    assert (width, height, channels, depth) == (WIDTH, HEIGHT, 1, 16)
    for at, (x, y) in enumerate(places()):
        if not within(x, y):
            assert out[2 * at:2 * at + 2] == pixels[2 * at:2 * at + 2], (x, y)


def growth(folder):
    """A green object reaches two pixels beyond the mask: nothing of it is left with the default growth. Pixels
    more than three from the mask stay."""
    pixels = bytearray(noisy())
    for x, y in places():
        if within(x, y, 2):
            at = 3 * (y * WIDTH + x)
            pixels[at:at + 3] = (30, 250, 30) if within(x, y, 1) else (30, 140, 30)
    prepare(folder, bytes(pixels))

    def greens(out):
        return sum(pixel(out, x, y)[1] > 60 for x, y in places() if within(x, y, 1))

    assert greens(filled(folder, "--grow", "0")) > 100
    out = filled(folder)
    assert record_of(os.path.join(folder, "out.png"))["grow"] == "3"
    assert filled(folder, "--grow", "3", name="three.png") == out
    for x, y in places():
        if not within(x, y, 3):
            assert pixel(out, x, y) == pixel(pixels, x, y), (x, y)
    assert greens(out) == 0, greens(out)


def feather(folder):
    """A fill blends into what was there: wholly new in the inner half of the growth, then less so, to a third in its
    outermost pixels. Pixels beyond stay."""
    grow, old, new = 8, 250, 30  # what was there is green, and nothing else is
    pixels = bytearray(noisy())

    def distance(x, y):
        return math.hypot(max(HOLE[0] - x, x - HOLE[2] + 1, 0), max(HOLE[1] - y, y - HOLE[3] + 1, 0))

    for x, y in places():
        if distance(x, y) <= grow:
            pixels[3 * (y * WIDTH + x) + 1] = old
    prepare(folder, bytes(pixels))
    out = filled(folder, "--grow", str(grow))
    for x, y in places():
        share = 1 - 0.67 * max(2 * distance(x, y) / grow - 1, 0)
        if distance(x, y) > grow:
            assert pixel(out, x, y) == pixel(pixels, x, y), (x, y)
        else:
            assert abs(pixel(out, x, y)[1] - (share * new + (1 - share) * old)) <= 3, (x, y, pixel(out, x, y)[1])


def narrow(folder):
    """A scratch does not grow."""
    pixels = noisy()
    prepare(folder, pixels)
    write(folder, "mask.png", mask_of(lambda x, y: 40 <= x < 44))
    out = filled(folder)
    assert all(pixel(out, x, y) == pixel(pixels, x, y) for x, y in places() if not 40 <= x < 44)


def sources(folder):
    """The fill is red with sources in the red half, blue with those in the blue one."""
    prepare(folder)
    write(folder, "red.png", mask_of(lambda x, y: x < 20))
    write(folder, "blue.png", mask_of(lambda x, y: x >= WIDTH - 20))
    for name, colour in (("red.png", 0), ("blue.png", 2)):
        out = filled(folder, "--sources", name, "--grow", "0")
        for x, y in places():
            if within(x, y):
                values = pixel(out, x, y)
                assert values[colour] > 100 > values[2 - colour], (name, x, y, tuple(values))
    write(folder, "none.png", mask_of(lambda x, y: False))
    write(folder, "small.png", png(1, 1, 0, b"\xff"))
    print("#", sentence(run(*FILL, "--output", "x.png", "--sources", "none.png", folder=folder), 1, "sources"))
    sentence(run(*FILL, "--output", "x.png", "--sources", "small.png", folder=folder), 1, "of one size")


def all_sources(folder):
    """Nothing is known near the hole: patches are taken from far away, and so are those of a repetition."""
    width, first = 380, 320
    draw = random.Random(4)
    write(folder, "in.png", png(width, HEIGHT, 6, bytes(v for k in range(width * HEIGHT) for v in (
        draw.randrange(150, 250), 30, 30, 255 * (k % width >= first)))))
    write(folder, "mask.png", png(width, HEIGHT, 0, bytes(
        255 * (4 <= x < 44 and 16 <= y < 56) for y in range(HEIGHT) for x in range(width))))
    print("#", sentence(run(*FILL, "--output", "near.png", folder=folder), 1))
    succeeds(run(*FILL, "--output", "out.png", "--sources", "all", "--grow", "0", folder=folder))
    out = read_png(os.path.join(folder, "out.png"))[3]
    for x, y in ((x, y) for x in range(4, 44) for y in range(16, 56)):
        red, green, blue, alpha = out[4 * (y * width + x):][:4]
        assert red >= 140 and green == blue == 30 and alpha == 255, (x, y, red, green, blue, alpha)
    assert record_of(os.path.join(folder, "out.png"))["sources"] == "all"
    succeeds(run("inpaint", "--like", "out.png", *NAMES, "--output", "again.png", folder=folder))
    assert read(folder, "again.png") == read(folder, "out.png")
    sentence(run("inpaint", "--method", "network", *NAMES, "--output", "x.png", "--sources", "all", folder=folder), 2,
             "--sources is not used")


def several(folder):
    """The files of a folder are the fills of the seeds from the given one on."""
    prepare(folder)
    succeeds(run(*FILL, "--separate", "fills", "--count", "3", "--seed", "8", folder=folder))
    assert sorted(os.listdir(os.path.join(folder, "fills"))) == [f"0000{k}.png" for k in range(3)]
    for k in range(3):
        filled(folder, "--seed", 8 + k)
        assert read(folder, f"fills/0000{k}.png") == read(folder, "out.png"), k
    for words, wrong in (("--output or --separate is missing", []), ("--count", ["--count", "2", "--output", "x.png"]),
                         ("leave one of them out", ["--separate", "fills", "--output", "x.png"]),
                         ("--animation", ["--separate", "fills", "--animation", "x.gif"]),
                         ("--count", ["--separate", "fills", "--count", "0"])):
        print("#", sentence(run(*FILL, *wrong, folder=folder), 2, words))


def refusals(folder):
    """Options that a method would ignore are errors."""
    prepare(folder)
    for option in (["--class", "1"], ["--sampler", "ode"], ["--quality", "best"], ["--levels", "4"], ["--denoise"],
                   ["--no-denoise"], ["--context", "3"], ["--resample", "2"], ["--mean", "2"], ["--draw", "true"],
                   ["--guidance", "2"]):
        sentence(run(*FILL, "--output", "x.png", *option, folder=folder), 2,
                 f"{option[0]} is not used by --method patches")
    for option in (["--method", "network", "--sources", "mask.png"], ["--method", "best"], ["--grow", "-1"],
                   ["--grow", "33"], ["--grow", "x"]):
        print("#", sentence(run("inpaint", *NAMES, "--output", "x.png", *option, folder=folder), 2))


def by_width(folder):
    """A model of patches fills narrow holes, as with --method network, and leaves wide ones to patches; a model of
    whole pictures fills all."""
    train_patches(folder)
    train_small(folder)
    prepare(folder)
    write(folder, "mask.png", mask_of(lambda x, y: within(x, y) or x == 10))

    def fill(model, method):
        succeeds(run("inpaint", "--model", f"./{model}.safetensors", "--method", method, *NAMES, "--grow", "0",
                     "--output", "x.png", folder=folder))
        return read_png(os.path.join(folder, "x.png"))[3]

    auto, network = fill("patches", "auto"), fill("patches", "network")
    assert auto != network and len(auto) == len(network)
    assert fill("model", "auto") == fill("model", "network")
    write(folder, "mask.png", mask_of(lambda x, y: x == 10))
    assert fill("patches", "auto") == fill("patches", "network")


def announcement(folder):
    """Long runs say what they do, and no model is named where there is none."""
    width = 640
    draw = random.Random(3)
    write(folder, "in.png", png(width, width, 2, draw.randbytes(3 * width * width)))
    write(folder, "mask.png", png(width, width, 0, bytes(
        255 * (120 <= x < 520 and 120 <= y < 520) for y in range(width) for x in range(width))))
    result = run(*FILL, "--output", "out.png", "--threads", "1", folder=folder)
    assert result.returncode == 0, result.stderr
    first = result.stderr.splitlines()[0]
    assert re.fullmatch(r"Patches of the picture: \d+ rounds, about .*\.", first), first


main([no_model, any_depth, growth, feather, narrow, sources, all_sources, several, refusals, by_width, announcement])
