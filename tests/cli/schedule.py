# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding noise levels: ncsn schedule, and “auto” in the options of a schedule."""

import json
import math
import os
import random

from support import (SMALL, idx, main, messages, png, read, run, sentence, succeeds, train_small, write,
                     write_digits)


def schedule(folder, *arguments):
    result = run("schedule", *arguments, "--json", folder=folder)
    assert result.returncode == 0 and not messages(result.stderr), result.stderr
    return json.loads(result.stdout)


def near(value, wanted, tolerance=1e-9):
    assert abs(value - wanted) <= tolerance * abs(wanted), (value, wanted)


def distances(pictures):
    return [math.dist(a, b) / 255 for i, a in enumerate(pictures) for b in pictures[:i]]


def learnt_schedule(folder):
    result = run("info", "./model.safetensors", "--json", folder=folder)
    return json.loads(result.stdout)["schedule"]


def digits(folder):
    data = read(folder, "train-images-idx3-ubyte")[16:]
    return [data[at:at + 64] for at in range(0, len(data), 64)]


def published(folder):
    """The authors' CIFAR-10: 232 levels of 5 steps; the best step_lr is 6.18e-6, half of ε."""
    cifar = ["--sigma-begin", "50", "--dimension", "3072"]
    found = schedule(folder, *cifar)
    assert (found["levels"], found["steps"], found["evaluations"]) == (232, 5, 1161), found
    near(found["epsilon"], 2 * 6.184e-6, 1e-3)
    near(found["noise_ratio"], 1.0555, 1e-4)
    near(found["ratio"], 5000 ** (1 / 231))
    rows = {row["steps"]: row for row in found["choices"]}
    assert list(rows) == [2, 4, 5, 6, 10] and found["compared"] == 0, found
    assert all(rows[5][name] == found[name] for name in rows[5])
    for steps, row in rows.items():
        variance, eta = found["ratio"] ** 2, row["epsilon"] / 2e-4
        for _ in range(steps):
            variance = (1 - eta) ** 2 * variance + 2 * eta
        near(row["noise_ratio"], variance)

    assert schedule(folder, *cifar, "--overlap", "0.5")["levels"] == 219
    assert schedule(folder, *cifar, "--levels", "77")["levels"] == 77
    assert schedule(folder, *cifar, "--sigma-end", "0.1")["levels"] < 200
    first = schedule(folder, *cifar, "--steps", "1")
    assert [row["steps"] for row in first["choices"]] == [1, 2], first


def from_data(folder):
    write_digits(folder)
    pictures = digits(folder)
    far = max(distances(pictures))
    found = schedule(folder, "--data", ".")
    near(found["sigma_begin"], far, 1e-5)
    assert (found["compared"], found["dimension"]) == (64, 64), found
    assert schedule(folder, "--data", ".", "--threads", "1") == found

    # A few of the pictures: the seed says which, and their distance is one of all.
    by_seed = [schedule(folder, "--data", ".", "--subsample", "3", "--seed", str(seed))
               for seed in range(8)]
    assert all(few["compared"] == 3 for few in by_seed)
    assert len({few["sigma_begin"] for few in by_seed}) > 3, by_seed
    for few in by_seed:
        assert min(abs(few["sigma_begin"] - d) for d in distances(pictures)) < 1e-4 * far, few
    # Never a picture twice: of two, always both.
    write(folder, "two/images-idx3-ubyte", idx([2, 8, 8], bytes(64) + bytes([255] * 64)))
    for seed in range(8):
        pair = schedule(folder, "--data", "two/images-idx3-ubyte", "--subsample", "2", "--seed",
                        str(seed))
        near(pair["sigma_begin"], 8.0)

    given = schedule(folder, "--data", ".", "--sigma-begin", "3")
    assert (given["sigma_begin"], given["dimension"], given["compared"]) == (3, 64, 0), given


def from_folder(folder):
    """Colour pictures of two sizes, resized to one."""
    for k, side in enumerate((16, 32)):
        write(folder, f"in/{k}.png", png(side, side, 2, bytes([255 * k, 0, 0] * side * side)))
    found = schedule(folder, "--data", "in", "--size", "8")
    assert found["dimension"] == 8 * 8 * 3, found
    near(found["sigma_begin"], 8.0, 1e-5)  # 64 reds that differ by 1
    sentence(run("schedule", "--data", "in", folder=folder), 1, "--size")


def options_line(folder):
    """train and sample accept the last line of the text unchanged."""
    result = run("schedule", "--sigma-begin", "2.5", "--dimension", "64", "--levels", "6",
                 "--steps", "2", folder=folder)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    assert "twice the step_lr" in result.stdout, result.stdout
    line = result.stdout.splitlines()[-1].split()
    assert len(line) == 10 and line[:2] == ["--sigma-begin", "2.5"], line
    train_small(folder, *line)
    kept = learnt_schedule(folder)
    assert (kept["sigma_begin"], kept["sigma_end"], kept["levels"], kept["steps"]) == (
        2.5, 0.01, 6, 2), kept
    near(kept["epsilon"], float(line[-1]))
    succeeds(run("sample", "--model", "./model.safetensors", "--count", "1", "--output", "a.png",
                 *line, folder=folder))


