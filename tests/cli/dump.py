# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of `ncsn sample --dump`, read by numpy: shapes, noise levels, and the steps between them."""

import os

import numpy
import PIL.Image

from support import main, messages, run, sentence, succeeds, train_patches, train_small

ODE = ["--sampler", "ode", "--levels", "6"]  # 11 evaluations


def chain(folder, name="chain"):
    """States, scores and levels of a folder that has nothing else in it."""
    sigmas = numpy.load(os.path.join(folder, name, "sigma.npy"))
    assert sigmas.dtype == numpy.float64 and sigmas.ndim == 1
    steps = range(1, len(sigmas) + 1)
    states, scores = ([numpy.load(os.path.join(folder, name, f"{kind}-{k:05}.npy")) for k in steps]
                      for kind in ("state", "score"))
    assert len(os.listdir(os.path.join(folder, name))) == 2 * len(sigmas) + 1
    assert all(array.dtype == numpy.float32 and array.flags.c_contiguous for array in states + scores)
    return states, scores, sigmas


def pictures(folder):
    """Heun's first half step leads from one state to the next, Tweedie's formula from the last to the picture."""
    train_small(folder)
    succeeds(run("sample", "--model", "./model.safetensors", *ODE, "--count", "5", "--columns", "5",
                 "--dump", "chain", "--output", "a.png", folder=folder))
    states, scores, sigmas = chain(folder)
    assert len(sigmas) == 11 and all(numpy.diff(sigmas) <= 0), sigmas
    assert all(array.shape == (5, 8, 8, 1) for array in states + scores)
    for k in range(0, 10, 2):
        step = (sigmas[k] - sigmas[k + 1]) * sigmas[k] * scores[k]
        away = abs(states[k] + step - states[k + 1]).max()
        assert away < 1e-5 * sigmas[0] and abs(step).max() > 100 * away, (k, away, abs(step).max())
    last = numpy.clip(states[-1] + sigmas[-1] ** 2 * scores[-1], 0, 1)
    with PIL.Image.open(os.path.join(folder, "a.png")) as file:
        drawn = numpy.asarray(file).astype(float)
    assert abs(drawn - 255 * numpy.hstack(list(last[..., 0]))).max() <= 0.501


def a_canvas(folder):
    """The whole canvas is in every file; without --output nothing else is written."""
    train_patches(folder)
    there = os.listdir(folder)
    succeeds(run("sample", "--model", "./patches.safetensors", *ODE, "--canvas", "20x12", "--dump", "a/b",
                 folder=folder))
    states, scores, sigmas = chain(folder, "a/b")
    assert len(sigmas) == 11
    for array in states + scores:
        n, height, width, channels = array.shape
        assert n == 1 and height >= 12 and width >= 20 and channels == 3, array.shape
    assert sorted(os.listdir(folder)) == sorted(there + ["a"])


def refusals(folder):
    """Too many pictures, a file in the folder's place, a file that cannot be written, a chain that is there."""
    train_small(folder)
    base = ["sample", "--model", "./model.safetensors", *ODE]
    sentence(run(*base, "--count", "65", "--dump", "chain", folder=folder), 2, "--dump")
    assert not os.path.exists(os.path.join(folder, "chain"))
    sentence(run(*base, "--dump", "model.safetensors", "--output", "a.png", folder=folder), 1, "model.safetensors")
    assert not os.path.exists(os.path.join(folder, "a.png"))
    os.makedirs(os.path.join(folder, "chain", "score-00003.npy"))
    result = run(*base, "--count", "1", "--dump", "chain", "--output", "a.png", folder=folder)
    assert result.returncode == 1 and "score-00003.npy" in messages(result.stderr)[0], result.stderr
    assert os.path.exists(os.path.join(folder, "a.png"))  # the pictures are not lost
    states = sorted(os.listdir(os.path.join(folder, "chain")))
    sentence(run(*base, "--count", "1", "--dump", "chain", "--output", "b.png", folder=folder), 1, "another folder")
    assert sorted(os.listdir(os.path.join(folder, "chain"))) == states
    assert not os.path.exists(os.path.join(folder, "b.png"))


main([pictures, a_canvas, refusals])
