# SPDX-License-Identifier: GPL-3.0-or-later
"""ncsn evaluate, on models whose answers are known: a network that says zero."""

import json
import math
import os
import signal
import statistics
import subprocess
import time

from support import NCSN, idx, main, png, read, run, sentence, train_small, write, write_digits

MODEL = ["--model", "./model.safetensors", "--data", "."]
ZERO = ["--rate", "1e-12"]  # after three such steps the network's output is as good as zero


def evaluate(folder, *arguments):
    result = run("evaluate", *MODEL, *arguments, "--json", folder=folder)
    said = [line for line in result.stderr.splitlines() if " left" not in line]
    assert result.returncode == 0 and not said, result.stderr
    return json.loads(result.stdout)


def configuration(folder):
    return json.loads(run("info", "./model.safetensors", "--json", folder=folder).stdout)


def pictures(folder):
    data = read(folder, "train-images-idx3-ubyte")[16:]
    return [data[at:at + 64] for at in range(0, len(data), 64)]


def near(value, wanted, tolerance):
    assert abs(value - wanted) <= tolerance, (value, wanted, tolerance)


def zero_loss(folder):
    """Without a score ½‖z‖² is left, half a chi-square of 64 degrees: mean 32, variance 32."""
    train_small(folder, *ZERO, "--precondition", "sigma", "--unconditional")
    found = evaluate(folder, "--count", "64")
    schedule = configuration(folder)["schedule"]
    levels = found["levels"]
    assert (found["pictures"], found["dimension"], found["zero_loss"]) == (64, 64, 32), found
    assert "likelihood" not in found and len(levels) == 20, found
    sigmas = [level["sigma"] for level in levels]
    near(sigmas[0], schedule["sigma_begin"], 1e-12)
    near(sigmas[-1], schedule["sigma_end"], 1e-12)
    assert sigmas == sorted(sigmas, reverse=True) and len(set(sigmas)) == 20
    for level in levels:
        near(level["loss"], 32, 4 * level["standard_error"])
        near(level["standard_error"], math.sqrt(32 / 64), 0.3)
    assert len({level["loss"] for level in levels}) == 20  # each level has noise of its own
    near(statistics.mean(level["loss"] for level in levels), 32, 4 * math.sqrt(32 / 64 / 20))


def gaussian(folder):
    """With preconditioning edm the zero network is the score of N(mean, data σ²), exactly: loss and
    likelihood in closed form."""
    train_small(folder, *ZERO, "--precondition", "edm", "--sigma-begin", "4", "--sigma-end", "0.05",
                "--levels", "7")
    found = evaluate(folder, "--count", "64", "--likelihood", "--tolerance", "1e-6")
    model = configuration(folder)
    mean, data_variance = model["data_mean"], model["data_sigma"] ** 2

    assert len(found["levels"]) == 7
    squares = [sum((v / 255 - mean) ** 2 for v in p) for p in pictures(folder)]
    for level in found["levels"]:
        variance = level["sigma"] ** 2
        total = data_variance + variance
        expected = statistics.mean(
            0.5 * (64 * data_variance ** 2 + variance * s) / total ** 2 for s in squares)
        near(level["loss"], expected, 4 * level["standard_error"])

    variance = data_variance + 0.05 ** 2
    bits = [8 + sum(0.5 * math.log2(2 * math.pi * variance) +
                    ((v + 0.5) / 256 - mean) ** 2 / (2 * math.log(2) * variance)
                    for v in p) / 64 for p in pictures(folder)]
    likelihood = found["likelihood"]
    near(likelihood["bits_per_dimension"], statistics.mean(bits), 1e-3)
    near(likelihood["standard_error"], statistics.stdev(bits) / 8, 1e-3)
    near(likelihood["least_bits_per_dimension"], 8 + math.log2(0.05 * math.sqrt(2 * math.pi)), 1e-9)
    assert (likelihood["sigma_begin"], likelihood["sigma_end"]) == (4, 0.05), likelihood
    assert likelihood["pictures"] == 64 and likelihood["evaluations"] > 4 * 6, likelihood


def tables(folder):
    """For people: a line a level, the same numbers; the same on any number of threads."""
    train_small(folder)
    arguments = ["--count", "20", "--likelihood", "--probes", "2", "--seed", "5"]
    found = evaluate(folder, *arguments, "--threads", "1")
    again = evaluate(folder, *arguments, "--threads", "2")
    assert found == again
    assert found != evaluate(folder, *arguments[:-1], "6")
    text = run("evaluate", *MODEL, *arguments, folder=folder).stdout
    rows = [line.split() for line in text.splitlines() if len(line.split()) == 4]
    rows = [[float(v) for v in row] for row in rows if row[0].replace(".", "", 1).isdigit()]
    assert len(rows) == len(found["levels"]) == 20, text
    for row, level in zip(rows, found["levels"]):
        near(row[0], level["sigma"], 1e-4 * row[0])
        near(row[1], level["loss"], 1e-4 * row[1])
        near(row[2], level["standard_error"], 1e-2 * row[2])
        near(row[3], level["loss"] / 64, 1e-5)
    bits = found["likelihood"]
    assert (f"{bits['bits_per_dimension']:.4f} ± {bits['standard_error']:.4f} bits per dimension, "
            f"over 20 pictures") in text, text


