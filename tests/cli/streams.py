# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard streams that are full or closed: incomplete output is a failure, and output never goes to
a file or a socket of the program."""

import os
import subprocess

from support import (ENVIRONMENT, NCSN, SMALL, forget, main, noise, read, run, train_patches, train_small,
                     write, write_pictures)


def to_full(*arguments, folder):
    with open("/dev/full", "wb") as full:
        return subprocess.run([NCSN, *arguments], cwd=folder, timeout=120, stdout=full,
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              env=ENVIRONMENT)


def without(descriptors, *arguments, folder):
    """A run with these descriptors closed; stderr is captured if it is open."""
    def close():
        for descriptor in descriptors:
            os.close(descriptor)
    return subprocess.run([NCSN, *arguments], cwd=folder, timeout=120, preexec_fn=close,
                          stderr=None if 2 in descriptors else subprocess.PIPE,
                          stdout=None if 1 in descriptors else subprocess.PIPE, text=True,
                          env=ENVIRONMENT)


def check_refused(result, arguments):
    lines = result.stderr.splitlines()
    assert result.returncode == 1, (arguments, result.returncode, lines)
    said = [line for line in lines if line.startswith("ncsn: ")]
    assert len(said) == 1 and "could not be written completely" in said[0], (arguments, lines)


def what_prints(folder):
    """Every command that prints results on stdout."""
    train_small(folder)
    train_patches(folder)
    write(folder, "in.png", noise(24, 24))
    evaluate = ["evaluate", "--model", "./model.safetensors", "--data", ".", "--count", "2"]
    schedule = ["schedule", "--sigma-begin", "50", "--dimension", "3072"]
    commands = [["--help"], ["--version"], ["help"], ["info", "./model.safetensors"],
                ["info", "--json", "./model.safetensors"], schedule, [*schedule, "--json"],
                evaluate, [*evaluate, "--json"]]
    names = run("--help", folder=folder).stdout.split("Commands:\n")[1].split("\n\n")[0]
    commands += [[line.split()[0], "--help"] for line in names.splitlines()]
    assert len(commands) == 22, commands
    for command in commands:
        usual = run(*command, folder=folder)
        assert usual.returncode == 0 and usual.stdout, (command, usual)
        check_refused(to_full(*command, folder=folder), command)
        check_refused(without([1], *command, folder=folder), command)


def what_prints_nothing(folder):
    """A full or closed stdout does not disturb a command without results on stdout."""
    train_small(folder)
    command = ["sample", "--model", "./model.safetensors", "--count", "2", "--quality", "draft",
               "--output", "out.png"]
    assert to_full(*command, folder=folder).returncode == 0
    pictures = {read(folder, "out.png")}
    for descriptors in ([0], [1], [2], [0, 2], [1, 2], [0, 1, 2]):
        result = without(descriptors, *command, folder=folder)
        assert result.returncode == 0, (descriptors, result)
        pictures.add(read(folder, "out.png"))
    assert len(pictures) == 1


def reading_pictures(folder):
    """The process that decodes pictures does not receive messages about them."""
    write_pictures(folder, [(12, 12)] * 6)
    write(folder, "pictures/3-bad.png", b"no picture")
    models = set()
    for descriptors in ([], [0], [2], [0, 2], [0, 1, 2]):
        result = without(descriptors, "train", "--data", "pictures", *SMALL[2:], "--iterations",
                         "2", "--batch", "4", "--output", "m.safetensors", folder=folder)
        assert result.returncode == 0, (descriptors, result)
        models.add(read(folder, "m.safetensors"))
        forget(folder, "m")
        os.remove(os.path.join(folder, "m.safetensors"))
    assert len(models) == 1, len(models)


main([what_prints, what_prints_nothing, reading_pictures])
