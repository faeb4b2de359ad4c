# SPDX-License-Identifier: GPL-3.0-or-later
"""Noise levels chosen for a model, kept in its file and used by its samplers."""

import json
import os

from support import main, read, run, sentence, succeeds, train_small

SAMPLE = ["sample", "--count", "4", "--seed", "3"]
FLOW = ["--sampler", "dpm", "--levels", "5"]


def schedule(folder, name):
    result = run("info", name, "--json", folder=folder)
    return json.loads(result.stdout)["schedule"]


def draw(folder, model, output, *arguments):
    succeeds(run(*SAMPLE, "--model", model, *arguments, "--output", output, folder=folder))
    return read(folder, output)


def prepare(folder):
    train_small(folder)
    succeeds(run("levels", "--model", "./model.safetensors", "--levels", "5,3", "--output",
                 "quick.safetensors", folder=folder))


def kept_in_the_file(folder):
    prepare(folder)
    before, after = schedule(folder, "./model.safetensors"), schedule(folder, "./quick.safetensors")
    chosen = after.pop("chosen")
    assert after == before
    assert [len(levels) for levels in chosen] == [5, 3], chosen
    for levels in chosen:
        assert levels == sorted(set(levels), reverse=True), levels
        assert (levels[0], levels[-1]) == (before["sigma_begin"], before["sigma_end"]), levels
    again = run("levels", "--model", "./quick.safetensors", "--levels", "4", "--threads", "1",
                "--output", "quick.safetensors", folder=folder)
    succeeds(again)
    assert [len(levels) for levels in schedule(folder, "./quick.safetensors")["chosen"]] == [4]


def used_by_samplers(folder):
    """By those along the flow with that number of levels, unless ρ is given; nothing else changes."""
    prepare(folder)
    plain = draw(folder, "./model.safetensors", "plain.png", *FLOW)
    spaced = draw(folder, "./quick.safetensors", "spaced.png", *FLOW, "--rho", "7")
    chosen = draw(folder, "./quick.safetensors", "chosen.png", *FLOW)
    pixels = [data[data.index(b"IDAT"):] for data in (plain, spaced, chosen)]
    assert pixels[0] == pixels[1] != pixels[2]
    for arguments in (["--sampler", "dpm", "--levels", "6"], ["--sampler", "annealed", "--levels", "5"]):
        some = draw(folder, "./model.safetensors", "some.png", *arguments)
        same = draw(folder, "./quick.safetensors", "same.png", *arguments)
        assert some[some.index(b"IDAT"):] == same[same.index(b"IDAT"):]


def repeated_by_the_record(folder):
    prepare(folder)
    for number, rho in enumerate(([], ["--rho", "7"])):
        made = draw(folder, "./quick.safetensors", f"{number}.png", *FLOW, *rho, "--threads", "1")
        succeeds(run("sample", "--like", f"{number}.png", "--model", "./quick.safetensors",
                     "--threads", "2", "--output", "again.png", folder=folder))
        assert read(folder, "again.png") == made, rho


def refusals(folder):
    prepare(folder)
    levels = ["levels", "--model", "./model.safetensors"]
    output = ["--output", "new.safetensors"]
    sentence(run(*levels, folder=folder), 2, "--output is missing")
    sentence(run(*levels, "--output", "new.png", folder=folder), 2, ".safetensors")
    for wrong in ("1", "25", "5,8,5", "none"):
        sentence(run(*levels, *output, "--levels", wrong, folder=folder), 1, "from 2 to 24")
    sentence(run(*levels, *output, "--levels", "5,x", folder=folder), 2, "5,x")
    sentence(run("levels", "--model", "./none.safetensors", *output, folder=folder), 1, "none.safetensors")
    assert not os.path.exists(os.path.join(folder, "new.safetensors"))


main([kept_in_the_file, used_by_samplers, repeated_by_the_record, refusals])
