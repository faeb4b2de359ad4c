# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that also learn without classes, and guidance by them."""

import json
import os

from support import SMALL, main, read, record_of, run, sentence, succeeds, train_small

SAMPLE = ["sample", "--model", "./model.safetensors", "--class", "1", "--count", "3", "--levels", "4"]


def draw(folder, output, *arguments):
    succeeds(run(*SAMPLE, "--steps", "1", *arguments, "--output", output, folder=folder))
    data = read(folder, output)
    return data[data.index(b"IDAT"):]


def info(folder, name):
    return json.loads(run("info", name, "--json", folder=folder).stdout)


def draws_more_of_the_class(folder):
    """W = 1 changes nothing, any number of threads gives the same bits, and the record repeats them."""
    train_small(folder, "--guidable", "--iterations", "100", "--rate", "2e-2")
    assert info(folder, "./model.safetensors")["guidable"] is True
    plain = draw(folder, "plain.png")
    assert draw(folder, "one.png", "--guidance", "1") == plain
    assert "guidance" not in record_of(os.path.join(folder, "one.png"))
    guided = draw(folder, "guided.png", "--guidance", "2.5", "--threads", "1")
    assert guided != plain
    for threads in ("2", "7"):
        assert draw(folder, "same.png", "--guidance", "2.5", "--threads", threads) == guided
    assert float(record_of(os.path.join(folder, "guided.png"))["guidance"]) == 2.5
    succeeds(run("sample", "--like", "guided.png", "--model", "./model.safetensors", "--output", "again.png",
                 folder=folder))
    assert read(folder, "again.png") == read(folder, "guided.png")


def begins_from_older_models(folder):
    """--start of a model without “no class” and of one with it, which stays guidable."""
    train_small(folder)
    assert "guidable" not in info(folder, "./model.safetensors")
    base = ["train", "--data", ".", "--iterations", "2", "--batch", "4", "--rate", "1e-9"]
    for start, more, output in (("model", ["--guidable"], "second"), ("second", [], "third")):
        result = run(*base, "--start", f"{start}.safetensors", *more, "--output", f"{output}.safetensors",
                     folder=folder)
        assert result.returncode == 0, result.stderr
        assert info(folder, f"./{output}.safetensors")["guidable"] is True
    result = run("train", "--resume", "--iterations", "3", "--output", "third.safetensors", folder=folder)
    assert result.returncode == 0, result.stderr
    assert info(folder, "./third.safetensors")["guidable"] is True


def refusals(folder):
    train_small(folder)
    sentence(run(*SAMPLE, "--guidance", "2", "--output", "a.png", folder=folder), 1, "--guidable")
    for wrong in ("0", "-1"):
        sentence(run(*SAMPLE, "--guidance", wrong, "--output", "a.png", folder=folder), 1, "above 0")
    sentence(run(*SAMPLE, "--guidance", "much", "--output", "a.png", folder=folder), 1, "must be a number")
    succeeds(run(*SAMPLE, "--steps", "1", "--guidance", "1", "--output", "a.png", folder=folder))
    sentence(run("train", *SMALL, "--unconditional", "--guidable", "--iterations", "1", "--output",
                 "b.safetensors", folder=folder), 1, "Only models with classes")
    assert not os.path.exists(os.path.join(folder, "b.safetensors"))


main([draws_more_of_the_class, begins_from_older_models, refusals])
