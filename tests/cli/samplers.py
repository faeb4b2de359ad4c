# SPDX-License-Identifier: GPL-3.0-or-later
"""The sampler that options choose, read from the record of the result."""

import json
import os
import re

from support import main, png, read, record_of, run, sentence, succeeds, train_small, write

RULES = ("langevin", "annealed", "consistent", "predictor-corrector", "ode", "ipndm", "dpm")
QUALITIES = ("draft", "normal", "best")


def chosen(folder, *arguments):
    """The numbers of the sampler for these options."""
    succeeds(run("sample", "--model", "./model.safetensors", "--count", "1", "--output", "a.png",
                 *arguments, folder=folder))
    return record_of(os.path.join(folder, "a.png"))


def help_lists_all(folder):
    """The help of every sampling command lists all rules, and the evaluations of each quality."""
    for command in ("sample", "inpaint", "vary", "interpolate"):
        text = run(command, "--help", folder=folder).stdout
        for rule in RULES:
            assert re.search(rf"^  {rule} ", text, re.M), (command, rule)
        for quality in QUALITIES:
            assert re.search(rf"^  {quality} +\d+ evaluations, ", text, re.M), (command, quality)
    assert "--sampler" not in run("denoise", "--help", folder=folder).stdout


def evaluations_told_are_made(folder):
    """Up to fifty evaluations have a frame each, and the result has another one."""
    import PIL.Image
    train_small(folder)
    text = run("sample", "--help", folder=folder).stdout
    for quality in ("draft", "normal"):
        told = int(re.search(rf"^  {quality} +(\d+) ", text, re.M)[1])
        chosen(folder, "--quality", quality, "--animation", "a.gif")
        with PIL.Image.open(os.path.join(folder, "a.gif")) as animation:
            assert animation.n_frames == told + 1, (quality, animation.n_frames)


def qualities(folder):
    train_small(folder)
    records = {quality: chosen(folder, "--quality", quality) for quality in QUALITIES}
    assert chosen(folder) == records["normal"]
    assert len({str(record) for record in records.values()}) == 3
    levels = [int(records[quality]["levels"]) for quality in QUALITIES]
    assert levels == sorted(set(levels)), levels
    fewer = chosen(folder, "--quality", "best", "--levels", "7")
    assert fewer == {**records["best"], "levels": "7", "epsilon": fewer["epsilon"]}, fewer
    assert chosen(folder, "--no-denoise") == {**records["normal"], "denoise": "false"}


def rules(folder):
    train_small(folder)
    for rule in RULES:
        record = chosen(folder, "--sampler", rule)
        assert record["sampler"] == rule, record
    few = ["--levels", "5", "--sigma-begin", "3"]
    ode = chosen(folder, "--sampler", "ode", "--rho", "3.5", "--churn", "2", *few)
    assert (ode["rho"], ode["churn"], ode["levels"], ode["sigma-begin"]) == ("3.5", "2", "5", "3")
    flow = chosen(folder, "--sampler", "ipndm", "--rho", "2", "--order", "4", *few)
    assert (flow["rho"], flow["order"], flow["levels"]) == ("2", "4", "5"), flow
    mixed = chosen(folder, "--sampler", "predictor-corrector", "--snr", "0.125", "--steps", "2", *few)
    assert (mixed["snr"], mixed["steps"]) == ("0.125", "2"), mixed


def numbers_alone_mean_annealed(folder):
    """The model's own schedule except for the given numbers, with ε to suit."""
    train_small(folder)
    info = json.loads(run("info", "./model.safetensors", "--json", folder=folder).stdout)
    own = info["schedule"]
    record = chosen(folder, "--levels", "4")
    assert record["sampler"] == "annealed" and record["levels"] == "4", record
    for key, field in (("sigma-begin", "sigma_begin"), ("sigma-end", "sigma_end"), ("steps", "steps")):
        assert float(record[key]) == own[field], (record, own)
    assert float(record["epsilon"]) != own["epsilon"]
    exact = chosen(folder, "--epsilon", "0.0003")
    assert (exact["sampler"], float(exact["epsilon"]), int(exact["levels"])) == (
        "annealed", 0.0003, own["levels"]), exact
    assert exact == chosen(folder, "--sampler", "annealed", "--epsilon", "0.0003")


