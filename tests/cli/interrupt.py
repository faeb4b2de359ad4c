# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl+C in the middle of each task: it stops at once, in good order, and leaves no files behind."""

import os
import random
import signal
import time

from support import main, png, start, train_patches, train_small, write

SECONDS = 1.0  # a machine may be busy; a person waits 0.2
LONG = ["--sampler", "annealed", "--levels", "10000", "--steps", "1000", "--animation", "out.gif"]
INPUTS = ["--input", "in.png"]
TASKS = {
    "sample": ["sample", "--count", "64", *LONG],
    "canvas": ["sample", "--canvas", "200x200", *LONG],
    "inpaint": ["inpaint", *INPUTS, "--mask", "mask.png", "--method", "network", *LONG],
    "vary": ["vary", *INPUTS, "--strength", "0.9", *LONG],
    "interpolate": ["interpolate", "--to", "1", *LONG],
}


def prepare(folder):
    train_small(folder)
    train_patches(folder)
    draw = random.Random(1)
    write(folder, "in.png", png(96, 96, 0, draw.randbytes(96 * 96)))
    write(folder, "mask.png", png(96, 96, 0, bytes(255 * (k % 96 > 40) for k in range(96 * 96))))
    return sorted(os.listdir(folder))


def begin(folder, *arguments):
    return start(*arguments, "--output", "out.png", folder=folder)


def stop(process, wanted=signal.SIGINT):
    """The seconds until it ends, and its last messages."""
    before = time.monotonic()
    process.send_signal(wanted)
    stdout, stderr = process.communicate(timeout=60)
    assert stdout == "", stdout
    return time.monotonic() - before, stderr


def in_the_middle(folder):
    """After the first line of progress."""
    files = prepare(folder)
    for model in ("model", "patches"):
        for name, arguments in TASKS.items():
            for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                process = begin(folder, *arguments, "--model", f"./{model}.safetensors")
                line = process.stderr.readline()
                assert "evaluations of the model, about" in line, line
                seconds, stderr = stop(process, wanted)
                print(f"# {model}, {name}: {1000 * seconds:.0f} ms")
                assert process.returncode == 130 and stderr.endswith("ncsn: Interrupted.\n"), stderr
                assert seconds < SECONDS and sorted(os.listdir(folder)) == files


def at_random_moments(folder):
    """Before there is anything to stop in order, the program simply ends."""
    files = prepare(folder)
    draw = random.Random(1)
    for _ in range(20):
        process = begin(folder, *TASKS["inpaint"], "--model", "./patches.safetensors")
        time.sleep(0.05 + 0.8 * draw.random())
        seconds, stderr = stop(process)
        assert process.returncode in (130, -signal.SIGINT), (process.returncode, stderr)
        assert seconds < SECONDS and sorted(os.listdir(folder)) == files, (seconds, files)


def work_of(process):
    """The processor time it has used, in seconds."""
    with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
        return int(file.read().rsplit(")", 1)[1].split()[11]) / os.sysconf("SC_CLK_TCK")


def denoising(folder):
    """A single evaluation of a large picture, which takes a few seconds."""
    files = prepare(folder)
    size = 2400
    row = random.Random(2).randbytes(size)
    write(folder, "large.png", png(size, size, 0, row * size))
    for model in ("model", "patches"):
        process = begin(folder, "denoise", "--model", f"./{model}.safetensors", "--sigma", "0.2",
                        "--input", "large.png")
        while process.poll() is None and work_of(process) < 0.8:
            time.sleep(0.02)
        seconds, stderr = stop(process)
        print(f"# {model}: {1000 * seconds:.0f} ms")
        assert process.returncode == 130 and stderr.endswith("ncsn: Interrupted.\n"), stderr
        assert seconds < SECONDS and sorted(os.listdir(folder)) == sorted([*files, "large.png"])


def removing(folder):
    """Between rounds and within, with patches of a large picture."""
    size, hole = 1600, range(500, 1100)
    row = random.Random(2).randbytes(size)
    write(folder, "large.png", png(size, size, 0, row * size))
    write(folder, "mask.png", png(size, size, 0, bytes(255 * (x in hole and y in hole)
                                                       for y in range(size) for x in range(size))))
    for wait in (0, 0.1, 0.3, 0.7):
        process = begin(folder, "inpaint", "--method", "patches", "--input", "large.png", "--mask", "mask.png")
        line = process.stderr.readline()
        assert "Patches of the picture: " in line, line
        time.sleep(wait)
        seconds, stderr = stop(process)
        print(f"# {1000 * seconds:.0f} ms")
        assert process.returncode == 130 and stderr.endswith("ncsn: Interrupted.\n"), stderr
        assert seconds < SECONDS and sorted(os.listdir(folder)) == ["large.png", "mask.png"]


def twice(folder):
    """A second Ctrl+C ends the program without delay."""
    prepare(folder)
    process = begin(folder, *TASKS["sample"], "--model", "./model.safetensors")
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    seconds, _ = stop(process)
    assert process.returncode in (130, -signal.SIGINT) and seconds < SECONDS


main([in_the_middle, at_random_moments, denoising, removing, twice])
