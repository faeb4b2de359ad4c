# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings kept in a picture: they make it again, bit for bit, and nothing else is accepted."""

import os
import random
import struct
import zlib

from support import (chunk, chunks, main, png, read, record_of, run, sentence, succeeds,
                     train_patches, train_small, write)

RULES = ("langevin", "annealed", "consistent", "predictor-corrector", "ode", "ipndm", "dpm")
SEED = "18446744073709551557"
INPUTS = ["--input", "in.png"]
# What makes a picture, and what has to be given again to repeat it.
TASKS = {
    "sample": (["sample", "--count", "3", "--columns", "2"], []),
    "canvas": (["sample", "--canvas", "19x12", "--count", "2"], []),
    "inpaint": (["inpaint", "--resample", "2", "--context", "3", *INPUTS, "--mask", "mask.png"],
                [*INPUTS, "--mask", "mask.png"]),
    "mean": (["inpaint", "--mean", "3", "--resample", "1", *INPUTS, "--mask", "mask.png"],
             [*INPUTS, "--mask", "mask.png"]),
    "vary": (["vary", "--strength", "0.73", *INPUTS], INPUTS),
    "vary in part": (["vary", "--strength", "0.2", *INPUTS, "--mask", "mask.png"],
                     [*INPUTS, "--mask", "mask.png"]),
    "interpolate": (["interpolate", "--to", "3", "--count", "3"], []),
}


def prepare(folder):
    """A model of whole pictures and one of patches, found by name, and a picture with a mask."""
    train_small(folder)
    train_patches(folder)
    draw = random.Random(3)
    write(folder, "in.png", png(17, 11, 2, draw.randbytes(17 * 11 * 3)))
    write(folder, "mask.png", png(17, 11, 0, bytes(255 * (k % 17 > 11) for k in range(17 * 11))))


def here(*arguments, folder):
    return run(*arguments, folder=folder, env={"NCSN_MODEL_PATH": folder, "XDG_DATA_HOME": folder,
                                               "XDG_DATA_DIRS": folder})


def repeats(folder, command, made, again, *arguments):
    """Makes a picture on one thread, and again on two; returns its record."""
    result = here(*made, *arguments, "--threads", "1", "--output", "a.png", folder=folder)
    assert result.returncode == 0, (made, arguments, result.stderr)
    result = here(command, "--like", "a.png", *again, "--threads", "2", "--output", "b.png",
                  folder=folder)
    assert result.returncode == 0, (made, arguments, result.stderr)
    assert read(folder, "a.png") == read(folder, "b.png"), (made, arguments)
    return record_of(os.path.join(folder, "a.png"))


def every_task_and_rule(folder):
    prepare(folder)
    for model in ("model", "patches"):
        for made, again in TASKS.values():
            for rule in RULES:
                few = ["--steps", "3"] if rule == "langevin" else ["--levels", "4"]
                record = repeats(folder, made[0], made, again, "--model", model, "--sampler", rule,
                                 "--seed", SEED, *few)
                assert (record["model"], record["sampler"], record["seed"]) == (model, rule, SEED)


def denoising(folder):
    """With the noise that was found the first time."""
    prepare(folder)
    for model in ("model", "patches"):
        record = repeats(folder, "denoise", ["denoise", *INPUTS], INPUTS, "--model", model)
        assert record["task"] == "denoise" and float(record["sigma"]) > 0, record


def qualities_and_classes(folder):
    prepare(folder)
    for quality in ("draft", "normal", "best"):
        for options in ([], ["--class", "1"]):
            record = repeats(folder, "sample", ["sample", "--count", "2"], [], "--model", "model",
                             "--quality", quality, *options)
            assert record["class"] == ("1" if options else "-1"), record


def tiles(folder):
    prepare(folder)
    record = repeats(folder, "sample", ["sample", "--canvas", "20x16"], [], "--model", "patches",
                     "--tileable", "both", "--levels", "3")
    assert record["tileable"] == "both" and record["canvas"] == "20x16", record


def single_files(folder):
    """Each picture of many can be repeated alone."""
    prepare(folder)
    base = ["--model", "model", "--quality", "draft", "--seed", "5"]
    for canvas in ([], ["--canvas", "16x16"]):
        succeeds(here("sample", *base, *canvas, "--count", "3", "--separate", "many", folder=folder))
        for name in sorted(os.listdir(os.path.join(folder, "many"))):
            succeeds(here("sample", "--like", f"many/{name}", "--output", "one.png", folder=folder))
            assert read(folder, "one.png") == read(folder, f"many/{name}"), name
            os.remove(os.path.join(folder, "many", name))


