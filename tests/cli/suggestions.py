# SPDX-License-Identifier: GPL-3.0-or-later
"""What was probably meant by a mistyped command, option, model or class."""

import os

from support import main, run, sentence, train_small


def commands(folder):
    sentence(run("sampel", folder=folder), 2, "“sampel” is not a command. Did you mean “sample”? “ncsn --help”")
    assert "mean" not in sentence(run("xylophone", folder=folder), 2, "“xylophone” is not a command. “ncsn --help”")


def options(folder):
    sentence(run("sample", "--modle", "x", folder=folder), 2,
             "Unknown option --modle. Did you mean “--model”? See “ncsn sample --help”.")
    sentence(run("sample", "--output", "a.png", "--cuont=3", folder=folder), 2, "Did you mean “--count”?")
    sentence(run("train", "--optimiser", "adam", folder=folder), 2, "Did you mean “--optimizer”?")
    assert "mean" not in sentence(run("sample", "--xylophone", folder=folder), 2, "see “ncsn sample --help”")
    assert "mean" not in sentence(run("sample", "--count", folder=folder), 2, "Missing argument")


def models_and_classes(folder):
    train_small(folder)
    os.rename(os.path.join(folder, "model.safetensors"), os.path.join(folder, "squares.safetensors"))
    env = {"NCSN_MODEL_PATH": folder, "XDG_DATA_HOME": folder, "XDG_DATA_DIRS": folder}
    sentence(run("info", "sqaures", folder=folder, env=env), 1,
             "There is no model “sqaures”. Did you mean “squares”? There are squares (looked in")
    draw = ("sample", "--model", "squares", "--output", "a.png", "--class")
    sentence(run(*draw, "11", folder=folder, env=env), 1, "no class “11”")


main([commands, options, models_and_classes])
