# SPDX-License-Identifier: GPL-3.0-or-later
"""Sampling, inpainting and info."""

import json
import os
import random
import shutil
import signal
import statistics
import time

from support import (main, png, read, read_png, record_of, run, sentence, start, succeeds,
                     train_patches, train_small, write)

MODEL = ["--model", "./model.safetensors", "--levels", "4", "--steps", "1"]


def sample(folder, *arguments):
    succeeds(run("sample", *MODEL, *arguments, folder=folder))


def sample_grids(folder):
    train_small(folder)
    sample(folder, "--count", "5", "--seed", "7", "--output", "a.png")
    assert read_png(os.path.join(folder, "a.png"))[:3] == (24, 16, 1)
    sample(folder, "--count", "5", "--seed", "7", "--output", "b.png", "--columns", "5")
    assert read_png(os.path.join(folder, "b.png"))[:3] == (40, 8, 1)
    sample(folder, "--count", "5", "--seed", "8", "--output", "c.png")
    sample(folder, "--count", "5", "--seed", "7", "--output", "d.png", "--no-denoise",
           "--sigma-end", "0.3")
    pictures = {read(folder, name + ".png") for name in "abcd"}
    assert len(pictures) == 4


def threads_agree(folder):
    """More pictures than are sampled side by side, so that there are several batches."""
    train_small(folder)
    for count in ("1", "2"):
        sample(folder, "--count", "70", "--threads", count, "--output", f"{count}.png")
    assert read(folder, "1.png") == read(folder, "2.png")


def separate_files(folder):
    train_small(folder)
    sample(folder, "--count", "3", "--class", "1", "--separate", "new/folder",
           "--output", "all.png", "--columns", "1")
    assert sorted(os.listdir(os.path.join(folder, "new/folder"))) == [
        "00000-1.png", "00001-1.png", "00002-1.png"]
    pixels = b"".join(read_png(os.path.join(folder, f"new/folder/0000{k}-1.png"))[3]
                      for k in range(3))
    assert pixels == read_png(os.path.join(folder, "all.png"))[3]


def models_by_name(folder):
    train_small(folder, "--description", "Two squares.")
    os.makedirs(os.path.join(folder, "models"))
    shutil.move(os.path.join(folder, "model.safetensors"),
                os.path.join(folder, "models/squares.safetensors"))
    env = {"NCSN_MODEL_PATH": os.path.join(folder, "models"), "XDG_DATA_HOME": folder,
           "XDG_DATA_DIRS": folder}
    info = run("info", "squares", folder=folder, env=env)
    assert info.returncode == 0 and "Two squares." in info.stdout, info.stderr
    found = json.loads(run("info", "squares", "--json", folder=folder, env=env).stdout)
    assert (found["width"], found["height"], found["channels"]) == (8, 8, 1)
    assert found["classes"] == ["0", "1"] and found["multipliers"] == [1, 2]
    assert found["features"] == 8 and found["attention"] == []
    assert found["file"] == os.path.join(folder, "models/squares.safetensors")
    assert found["description"] == "Two squares." and found["schedule"]["levels"] > 1
    print("#", sentence(run("info", "circles", folder=folder, env=env), 1, "There are squares"))
    print("#", sentence(run("info", folder=folder), 2, "one model"))


