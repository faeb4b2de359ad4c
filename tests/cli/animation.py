# SPDX-License-Identifier: GPL-3.0-or-later
"""Animations of sampling, read by another program: frames, times and contents."""

import os
import random

import numpy
import PIL.Image

from support import main, png, read, run, sentence, succeeds, train_patches, train_small, write

FRAME, RESULT = 80, 3000  # milliseconds
ODE = ["--sampler", "ode", "--levels", "6"]  # 11 evaluations


def frames_of(folder, name):
    """The frames as arrays, and the time of each."""
    frames, times = [], []
    with PIL.Image.open(os.path.join(folder, name)) as animation:
        assert animation.info["loop"] == 0, animation.info
        for k in range(animation.n_frames):
            animation.seek(k)
            animation.load()
            frames.append(numpy.asarray(animation.convert("RGB")).astype(float))
            times.append(animation.info["duration"])
    return frames, times


def picture(folder, name):
    with PIL.Image.open(os.path.join(folder, name)) as image:
        return numpy.asarray(image.convert("RGB")).astype(float)


def sample(folder, model, *arguments):
    succeeds(run("sample", "--model", f"./{model}.safetensors", "--output", "a.png", *arguments,
                 folder=folder))
    return picture(folder, "a.png")


def distances(frames):
    return [abs(frame - frames[-1]).mean() for frame in frames]


def gray_gif(folder):
    """One frame per evaluation, then the result, all exact; the picture comes nearer step by step."""
    train_small(folder)
    result = sample(folder, "model", "--count", "5", "--columns", "2", "--animation", "a.gif", *ODE)
    frames, times = frames_of(folder, "a.gif")
    assert times == 11 * [FRAME] + [RESULT], times
    assert result.shape == (24, 16, 3) and all(frame.shape == result.shape for frame in frames)
    assert (frames[-1] == result).all()
    away = distances(frames)
    print("#", away)
    assert away[0] > away[5] > away[9] and away[0] > 2, away


def gray_webp(folder):
    """The same with loss; equal frames may be merged into one with a longer time."""
    train_small(folder)
    result = sample(folder, "model", "--count", "4", "--animation", "a.webp", *ODE)
    frames, times = frames_of(folder, "a.webp")
    assert sum(times) == 11 * FRAME + RESULT and times[-1] >= RESULT, times
    assert frames[-1].shape == result.shape == (16, 16, 3)
    assert abs(frames[-1] - result).mean() < 4, abs(frames[-1] - result).mean()
    away = distances(frames)
    assert len(frames) > 5 and away[0] > 2, away


def lightness(picture):
    return picture @ [0.299, 0.587, 0.114]


def colours(folder):
    """A GIF has 256 colours per frame, enough for these pictures of 5 bits a channel. A WebP is lossy, and
    keeps the colour of pure noise, as here, less well than its lightness."""
    train_patches(folder)
    for name in ("a.gif", "a.webp"):
        result = sample(folder, "patches", "--canvas", "16x12", "--animation", name, *ODE)
        frames, times = frames_of(folder, name)
        assert frames[-1].shape == result.shape == (12, 16, 3)
        assert sum(times) == 11 * FRAME + RESULT, times
        away = abs(frames[-1] - result).max(), abs(lightness(frames[-1] - result)).mean()
        print("#", name, away, "of", lightness(result).std())
        assert away[0] <= 8 if name == "a.gif" else away[1] < 8, name


def fifty_frames(folder):
    """Of many evaluations fifty are shown, each for the same time."""
    train_small(folder)
    for name in ("a.gif", "b.gif"):
        sample(folder, "model", "--count", "1", "--animation", name, "--levels", "100", "--steps",
               "3")
    assert len(frames_of(folder, "a.gif")[0]) == 51
    assert read(folder, "a.gif") == read(folder, "b.gif")


def changed_pictures(folder):
    """Frames of an inpainting show the whole picture, which does not change outside the mask."""
    train_small(folder)
    pixels = random.Random(1).randbytes(19 * 13)
    mask = bytes(255 * (5 < k % 19 < 12) for k in range(19 * 13))
    write(folder, "in.png", png(19, 13, 0, pixels))
    write(folder, "mask.png", png(19, 13, 0, mask))
    kept = numpy.frombuffer(mask, "u1").reshape(13, 19) == 0
    for task in (["inpaint"], ["vary", "--strength", "0.8"]):
        succeeds(run(*task, "--model", "./model.safetensors", "--input", "in.png", "--mask",
                     "mask.png", "--output", "a.png", "--animation", "a.gif", *ODE, folder=folder))
        frames, times = frames_of(folder, "a.gif")
        result = picture(folder, "a.png")
        assert times[-1] == RESULT and (frames[-1] == result).all()
        assert all((frame[kept] == result[kept]).all() for frame in frames)
        assert distances(frames)[0] > 2, distances(frames)


def rows(folder):
    train_small(folder)
    succeeds(run("interpolate", "--model", "./model.safetensors", "--to", "4", "--count", "5",
                 "--output", "a.png", "--animation", "a.gif", *ODE, folder=folder))
    frames, times = frames_of(folder, "a.gif")
    assert len(times) == 12 and (frames[-1] == picture(folder, "a.png")).all()
    assert frames[0].shape == (8, 40, 3)


def refusals(folder):
    train_small(folder)
    base = ["sample", "--model", "./model.safetensors", "--output", "a.png", *ODE]
    for arguments, words in ((["--animation", "a.mp4"], ".webp or .gif"),
                             (["--animation", "no/a.gif"], "“no”"),
                             (["--animation", "a.gif", "--canvas", "2000x2000"], "1048576"),
                             (["--animation", "a.webp", "--count", "1", "--columns", "1",
                               "--canvas", "20x20000"], "each side")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1 if "20000" not in str(arguments)
                            else 2, words))
    print("#", sentence(run(*base, "--animation", "a.gif", "--canvas", "9x9", "--count", "2",
                            folder=folder), 2, "--animation"))
    os.mkdir(os.path.join(folder, "b.gif"))
    print("#", sentence(run(*base, "--animation", "b.gif", folder=folder), 1, "b.gif"))
    assert not [name for name in os.listdir(folder) if name.startswith("a.g") or "webp" in name]


main([gray_gif, gray_webp, colours, fifty_frames, changed_pictures, rows, refusals])