def classes_by_name(folder):
    """The classes of the data are found in the model by their names, whatever their numbers."""
    train_small(folder)
    small = os.path.join(folder, "ones")
    ones = pictures(folder)[1::2]
    write(folder, "ones/train-images-idx3-ubyte", idx([32, 8, 8], b"".join(ones)))
    write(folder, "ones/train-labels-idx1-ubyte", idx([32], bytes([1] * 32)))
    right = run("evaluate", *MODEL[:2], "--data", "ones", "--json", folder=folder)
    write(folder, "ones/train-labels-idx1-ubyte", idx([32], bytes([0] * 32)))
    wrong = run("evaluate", *MODEL[:2], "--data", "ones", "--json", folder=folder)
    assert json.loads(right.stdout)["levels"] != json.loads(wrong.stdout)["levels"]
    write(folder, "ones/train-labels-idx1-ubyte", idx([32], bytes([7] * 32)))
    strange = run("evaluate", *MODEL[:2], "--data", "ones", folder=folder)
    print("#", sentence(strange, 1, "no class “7”"))
    os.remove(os.path.join(small, "train-labels-idx1-ubyte"))
    unlabelled = run("evaluate", *MODEL[:2], "--data", "ones", folder=folder)
    print("#", sentence(unlabelled, 1, "class of each picture"))


def resized(folder):
    train_small(folder, "--unconditional")
    for k in range(3):
        write(folder, f"large/{k}.png", png(16, 12, 0, bytes([80 * k] * 192)))
    base = ["evaluate", *MODEL[:2], "--data", "large"]
    print("#", sentence(run(*base, folder=folder), 1, "16 × 12 and the model is for 8 × 8"))
    result = run(*base, "--resize", "--json", folder=folder)
    assert json.loads(result.stdout)["pictures"] == 3, result.stderr
    write(folder, "large/3.png", png(8, 8, 2, bytes([10, 20, 30] * 64)))
    print("#", sentence(run(*base, "--resize", folder=folder), 1, "in colour"))


def refusals(folder):
    train_small(folder)
    base = ["evaluate", *MODEL]
    for arguments, words in ((["--count", "1"], "--count"), (["--count", "x"], "--count"),
                             (["--seed", "-1"], "--seed"), (["--threads", "0"], "--threads"),
                             (["--probes", "2"], "--likelihood"),
                             (["--tolerance", "1e-3"], "--likelihood"),
                             (["--likelihood", "--probes", "0"], "--probes"),
                             (["--likelihood", "--tolerance", "x"], "--tolerance"), (["x"], "“x”")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in ((["--likelihood", "--count", "4", "--tolerance", "0"], "tolerance"),
                             (["--count", "65"], "only 64 pictures"),
                             (["--data", "nowhere"], "nowhere"),
                             (["--model", "nobody"], "nobody")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    sentence(run("evaluate", "--data", ".", folder=folder), 2, "--model is missing")
    sentence(run("evaluate", *MODEL[:2], folder=folder), 2, "--data is missing")
    write_digits(folder, side=10)
    print("#", sentence(run(*base, folder=folder), 1, "10 × 10 and the model is for 8 × 8"))
    print("#", sentence(run(*base, "--resize", folder=folder), 1, "cannot be resized to 8 × 8"))


def interrupt(folder):
    """Ctrl+C during the loss and during the likelihood."""
    train_small(folder)
    many = 100000
    write(folder, "train-images-idx3-ubyte", idx([many, 8, 8], bytes(many * 64)))
    write(folder, "train-labels-idx1-ubyte.gz", idx([many], bytes([0, 1] * (many // 2))))
    for count, arguments in ((many, []), (20, ["--likelihood", "--probes", "1000"])):
        running = subprocess.Popen([NCSN, "evaluate", *MODEL, "--count", str(count), *arguments],
                                   cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate(timeout=60)
        assert running.returncode == 130 and stdout == "", (running.returncode, stderr)
        assert stderr.endswith("ncsn: Interrupted.\n"), stderr


main([zero_loss, gaussian, tables, classes_by_name, resized, refusals, interrupt])
