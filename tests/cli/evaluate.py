# SPDX-License-Identifier: GPL-3.0-or-later
"""ncsn evaluate on models with known answers: networks that return zero."""

import json
import math
import os
import random
import signal
import statistics
import subprocess
import time

from support import (NCSN, idx, main, messages, noise, png, read, read_png, run, sentence,
                     train_patches, train_small, write, write_digits)

MODEL = ["--model", "./model.safetensors", "--data", "."]
ZERO = ["--rate", "1e-12"]  # after three such steps the network's output is as good as zero


def evaluate(folder, *arguments):
    result = run("evaluate", *MODEL, *arguments, "--json", folder=folder)
    assert result.returncode == 0 and not messages(result.stderr), result.stderr
    return json.loads(result.stdout)


def configuration(folder):
    return json.loads(run("info", "./model.safetensors", "--json", folder=folder).stdout)


def pictures(folder):
    data = read(folder, "train-images-idx3-ubyte")[16:]
    return [data[at:at + 64] for at in range(0, len(data), 64)]


def near(value, wanted, tolerance):
    assert abs(value - wanted) <= tolerance, (value, wanted, tolerance)


def zero_loss(folder):
    """A score of zero leaves ½‖z‖², half a chi-square with 64 degrees of freedom: mean 32, variance 32."""
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
    """With preconditioning edm the zero network is exactly the score of N(mean, data σ²): loss and
    likelihood have closed forms."""
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
    """The text has a line per level with the same numbers, on any number of threads."""
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
    """The classes of the data are matched with those of the model by name, not by number."""
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
    print("#", sentence(unlabelled, 1, "The model has classes"))


def resized(folder):
    train_small(folder, "--unconditional")
    for k in range(3):
        write(folder, f"large/{k}.png", png(16, 12, 0, bytes([80 * k] * 192)))
    base = ["evaluate", *MODEL[:2], "--data", "large"]
    print("#", sentence(run(*base, folder=folder), 1, "16 × 12, but the model is for 8 × 8"))
    result = run(*base, "--resize", "--json", folder=folder)
    assert json.loads(result.stdout)["pictures"] == 3, result.stderr
    write(folder, "large/3.png", png(8, 8, 2, bytes([10, 20, 30] * 64)))
    print("#", sentence(run(*base, "--resize", folder=folder), 1, "in colour"))


def flat(folder, name, values):
    """A data set of 8 × 8 pictures, each of one gray."""
    write(folder, f"{name}/train-images-idx3-ubyte",
          idx([len(values), 8, 8], b"".join(bytes([v] * 64) for v in values)))


def ratio_of(row, floor):
    return statistics.geometric_mean(g / f for g, f in zip(row["generated"], row[floor]))


def distances(folder):
    """The distance between sets of pictures of one gray is that of the grays, times the mean of
    |Σ u| over unit vectors u in 49 dimensions, within the standard error of 256 of them."""
    train_small(folder, "--unconditional")
    flat(folder, "held", [200] * 40)
    flat(folder, "train", [90] * 30)
    base = ["evaluate", *MODEL[:2], "--data", "held", "--samples", "6", "--quality", "draft"]
    result = run(*base, "--train-data", "train", "--json", "--threads", "2", "--picture", "a.png",
                 folder=folder)
    found = json.loads(result.stdout)
    assert found["samples"] == 6 and found["floor"] == "training", found
    (row,) = found["distances"]
    entry = math.exp(math.lgamma(24.5) - math.lgamma(25)) / math.sqrt(math.pi)
    near(row["training"][0], 110 / 255 * 7 * entry, 0.12 * 110 / 255)
    assert row["held_out"] == [0] and len(row["generated"]) == 1 and "class" not in row, row
    near(row["ratio"], ratio_of(row, "training"), 1e-9)
    near(statistics.median(found["neighbours"]["held_out"]), 110 / 255, 1e-6)
    assert len(found["neighbours"]["generated"]) == 6, found["neighbours"]
    near(found["neighbours"]["ratio"], statistics.median(found["neighbours"]["generated"]) /
         (110 / 255), 1e-6)

    width, height, channels, pixels = read_png(os.path.join(folder, "a.png"))
    assert channels == 3 and height > 500, (width, height)
    for y, gray in ((24 + 24 + 68 + 32, 90), (24 + 48 + 140 + 32, 200), (24 + 48 + 208 + 32, 90)):
        at = (y * width + 24 + 32) * 3  # eight times as large, and nothing in between
        assert pixels[at:at + 3] == bytes([gray] * 3), (y, pixels[at:at + 3])

    again = json.loads(run(*base, "--json", "--threads", "1", folder=folder).stdout)
    assert again["floor"] == "held_out" and "neighbours" not in again, again
    assert again["distances"][0]["generated"] == row["generated"]
    assert again["distances"][0]["ratio"] > 1e4  # the floor of flat pictures is none
    text = run(*base, "--train-data", "train", folder=folder).stdout
    assert f"all {row['generated'][0]:17.5f} {row['training'][0]:10.5f}" in text.replace(
        "all              ", "all        "), text
    assert f"ratio of the medians is {found['neighbours']['ratio']:.3f};" in text, text