def single_things_change(folder):
    prepare(folder)
    succeeds(here("sample", "--model", "model", "--sampler", "ode", "--levels", "5", "--rho", "3",
                  "--count", "4", "--seed", "9", "--output", "a.png", folder=folder))
    old = record_of(os.path.join(folder, "a.png"))
    for options, changes in ((["--seed", "10"], {"seed": "10"}), (["--class", "0"], {"class": "0"}),
                             (["--levels", "6"], {"levels": "6"}), (["--rho", "4"], {"rho": "4"}),
                             (["--no-denoise"], {"denoise": "false"}),
                             (["--count", "2"], {"count": "2"}),
                             (["--columns", "1"], {"columns": "1"})):
        succeeds(here("sample", "--like", "a.png", *options, "--output", "b.png", folder=folder))
        new = record_of(os.path.join(folder, "b.png"))
        assert {**new, "epsilon": ""} == {**old, **changes, "epsilon": ""}, (options, new)
    succeeds(here("sample", "--like", "a.png", "--quality", "normal", "--output", "b.png",
                  folder=folder))
    succeeds(here("sample", "--model", "model", "--count", "4", "--seed", "9", "--output", "c.png",
                  folder=folder))
    assert read(folder, "b.png") == read(folder, "c.png")


def another_model(folder):
    prepare(folder)
    succeeds(here("sample", "--model", "model", "--quality", "draft", "--output", "a.png",
                  folder=folder))
    again = ["sample", "--like", "a.png", "--output", "b.png"]
    print("#", sentence(here(*again, "--model", "patches", folder=folder), 1, "“model”"))
    succeeds(here(*again, "--model", "./model.safetensors", folder=folder))
    os.rename(os.path.join(folder, "model.safetensors"), os.path.join(folder, "other.safetensors"))
    print("#", sentence(here(*again, folder=folder), 1, "--model"))
    succeeds(here(*again, "--model", "other", folder=folder))
    os.rename(os.path.join(folder, "patches.safetensors"), os.path.join(folder, "model.safetensors"))
    print("#", sentence(here(*again, folder=folder), 1, "hashes"))
    print("#", sentence(here("interpolate", "--like", "a.png", "--to", "3", "--output", "b.png",
                             "--model", "other", folder=folder), 1, "generate"))


