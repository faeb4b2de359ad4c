# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that ncsn train accepts, and its messages about the others."""

import os
import random

import PIL.Image

from support import SMALL, main, noise, png, run, sentence, train_anew, write

TRAINING = [*SMALL[2:], "--iterations", "2", "--batch", "4"]
TRAIN = ["train", *TRAINING, "--output", "m.safetensors"]


def trained(folder, *arguments):
    """Trains anew; returns stderr and the classes of the model."""
    info, said = train_anew(folder, *TRAINING, *arguments)
    return said, info["classes"]


def formats(folder):
    """Files of many formats, written by another program."""
    draw = random.Random(1)
    colour = PIL.Image.frombytes("RGB", (20, 16), draw.randbytes(20 * 16 * 3))
    os.mkdir(os.path.join(folder, "pictures"))
    files = {"indexed.png": colour.convert("P"), "bits.png": colour.convert("1"),
             "gray-alpha.png": colour.convert("LA"), "still.gif": colour.convert("P"),
             "cmyk.jpg": colour.convert("CMYK"), "gray.jpg": colour.convert("L"),
             "float.tif": colour.convert("F"), "alpha.webp": colour.convert("RGBA"),
             "sixteen.png": colour.convert("I;16")}
    for name, picture in files.items():
        picture.save(os.path.join(folder, "pictures", name))
    said, _ = trained(folder, "--data", "pictures")
    assert f"from {len(files)} pictures of 20 × 16, colour" in said, said
    assert "ncsn:" not in said, said


def sizes(folder):
    """Patches from pictures of any size, at any scale and orientation; a part is held out."""
    for k, (width, height) in enumerate(((40, 30), (64, 20), (100, 90), (9, 9))):
        write(folder, f"pictures/{k}.png", noise(width, height))
    said, _ = trained(folder, "--data", "pictures", "--patches", "8", "--scale", "0.8..1.5",
                      "--flip", "--turn", "--hold-out", "0.2")
    assert "from 4 pictures, by squares of 8 × 8" in said, said
    assert "Held out to measure the loss: 3 pictures" in said, said
    said, _ = trained(folder, "--data", "pictures", "--patches", "8", "--scale", "0.5")
    assert "from 3 pictures, by squares of 8 × 8" in said and "“pictures/3.png” has 9 × 9" in said, said
    said, _ = trained(folder, "--data", "pictures", "--patches", "8", "--hold-out", "0")
    assert "held out" not in said.lower(), said
    said, _ = trained(folder, "--data", "pictures", "--size", "8", "--hold-out", "0.1")
    assert "No pictures are held out" in said, said
    said, _ = trained(folder, "--data", "pictures", "--size", "8", "--hold-out", "0.5")
    assert "from 2 pictures of 8 × 8" in said and "measure the loss: 2" in said, said


def other_files(folder):
    """Files that are no pictures, or broken ones, are named and left out."""
    write(folder, "pictures/moss/1.png", noise(12, 12))
    write(folder, "pictures/bark/1.png", noise(12, 12, 2))
    write(folder, "pictures/README.md", b"Where they come from.\n")
    write(folder, "pictures/moss/notes.txt", b"soft\n")
    write(folder, "pictures/moss/broken.png", png(12, 12, 2, bytes(400))[:-60])
    write(folder, "pictures/empty/.DS_Store", b"\0")
    said, classes = trained(folder, "--data", "pictures")
    assert classes == ["bark", "moss"], classes
    complaints = [line for line in said.splitlines() if line.startswith("ncsn: ")]
    assert len(complaints) == 3, said
    for name in ("README.md", "notes.txt", "broken.png"):
        assert sum(name in line for line in complaints) == 1, (name, said)


OWN = ["--sample-interval", "2", "--levels", "2", "--threads", "1", "--batch", "4",
       "--features", "4", "--multipliers", "1,2", "--attention", "none"]


def left_out(said):
    lines = [line for line in said.splitlines() if "Left out of the pictures" in line]
    return lines[0].split(": ")[-1].rstrip(".").split(", ") if lines else []


