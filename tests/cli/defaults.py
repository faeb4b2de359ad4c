# SPDX-License-Identifier: GPL-3.0-or-later
"""The defaults in --help: an option with its own default changes nothing."""

import os
import re

from support import SMALL, forget, main, png, read, read_png, run, train_small, write, write_digits


def told(folder, command):
    """The defaults in the last brackets of the option lines, by option name."""
    text = run(command, "--help", folder=folder).stdout
    return dict(re.findall(r"^  (?:-\w, )?--([\w-]+)=.*\(([^()]*)\)$", text, re.M))


def check(folder, base, names, result=None):
    """Runs a command without options and with each option at its default; compares the results."""
    def made(*arguments):
        ended = run(*base, *arguments, folder=folder)
        assert ended.returncode == 0, (arguments, ended.stderr)
        return result(folder) if result else ended.stdout

    defaults, plain = told(folder, base[0]), made()
    for name in names:
        default = re.split("; |, or ", defaults[name])[0]
        assert made(f"--{name}", default) == plain, (name, default)


def model(folder):
    forget(folder, "m")
    made = read(folder, "m.safetensors")
    os.remove(os.path.join(folder, "m.safetensors"))
    return made


def picture(folder):
    """The pixels without the record, which contains the options that were given."""
    return read_png(os.path.join(folder, "a.png"))


def training(folder):
    write_digits(folder)
    base = ["train", *SMALL, "--iterations", "2", "--output", "m.safetensors"]
    check(folder, base, ("seed", "rate", "ema", "clip", "loss", "blocks", "precondition", "sigma-draw", "network", "optimizer"),
          model)
    check(folder, [*base, "--loss", "ssm"], ("projections", "probe"), model)


def looking(folder):
    train_small(folder)
    check(folder, ["schedule", "--sigma-begin", "50", "--dimension", "3072"], ("sigma-end", "overlap", "steps"))
    check(folder, ["schedule", "--data", "."], ("subsample", "seed"))
    evaluate = ["evaluate", "--model", "./model.safetensors", "--data", ".", "--json"]
    check(folder, evaluate, ("seed",))
    check(folder, [*evaluate, "--likelihood", "--count", "2"], ("probes", "tolerance"))
    check(folder, [*evaluate, "--samples", "2"], ("quality",))


def drawing(folder):
    train_small(folder)
    write(folder, "in.png", png(8, 8, 0, bytes(range(64))))
    write(folder, "mask.png", png(8, 8, 0, bytes(255 * (k % 8 > 5) for k in range(64))))
    base = ["--model", "./model.safetensors", "--output", "a.png"]
    check(folder, ["sample", *base], ("seed", "count", "quality"), picture)
    check(folder, ["interpolate", *base, "--to", "3"], ("seed", "count"), picture)
    check(folder, ["inpaint", *base, "--input", "in.png", "--mask", "mask.png"],
          ("seed", "quality", "resample", "mean", "draw"), picture)


main([training, looking, drawing])
