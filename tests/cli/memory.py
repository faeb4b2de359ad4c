# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits on memory: at any limit, a command works or ends with one error message."""

import glob
import os
import resource
import struct
import subprocess
import zlib

from support import (ENVIRONMENT, NCSN, SMALL, chunk, main, messages, noise, png, sentence,
                     train_patches, train_small, write)

KIBIBYTES = (60_000, 75_000, 90_000, 120_000, 160_000, 220_000, 300_000, 450_000, 600_000)


def limited(kibibytes, *arguments, folder):
    """A run with this limit on its address space; it must end soon."""
    most = kibibytes * 1024
    return subprocess.run(
        [NCSN, *arguments], cwd=folder, timeout=60, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, env=ENVIRONMENT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))


def check(folder, *arguments):
    """From a limit that is too small to one that is ample."""
    for kibibytes in KIBIBYTES:
        result = limited(kibibytes, *arguments, folder=folder)
        lines = result.stderr.splitlines()
        what = (kibibytes, arguments[0], result.returncode, result.stderr[-2000:])
        assert result.returncode >= 0, what  # no signal ended it
        if result.returncode != 0:
            assert lines[-1].startswith("ncsn: ") and lines[-1].endswith("."), what
            assert sum(line.startswith("ncsn: ") for line in lines) == 1, what
        for name in glob.glob(os.path.join(folder, "m.*")):
            os.remove(name)
        print("#", kibibytes, arguments[0], result.returncode, lines[-1] if lines else "")
    assert result.returncode == 0, what


def info(folder):
    train_small(folder)
    check(folder, "info", "./model.safetensors")


def sample(folder):
    train_small(folder)
    check(folder, "sample", "--model", "./model.safetensors", "--count", "2", "--quality", "draft",
          "--output", "out.png")


def repairs(folder):
    train_patches(folder)
    write(folder, "in.png", noise(24, 24))
    write(folder, "mask.png", png(24, 24, 0, bytes([255] * 96 + [0] * 480)))
    check(folder, "denoise", "--model", "./patches.safetensors", "--input", "in.png", "--sigma",
          "0.1", "--output", "out.png")
    check(folder, "inpaint", "--model", "./patches.safetensors", "--input", "in.png", "--mask",
          "mask.png", "--quality", "draft", "--output", "out.png")


def train(folder):
    train_small(folder)
    check(folder, "train", *SMALL[:-2], "--output", "m.safetensors", "--iterations", "2", "--batch",
          "4")


def many_threads(folder):
    """More threads than fit into memory are reduced, with the same picture."""
    train_small(folder)
    command = ("sample", "--model", "./model.safetensors", "--count", "2", "--quality", "draft")
    few = limited(600_000, *command, "--threads", "1", "--output", "one.png", folder=folder)
    many = limited(600_000, *command, "--threads", "500", "--output", "many.png", folder=folder)
    assert few.returncode == 0, few.stderr
    assert many.returncode in (0, 1), (many.returncode, many.stderr)
    if many.returncode == 0:
        with open(os.path.join(folder, "one.png"), "rb") as one, \
             open(os.path.join(folder, "many.png"), "rb") as other:
            assert one.read() == other.read()
    else:
        assert len(messages(many.stderr)) == 1, many.stderr


def large_picture(folder):
    """11 kB that decode to 88 million pixels: refused by the header if memory is too small."""
    row = b"\0" + bytes(9400 // 8)
    write(folder, "large.png", b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, body) for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", 9400, 9400, 1, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(row * 9400, 9)), (b"IEND", b""))))
    assert os.path.getsize(os.path.join(folder, "large.png")) < 12_000
    train_small(folder)
    result = limited(2_000_000, "inpaint", "--model", "./model.safetensors", "--input", "large.png",
                     "--mask", "large.png", "--output", "out.png", folder=folder)
    print("#", sentence(result, 1, "not enough memory to read the picture “large.png”"))


main([info, sample, repairs, train, many_threads, large_picture])