def own_files(folder):
    """A training that writes into its data folder does not learn from these files, nor do later ones."""
    for k in range(4):
        write(folder, f"{k}.png", noise(40, 36, k))
    for more in (["--patches", "32"], []):
        name = f"m{len(more)}"
        train = ["train", "--data", ".", *more, *OWN, "--output", f"{name}.safetensors"]
        for steps in (["--iterations", "4"], ["--resume", "--iterations", "8"]):
            result = run(*train, *steps, folder=folder)
            assert result.returncode == 0 and "from 4 pictures" in result.stderr, result.stderr
            assert "cannot be read" not in result.stderr, result.stderr
            assert "not those of the checkpoint" not in result.stderr, result.stderr
        assert {f"“{name}.png”", f"“{name}.loss.png”", f"“{name}.checkpoint”", f"“{name}.csv”",
                f"“{name}.checkpoint.previous”"} <= set(left_out(result.stderr)), result.stderr
    # Renamed, and without the model, they are still what they are; a report is none, too.
    os.rename(os.path.join(folder, "m0.png"), os.path.join(folder, "photo.png"))
    model = ["--model", "./m0.safetensors", "--data", "."]
    assert run("evaluate", *model, "--count", "4", "--picture", "report.png",
               folder=folder).returncode == 0
    for command in (["evaluate", *model, "--count", "4"], ["schedule", "--data", "."]):
        result = run(*command, folder=folder)
        assert result.returncode == 0 and "different sizes" not in result.stderr, result.stderr
        assert {"“photo.png”", "“report.png”"} <= set(left_out(result.stderr)), result.stderr


def own_files_by_name(folder):
    """Files of older versions have no record; pictures of classes are in sub-folders."""
    for k in range(2):
        write(folder, f"data/{k}/a.png", noise(16, 16, k))
    write(folder, "data/m.png", noise(60, 60))
    write(folder, "data/m.loss.png", noise(50, 60))
    write(folder, "data/m.checkpoint", b"")
    write(folder, "data/old/n.png", noise(20, 20))
    write(folder, "data/old/n.safetensors", b"")
    said, classes = trained(folder, "--data", "data")
    assert "from 2 pictures of 16 × 16" in said and classes == ["0", "1"], (said, classes)
    assert set(left_out(said)) == {"“m.png”", "“m.loss.png”", "“m.checkpoint”", "“n.png”",
                                   "“n.safetensors”"}, said


def nothing_written_over(folder):
    """A user's picture or table with the name of the model is not overwritten."""
    for k in range(3):
        write(folder, f"data/{k}.png", noise(16, 16, k))
    for name in ("cat.png", "cat.loss.png", "cat.csv", "cat.held-out.csv"):
        write(folder, name, b"mine")
        for more in ([], ["--sample-interval", "0"]):
            print("#", sentence(run("train", "--data", "data", *OWN, "--iterations", "1", *more,
                                    "--output", "cat.safetensors", folder=folder), 1, f"“{name}”"))
        assert open(os.path.join(folder, name), "rb").read() == b"mine"
        os.remove(os.path.join(folder, name))
    assert os.listdir(folder) == ["data"]


def nonsense(folder):
    write(folder, "pictures/1.png", noise(12, 10))
    write(folder, "words/1.txt", b"no picture")
    for arguments, status, words in (
            (["--patches", "8", "--scale", "0"], 2, "--scale"),
            (["--patches", "8", "--scale", "2..1"], 2, "2..1"),
            (["--patches", "8", "--scale", "1..2..3"], 2, "--scale"),
            (["--patches", "8", "--scale", "..2"], 2, "--scale"),
            (["--size", "8", "--scale", "0.5"], 1, "--patches"),
            (["--hold-out", "0.6"], 2, "--hold-out"),
            (["--hold-out", "-1"], 2, "--hold-out"),
            (["--turn"], 1, "12 × 10")):
        print("#", sentence(run(*TRAIN, "--data", "pictures", *arguments, folder=folder), status,
                            words))
    result = run(*TRAIN, "--data", "pictures", "--patches", "16", folder=folder)
    assert result.returncode == 1 and "large enough" in result.stderr, result.stderr
    result = run(*TRAIN, "--data", "words", folder=folder)
    assert result.returncode == 1 and "no picture that can be read" in result.stderr, result.stderr
    assert sorted(os.listdir(folder)) == ["pictures", "words"]


if __name__ == "__main__":
    main([formats, sizes, other_files, own_files, own_files_by_name, nothing_written_over, nonsense])