def refusals(folder):
    train_small(folder)
    base = ["sample", "--model", "./model.safetensors", "--output", "b.png"]
    for arguments, words in ((["--sampler", "euler"], "predictor-corrector"),
                             (["--quality", "fast"], "draft, normal, best"),
                             (["--quality", "best", "--sampler", "ode"], "contradict"),
                             (["--sampler", "ode", "--epsilon", "0.1"], "langevin, annealed"),
                             (["--sampler", "annealed", "--snr", "0.1"], "predictor-corrector"),
                             (["--sampler", "langevin", "--levels", "3"], "--levels"),
                             (["--quality", "best", "--snr", "1"], "predictor-corrector"),
                             (["--rho", "0.5"], "ρ"), (["--rho", "x"], "--rho"),
                             (["--churn", "-1"], "churn"), (["--churn", "nan"], "--churn"),
                             (["--sampler", "consistent", "--epsilon", "auto"], "annealed"),
                             (["--sampler", "predictor-corrector", "--snr", "0"], "ratio"),
                             (["--sampler", "ipndm", "--order", "0"], "order"),
                             (["--sampler", "ode", "--order", "2"], "ipndm"),
                             (["--sampler", ""], "“”")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    assert not os.path.exists(os.path.join(folder, "b.png"))


def share(record):
    """(η, γ) of consistent sampling: the noise a step removes, and the ratio of its levels."""
    begin, end, levels, epsilon = (float(record[key]) for key in
                                   ("sigma-begin", "sigma-end", "levels", "epsilon"))
    return epsilon / 2 / end ** 2, (end / begin) ** (1 / (levels - 1))


def draws(folder):
    """Fills are likely ones, with η = 1, unless true ones are requested, with η = 1 - γ² and more levels;
    the record keeps the choice, and repeats it."""
    train_small(folder)
    write(folder, "in.png", png(8, 8, 0, bytes(range(64))))
    write(folder, "mask.png", png(8, 8, 0, bytes(255 * (k % 8 > 5) for k in range(64))))
    base = ["inpaint", "--input", "in.png", "--mask", "mask.png", "--output"]

    def filled(name, *arguments):
        succeeds(run(*base, name, *arguments, folder=folder))
        return record_of(os.path.join(folder, name))

    model = ("--model", "./model.safetensors", "--class", "0")
    likely, truly = filled("likely.png", *model), filled("true.png", *model, "--draw", "true")
    assert abs(share(likely)[0] - 1) < 1e-9 and "draw" not in likely, likely
    assert abs(share(truly)[0] - (1 - share(truly)[1] ** 2)) < 1e-9, truly
    assert truly["draw"] == "true" and int(truly["levels"]) > 3 * int(likely["levels"]), truly
    filled("again.png", "--model", "./model.safetensors", "--like", "true.png")
    assert read(folder, "again.png") == read(folder, "true.png")
    best = filled("best.png", "--model", "./model.safetensors", "--like", "true.png", "--quality", "best")
    assert best["draw"] == "true" and int(best["levels"]) > int(truly["levels"]), best
    back = filled("back.png", "--model", "./model.safetensors", "--like", "true.png", "--draw", "likely")
    assert {**back, "draw": ""} == {**likely, "draw": ""}, (back, likely)
    for arguments, words in ((["--draw", "often"], "likely, true"), (["--draw", "true", "--sampler", "ode"], "--draw"),
                             (["--draw", "likely", "--levels", "9"], "--draw")):
        print("#", sentence(run(*base, "no.png", *model, *arguments, folder=folder), 2, words))
    assert not os.path.exists(os.path.join(folder, "no.png"))


main([help_lists_all, evaluations_told_are_made, qualities, rules, numbers_alone_mean_annealed,
      refusals, draws])