def train_auto(folder):
    """Each number may be auto alone; together they are those of ncsn schedule."""
    train_small(folder)
    plain = learnt_schedule(folder)
    os.remove(os.path.join(folder, "model.safetensors"))
    far = max(distances(digits(folder)))

    def train(*arguments):
        train_small(folder, *arguments)
        kept = learnt_schedule(folder)
        os.remove(os.path.join(folder, "model.safetensors"))
        return kept

    begin = train("--sigma-begin", "auto")
    near(begin["sigma_begin"], far, 1e-5)
    assert begin == plain  # what is not given is found in the same way

    def found(sigma_begin, *arguments):
        return schedule(folder, "--sigma-begin", sigma_begin, "--dimension", "64", "--sigma-end",
                        plain["sigma_end"], "--steps", plain["steps"], *arguments)

    levels = train("--levels", "auto")
    assert levels["levels"] == found(plain["sigma_begin"])["levels"]
    assert levels["sigma_begin"] == plain["sigma_begin"]

    epsilon = train("--epsilon", "auto")
    near(epsilon["epsilon"],
         found(plain["sigma_begin"], "--levels", plain["levels"])["epsilon"], 1e-9)
    assert {**epsilon, "epsilon": plain["epsilon"]} == plain != epsilon

    every = ["--sigma-begin", "auto", "--levels", "auto", "--epsilon", "auto"]
    kept = train(*every)
    wanted = found(begin["sigma_begin"])
    for name in kept.keys() & wanted.keys():
        near(kept[name], wanted[name])

    said = run("train", *SMALL, *every, "--output", "model.safetensors", "--iterations", "1",
               "--batch", "2", folder=folder)
    assert said.returncode == 0, said.stderr
    assert f"between two of 64 pictures is {far:.4g}." in said.stderr, said.stderr
    assert f"in {wanted['levels']} levels of {wanted['steps']} steps, ε " in said.stderr
    resumed = run("train", *SMALL, "--levels", "auto", "--output", "other.safetensors",
                  "--checkpoint", "model.checkpoint", "--iterations", "2", "--batch", "2",
                  "--resume", folder=folder)
    assert resumed.returncode == 0, resumed.stderr
    assert f"in {wanted['levels']} levels" in resumed.stderr, resumed.stderr


def sample_auto(folder):
    """Without data only ε can be auto."""
    train_small(folder)
    base = ["sample", "--model", "./model.safetensors", "--count", "1", "--steps", "1"]
    for option in ("--sigma-begin", "--levels"):
        print("#", sentence(run(*base, option, "auto", "--output", "a.png", folder=folder), 1,
                            f"{option} auto"))
    succeeds(run(*base, "--epsilon", "auto", "--output", "a.png", folder=folder))
    succeeds(run(*base, "--output", "b.png", folder=folder))
    assert read(folder, "a.png") != read(folder, "b.png")


def refusals(folder):
    base = ["schedule", "--sigma-begin", "5", "--dimension", "64"]
    for arguments, words in ((["--overlap", "0"], "--overlap"), (["--overlap", "1"], "0.9973"),
                             (["--overlap", "nan"], "--overlap"), (["--levels", "0"], "--levels"),
                             (["--overlap", "0.5", "--levels", "9"], "contradict"),
                             (["--steps", "0"], "--steps"), (["--dimension", "4"], "--dimension"),
                             (["--dimension", "many"], "--dimension"),
                             (["--data", "."], "--dimension"), (["--subsample", "1"], "--subsample"),
                             (["--size", "x"], "size"), (["x"], "“x”")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in ((["--sigma-begin", "0.001"], "σ end"), (["--sigma-end", "0"], "is 0;"),
                             (["--sigma-begin", "-3"], "-3"), (["--levels", "1"], "One noise level"),
                             (["--dimension", "1000000000"], "noise levels; choose"),
                             (["--steps", "2000000000"], "2000000000")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    sentence(run("schedule", folder=folder), 2, "--data is missing")
    sentence(run("schedule", "--sigma-begin", "5", folder=folder), 2, "--dimension")
    sentence(run("schedule", "--data", "nowhere", folder=folder), 1, "nowhere")
    write(folder, "alike", idx([3, 8, 8], random.Random(1).randbytes(64) * 3))
    for command in (["schedule"], ["train", "--sigma-begin", "auto", "--output", "m.safetensors"]):
        print("#", sentence(run(*command, "--data", "alike", folder=folder), 1, "do not differ"))
    write(folder, "tiny", idx([2, 2, 2], bytes(range(8))))
    print("#", sentence(run("schedule", "--data", "tiny", folder=folder), 1, "too small"))


main([published, from_data, from_folder, options_line, train_auto, sample_auto, refusals])