def with_text(picture, *texts):
    """The PNG with these chunks in place of its record."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        b"".join(texts) if kind == b"iTXt" else chunk(kind, body) for kind, body in chunks(picture))


def international(data):
    return chunk(b"iTXt", b"ncsn\0\0\0\0\0" + data)


def refused(folder, name):
    result = here("sample", "--like", name, "--output", "c.png", folder=folder)
    assert result.returncode in (1, 2), (result.returncode, result.stderr)
    print("#", sentence(result, result.returncode))


def hostile(folder):
    """Each line of a record replaced by nonsense, and files without a record."""
    prepare(folder)
    succeeds(here("sample", "--model", "model", "--quality", "draft", "--canvas", "16x8", "--output",
                  "a.png", folder=folder))
    picture = read(folder, "a.png")
    record = record_of(os.path.join(folder, "a.png"))
    values = {
        "task": ["", "inpaint", "\\n\\n"], "hash": ["", "0" * 64, "é"], "seed": ["-1", "2e3", "x"],
        "model": ["", "../model", "/etc/passwd", "./model.safetensors", "no-such", "\\n"],
        "class": ["2", "-2", "one"], "sampler": ["", "nope"], "levels": ["0", "99999", "1e3"],
        "steps": ["-1", "4294967296"], "sigma-begin": ["nan", "-1", "0"], "sigma-end": ["inf", "x"],
        "epsilon": ["nan"], "snr": ["-inf"], "rho": ["-1", "1e99"], "churn": ["-1"], "order": ["9", "x"],
        "denoise": ["2"], "count": ["0", "-3", "99999999999", "x"], "first": ["-1", "4e9"],
        "columns": ["0", "x"], "canvas": ["0x3", "99999x2", "x", "3x3x3"], "tileable": ["z", ""],
    }
    for key, texts in values.items():
        for text in texts:
            lines = "".join(f"{k}={v}\n" for k, v in {**record, key: text}.items())
            write(folder, "b.png", with_text(picture, international(b"[ncsn]\n" + lines.encode())))
            refused(folder, "b.png")
    for number, texts in enumerate((
            [], [international(b"")], [international(b"not a record")],
            [international(b"[ncsn]\n")], [international(b"[other]\nseed=1\n")],
            [international(b"[ncsn]\nmodel=\xff\xfe\n")], [international(b"x" * 70000)],
            [chunk(b"iTXt", b"ncsn\0\1\0\0\0" + zlib.compress(bytes(100 << 20)))],
            [chunk(b"zTXt", b"ncsn\0\0" + zlib.compress(bytes(100 << 20)))] * 20,
            [chunk(b"iTXt", b"ncsn")], [chunk(b"iTXt", b"")],
            [chunk(b"tEXt", b"other\0" + bytes(100))] * 5000)):
        write(folder, "b.png", with_text(picture, *texts))
        print("#", number)
        refused(folder, "b.png")
    for name, data in (("cut.png", picture[:40]), ("size.png", picture[:33] + struct.pack(
            ">I", 2**31 - 1) + b"iTXt" + bytes(50)), ("text.png", b"[ncsn]\nseed=1\n"),
                       ("empty.png", b"")):
        write(folder, name, data)
        refused(folder, name)
    assert not os.path.exists(os.path.join(folder, "c.png"))


def a_picture_as_model(folder):
    """A picture in place of a model; only the same pixels make the same sheet."""
    draw = random.Random(3)
    write(folder, "in.png", png(40, 32, 2, draw.randbytes(40 * 32 * 3)))
    write(folder, "other.png", png(40, 32, 2, draw.randbytes(40 * 32 * 3)))
    write(folder, "small.png", png(40, 15, 0, draw.randbytes(40 * 15)))
    made, again = ["sample", "--model", "in.png"], ["--model", "in.png"]
    record = repeats(folder, "sample", [*made, "--canvas", "50x30", "--tileable", "x", "--count", "2"], again,
                     "--seed", SEED)
    assert (record["model"], record["seed"], record["count"]) == ("in.png", SEED, "2"), record
    repeats(folder, "sample", made, again)
    assert read(folder, "a.png")[16:24] == struct.pack(">II", 40, 32)
    sentence(here("sample", "--like", "a.png", "--model", "other.png", "--output", "c.png", folder=folder), 1,
             "the hashes differ")
    sentence(here("sample", "--like", "a.png", "--output", "c.png", folder=folder), 1, "given with --model")
    sentence(here("sample", "--model", "small.png", "--output", "c.png", folder=folder), 1, "at least 16 × 16")
    for options in (["--class", "3"], ["--quality", "best"], ["--sampler", "ode"], ["--levels", "9"],
                    ["--no-denoise"]):
        result = here(*made, *options, "--output", "c.png", folder=folder)
        assert result.returncode == 2 and "is a picture" in result.stderr, result
    assert not os.path.exists(os.path.join(folder, "c.png"))


def other_programs_keep_it(folder):
    """A record moved into a plain text chunk, as some programs do, is still read."""
    prepare(folder)
    succeeds(here("sample", "--model", "model", "--quality", "draft", "--output", "a.png",
                  folder=folder))
    picture = read(folder, "a.png")
    text = next(body for kind, body in chunks(picture) if kind == b"iTXt")[9:]
    write(folder, "b.png", with_text(picture, chunk(b"tEXt", b"Comment\0hello"),
                                     chunk(b"tEXt", b"ncsn\0" + text)))
    succeeds(here("sample", "--like", "b.png", "--output", "c.png", folder=folder))
    assert read(folder, "c.png") == picture


def older_versions(folder):
    """Pictures of another version may differ, and a message says so."""
    prepare(folder)
    succeeds(here("sample", "--model", "model", "--quality", "draft", "--output", "a.png",
                  folder=folder))
    record = record_of(os.path.join(folder, "a.png"))
    lines = "".join(f"{k}={v}\n" for k, v in record.items() if k != "revision")
    write(folder, "old.png", with_text(read(folder, "a.png"),
                                       international(b"[ncsn]\n" + lines.encode())))
    result = here("sample", "--like", "old.png", "--output", "b.png", folder=folder)
    assert result.returncode == 0 and "“old.png” was made by another version" in result.stderr, result
    assert record_of(os.path.join(folder, "b.png")) == record


main([every_task_and_rule, denoising, qualities_and_classes, tiles, single_files,
      single_things_change, another_model, hostile, a_picture_as_model,
      other_programs_keep_it, older_versions])