def each_class(folder):
    """A class is compared with its own pictures, the same alone and among all classes."""
    train_small(folder)
    base = ["--samples", "5", "--quality", "draft", "--hold-out", "0.2"]
    rows = evaluate(folder, *base, "--class", "all")["distances"]
    assert [row["class"] for row in rows] == ["0", "1"], rows
    one = evaluate(folder, *base, "--class", "1")["distances"]
    assert one == [rows[1]] and rows[0]["generated"] != rows[1]["generated"]
    for row in rows:  # squares on the left are nearer to those on the left
        assert max(row["training"]) < 0.05, row
    both = evaluate(folder, *base)
    assert len(both["distances"]) == 1 and both["distances"][0] not in rows
    assert len(both["neighbours"]["generated"]) == 5
    text = run("evaluate", *MODEL, *base, "--class", "all", folder=folder).stdout
    for row in rows:
        (line,) = [line for line in text.splitlines() if line.startswith(f"{row['class']}    ")]
        near(float(line.split()[4]), row["ratio"], 1e-3)


def copies(folder):
    """Held-out pictures that were trained on are found, whole ones and patches, mirrored or not."""
    train_small(folder, "--unconditional")
    found = evaluate(folder, "--train-data", ".", "--samples", "12", "--quality", "draft")
    assert found["neighbours"]["held_out"] == [0] * 12
    assert min(found["neighbours"]["generated"]) > 0.01
    assert found["neighbours"]["ratio"] > 1e4

    train_patches(folder)
    patches = ["evaluate", "--model", "./patches.safetensors", "--samples", "7", "--quality",
               "draft", "--json"]
    row = random.Random(7).randbytes(20 * 3)
    pixels = bytes(v ^ y for y in range(30) for v in row)
    turned = b"".join(pixels[i:i + 3] for y in range(30)
                      for i in range((y * 20 + 19) * 3, y * 60 - 1, -3))
    write(folder, "large/0.png", png(20, 30, 2, pixels))
    write(folder, "large/1.png", noise(25, 9, 8))
    write(folder, "mirrored/0.png", png(20, 30, 2, turned))
    write(folder, "mirrored/1.png", noise(12, 12, 9))
    same = run(*patches, "--data", "large", "--train-data", "large", folder=folder)
    assert json.loads(same.stdout)["neighbours"]["held_out"] == [0] * 7, same.stderr
    assert json.loads(same.stdout)["pictures"] == 256
    for flip in ([], ["--flip"]):
        result = run(*patches, "--data", "large", "--train-data", "mirrored", *flip, folder=folder)
        least = min(json.loads(result.stdout)["neighbours"]["held_out"])
        assert (least == 0) == bool(flip), (least, flip)
    held = run(*patches, "--data", "large", "--hold-out", "0.3", folder=folder)
    assert min(json.loads(held.stdout)["neighbours"]["held_out"]) > 0.01, held.stdout
    half = run(*patches, "--data", "large", "--train-data", "large", "--scale", "0.9..1.1",
               folder=folder)
    assert json.loads(half.stdout)["neighbours"]["generated"], half.stderr