def sample_nonsense(folder):
    train_small(folder)
    write(folder, "broken.safetensors", b"\0" * 100)
    base = ["sample", *MODEL, "--output", "a.png"]
    for arguments, words in ((["--count", "0"], "--count"), (["--count", "-5"], "--count"),
                             (["--count", "many"], "many"), (["--columns", "0"], "--columns"),
                             (["--count", "99999999999999999999"], "--count"), (["x"], "“x”"),
                             (["--sampler"], "--sampler"), (["--output"], "--output")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in ((["--seed", "-1"], "--seed"), (["--seed", "x"], "--seed"),
                             (["--class", "9"], "9"), (["--class", "cat"], "cat"),
                             (["--threads", "0"], "--threads"), (["--levels", "0"], "--levels"),
                             (["--levels", "1e9"], "--levels"), (["--steps", "0"], "--steps"),
                             (["--epsilon", "0"], "ε"), (["--epsilon", "nan"], "--epsilon"),
                             (["--epsilon", "1e30"], "ε"), (["--sigma-begin", "0"], "σ"),
                             (["--sigma-begin", "-1"], "σ"),
                             (["--sigma-end", "inf"], "--sigma-end"),
                             (["--sigma-begin", "0.001"], "σ"),
                             (["--denoise", "--no-denoise"], "contradict"),
                             (["--count", "1000000", "--columns", "999999"], "--separate"),
                             (["--output", "a.jpg"], ".png"), (["--output", "no/a.png"], "“no”"),
                             (["--model", "broken.safetensors"], "broken.safetensors"),
                             (["--model", "nobody"], "nobody"), (["--model", "/"], "not a file")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    sentence(run("sample", "--model", "x", folder=folder), 2, "missing")
    sentence(run("sample", "--output", "a.png", folder=folder), 1, "--model is missing")
    assert not os.path.exists(os.path.join(folder, "a.png"))


def interrupt(folder):
    train_small(folder)
    running = start("sample", "--model", "./model.safetensors", "--output", "a.png", "--count",
                    "64", "--levels", "10000", "--steps", "1000", folder=folder)
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=60)
    assert running.returncode == 130 and stderr.endswith("ncsn: Interrupted.\n"), stderr
    assert not os.path.exists(os.path.join(folder, "a.png"))


def inpaint(folder, *arguments):
    """Patches take none of the numbers of the model's chains."""
    model = () if "patches" in arguments else MODEL
    return run("inpaint", *model, "--output", "out.png", *arguments, folder=folder)


def inpaint_keeps(folder):
    """Where the mask is below a third the bytes of the input stay, where it is white they are new, and
    grays mix them; the picture may have any size."""
    train_small(folder)
    width, height = 21, 13
    pixels = random.Random(1).randbytes(width * height)
    mask = bytes(255 if x > 14 else 51 * (x - 10) if x > 10 else 0
                 for _ in range(height) for x in range(width))
    write(folder, "in.png", png(width, height, 0, pixels))
    write(folder, "mask.png", png(width, height, 0, mask))
    hard = bytes(255 if m >= 85 else 0 for m in mask)
    write(folder, "hard.png", png(width, height, 0, hard))
    succeeds(inpaint(folder, "--input", "in.png", "--mask", "hard.png"))
    full = read_png(os.path.join(folder, "out.png"))
    succeeds(inpaint(folder, "--input", "in.png", "--mask", "mask.png"))
    soft = read_png(os.path.join(folder, "out.png"))
    assert full[:3] == soft[:3] == (width, height, 1)
    for old, new, mixed, m in zip(pixels, full[3], soft[3], mask):
        if m < 85:
            assert new == mixed == old, (old, new, mixed)
        else:
            assert abs(mixed - (old + m / 255 * (new - old))) <= 1.001, (old, new, mixed, m)
    assert sum(o != n for o, n, m in zip(pixels, full[3], mask) if m >= 85) > 50


def inpaint_mean(folder):
    """The mean of one fill is that fill, to the last byte of the file; the mean of more is smoother than
    they are, and outside the mask the input stays."""
    train_small(folder)
    pixels = random.Random(1).randbytes(21 * 13)
    mask = bytes(255 if x > 10 else 0 for _ in range(13) for x in range(21))
    write(folder, "in.png", png(21, 13, 0, pixels))
    write(folder, "mask.png", png(21, 13, 0, mask))
    base = ["--input", "in.png", "--mask", "mask.png", "--class", "0"]
    succeeds(inpaint(folder, *base))
    one = read(folder, "out.png")
    succeeds(inpaint(folder, *base, "--mean", "1"))
    assert read(folder, "out.png") == one
    fill = read_png(os.path.join(folder, "out.png"))[3]
    succeeds(inpaint(folder, *base, "--mean", "20"))
    mean = read_png(os.path.join(folder, "out.png"))[3]
    assert record_of(os.path.join(folder, "out.png"))["mean"] == "20"
    assert all(new == old for new, old, m in zip(mean, pixels, mask) if m == 0)
    spread = [statistics.pstdev(v for v, m in zip(p, mask) if m) for p in (fill, mean)]
    assert spread[1] < spread[0] / 2, spread
    for count in ("0", "-1", "x", "10001"):
        print("#", sentence(inpaint(folder, *base, "--mean", count), 2, "--mean"))


def inpaint_colours(folder):
    """A gray model gives a gray picture from a coloured one; a mask may be white on transparency."""
    train_small(folder)
    pixels = bytes(v for k in range(64) for v in (4 * k, 4 * k, 4 * k))
    write(folder, "in.png", png(8, 8, 2, pixels))
    write(folder, "mask.png", png(8, 8, 6, bytes(
        v for k in range(64) for v in (255, 255, 255, 255 if k < 8 else 0))))
    succeeds(inpaint(folder, "--input", "in.png", "--mask", "mask.png", "--class", "0"))
    width, height, channels, out = read_png(os.path.join(folder, "out.png"))
    assert (width, height, channels) == (8, 8, 1)
    assert list(out[8:]) == [4 * k for k in range(8, 64)], list(out)


def inpaint_of_everything(folder):
    """If nothing is known, because everything is marked or transparent, a note says so; else not."""
    train_small(folder)
    write(folder, "in.png", png(8, 8, 0, bytes(64)))
    write(folder, "half.png", png(8, 8, 4, bytes(255 * (k % 2 == 1 and k < 64) for k in range(128))))
    write(folder, "all.png", png(8, 8, 0, bytes([255] * 64)))
    write(folder, "upper.png", png(8, 8, 0, bytes(255 * (k < 32) for k in range(64))))
    for picture, mask, told in (("in.png", "all.png", True), ("half.png", "upper.png", True),
                                ("in.png", "upper.png", False)):
        result = inpaint(folder, "--input", picture, "--mask", mask)
        assert result.returncode == 0, result.stderr
        assert ("All of the picture is marked or transparent" in result.stderr) == told, result.stderr


def inpaint_refusals(folder):
    train_small(folder)
    write(folder, "in.png", png(8, 8, 0, bytes(64)))
    write(folder, "black.png", png(8, 8, 0, bytes(64)))
    write(folder, "wide.png", png(9, 8, 0, bytes([255] * 72)))
    sentence(inpaint(folder, "--input", "in.png", "--mask", "wide.png"), 1, "of one size")
    print("#", sentence(inpaint(folder, "--input", "in.png", "--mask", "black.png"), 1))
    sentence(inpaint(folder, "--input", "in.png"), 2, "--mask is missing")
    sentence(inpaint(folder, "--input", "none.png", "--mask", "black.png"), 1, "none.png")
    assert not os.path.exists(os.path.join(folder, "out.png"))


WIDTH, HEIGHT = 120, 70
TILES = bytes(60 * c + (40 if x % 9 < 2 or y % 7 < 2 else 90)
              for y in range(HEIGHT) for x in range(WIDTH) for c in range(3))


def fill(folder, mask, *arguments):
    """Fills a picture of tiles with a model of patches; returns the pixels of the result. Fills by patches
    have no quality."""
    by_patches = "network" not in arguments and ("patches" in arguments or "--like" in arguments)
    write(folder, "in.png", png(WIDTH, HEIGHT, 2, TILES))
    write(folder, "mask.png", png(WIDTH, HEIGHT, 0, mask))
    result = run("inpaint", "--model", "./patches.safetensors", "--input", "in.png", "--mask",
                 "mask.png", "--output", "out.png", *([] if by_patches else ["--quality", "draft"]), *arguments,
                 folder=folder)
    succeeds(result)
    return read_png(os.path.join(folder, "out.png"))[3]


def rectangles(*holes):
    return bytes(255 * any(x0 <= x < x1 and y0 <= y < y1 for x0, y0, x1, y1 in holes)
                 for y in range(HEIGHT) for x in range(WIDTH))


def inner(pixels):
    """Those of the wide hole that are deeper than the network polishes."""
    return [pixels[3 * (y * WIDTH + 28 + 3):3 * (y * WIDTH + 52 - 3)] for y in range(23 + 3, 47 - 3)]


def inpaint_methods(folder):
    """auto fills a thin hole as network does, and a wide one as patches does, except for the border; a
    picture with both gets both. A periodic picture goes on in what patches fill."""
    train_patches(folder)
    thin, wide = (100, 10, 103, 40), (20, 15, 60, 55)
    auto = fill(folder, rectangles(thin))
    assert record_of(os.path.join(folder, "out.png"))["method"] == "auto"
    assert auto == fill(folder, rectangles(thin), "--method", "network")
    assert auto != fill(folder, rectangles(thin), "--method", "patches")
    assert fill(folder, rectangles(wide), "--method", "patches") == TILES
    auto = fill(folder, rectangles(wide))
    assert inner(auto) == inner(TILES) and auto != TILES
    assert inner(fill(folder, rectangles(wide), "--method", "network")) != inner(TILES)
    assert fill(folder, rectangles(thin, wide)) not in (
        TILES, fill(folder, rectangles(thin, wide), "--method", "network"))


def inpaint_method_of_record(folder):
    """The record keeps the method, and repeats it; an option goes before it."""
    train_patches(folder)
    mask = rectangles((100, 10, 103, 40))
    patches = fill(folder, mask, "--method", "patches")
    shutil.move(os.path.join(folder, "out.png"), os.path.join(folder, "like.png"))
    assert record_of(os.path.join(folder, "like.png"))["method"] == "patches"
    assert fill(folder, mask, "--like", "like.png") == patches
    assert fill(folder, mask, "--like", "like.png", "--method", "network") != patches
    assert record_of(os.path.join(folder, "out.png"))["method"] == "network"


def inpaint_method_refusals(folder):
    """One sentence for no such method, and one for a picture without a patch to take."""
    train_small(folder)
    write(folder, "in.png", png(8, 8, 0, bytes(64)))
    write(folder, "all.png", png(8, 8, 0, bytes([255] * 64)))
    base = ["--input", "in.png", "--mask", "all.png"]
    for name in ("Patches", "", "nearest"):
        print("#", sentence(inpaint(folder, *base, "--method", name), 2, "patches"))
    print("#", sentence(inpaint(folder, *base, "--method", "patches"), 1, "mark less"))
    assert not os.path.exists(os.path.join(folder, "out.png"))


def first_help(folder):
    assert run("--version", folder=folder).stdout.startswith("ncsn ")
    overview = run("--help", folder=folder)
    assert overview.returncode == 0 and overview.stderr == ""
    for command in ("train", "sample", "inpaint", "schedule", "evaluate", "info"):
        assert f"  {command}" in overview.stdout
        own = run(command, "--help", folder=folder)
        assert own.returncode == 0 and f"ncsn {command} [OPTION" in own.stdout, own.stdout
    assert run(folder=folder).returncode == 2
    sentence(run("paint", folder=folder), 2, "“paint” is not a command")


main([first_help, sample_grids, threads_agree, separate_files, models_by_name, sample_nonsense,
      interrupt, inpaint_keeps, inpaint_mean, inpaint_colours, inpaint_of_everything, inpaint_refusals,
      inpaint_methods, inpaint_method_of_record, inpaint_method_refusals])