def pictures_of_losses(folder):
    train_small(folder, "--unconditional")
    first = run("evaluate", *MODEL, "--picture", "a.png", "--threads", "1", folder=folder)
    assert first.returncode == 0 and "Distances" not in first.stdout, first.stderr
    again = run("evaluate", *MODEL, "--picture", "b.png", "--threads", "2", folder=folder)
    assert again.stdout == first.stdout and read(folder, "a.png") == read(folder, "b.png")
    print("#", sentence(run("evaluate", *MODEL, "--picture", "a.jpg", folder=folder), 1, ".png"))
    print("#", sentence(run("evaluate", *MODEL, "--picture", "no/a.png", folder=folder), 1, "“no”"))


def refusals(folder):
    train_small(folder)
    base = ["evaluate", *MODEL]
    for arguments, words in ((["--count", "1"], "--count"), (["--count", "x"], "--count"),
                             (["--seed", "-1"], "--seed"), (["--threads", "0"], "--threads"),
                             (["--probes", "2"], "--likelihood"),
                             (["--tolerance", "1e-3"], "--likelihood"),
                             (["--likelihood", "--probes", "0"], "--probes"),
                             (["--likelihood", "--tolerance", "x"], "--tolerance"), (["x"], "“x”"),
                             (["--samples", "0"], "--samples"), (["--quality", "best"], "--samples"),
                             (["--class", "all"], "--samples"),
                             (["--train-data", "."], "--samples"), (["--flip"], "--train-data"),
                             (["--samples", "3", "--quality", "x"], "draft"),
                             (["--samples", "3", "--hold-out", "0.1", "--train-data", "."],
                              "--train-data"),
                             (["--hold-out", "0.6"], "0.5"), (["--scale", "2..1"], "--scale")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in ((["--likelihood", "--count", "4", "--tolerance", "0"], "tolerance"),
                             (["--count", "65"], "only 64 pictures"),
                             (["--hold-out", "0.01"], "nothing aside"),
                             (["--hold-out", "0"], "nothing aside"),
                             (["--scale", "0.5"], "models of patches"),
                             (["--samples", "3", "--class", "9"], "“9”"),
                             (["--samples", "3", "--train-data", "nowhere"], "nowhere"),
                             (["--data", "nowhere"], "nowhere"),
                             (["--model", "nobody"], "nobody")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    sentence(run("evaluate", "--data", ".", folder=folder), 2, "--model is missing")
    sentence(run("evaluate", *MODEL[:2], folder=folder), 2, "--data is missing")
    write_digits(folder, side=10)
    print("#", sentence(run(*base, folder=folder), 1, "10 × 10, but the model is for 8 × 8"))
    print("#", sentence(run(*base, "--resize", folder=folder), 1, "cannot be resized to 8 × 8"))


def interrupt(folder):
    """Ctrl+C during the loss, the likelihood and the sampling."""
    train_small(folder)
    many = 100000
    write(folder, "train-images-idx3-ubyte", idx([many, 8, 8], bytes(many * 64)))
    write(folder, "train-labels-idx1-ubyte.gz", idx([many], bytes([0, 1] * (many // 2))))
    for count, arguments in ((many, []), (20, ["--likelihood", "--probes", "1000"]),
                             (2, ["--samples", "100000"])):
        running = subprocess.Popen([NCSN, "evaluate", *MODEL, "--count", str(count), *arguments],
                                   cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate(timeout=60)
        assert running.returncode == 130 and stdout == "", (running.returncode, stderr)
        assert stderr.endswith("ncsn: Interrupted.\n"), stderr


main([zero_loss, gaussian, tables, classes_by_name, resized, distances, each_class, copies,
      pictures_of_losses, refusals, interrupt])
