# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in other languages: under a pseudo-locale all that it says comes from the catalogue, and where people
write a decimal comma it reads and writes numbers as elsewhere.

usage: languages.py NCSN ROOT
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "po"))

from catalogue import PSEUDO, english_words, write_pseudo
from support import Skip, main, messages, run, write_pictures

ROOT = sys.argv[2]
C_LOCALE = "/usr/lib/locale/C.utf8"
VERBS = ("train", "sample", "inpaint", "vary", "denoise", "interpolate", "import", "export", "schedule", "levels", "evaluate",
         "toy", "info")
# What GLib adds to the help of every verb, from its own catalogue.
GLIB = {"Usage", "OPTION", "Options", "Help", "Application", "Show", "help", "options"}
# Names in texts that are not sentences: programs, files, samplers, qualities, networks and values of options.
NAMES = re.compile(r"--[\w-]+|\bncsn\b|\S+\.(?:png|safetensors|pth|jpg|webp|csv|json)\b")


def pseudo(folder, *arguments):
    """Runs ncsn in the pseudo-locale, whose catalogue is made once."""
    if not os.path.isdir(C_LOCALE):
        raise Skip(f"{C_LOCALE} is missing")
    locale = Path(folder) / "locale"
    if not locale.exists():
        write_pseudo(ROOT, locale)
        # gettext translates nothing in the locale C.UTF-8, but in a copy with another name.
        shutil.copytree(C_LOCALE, Path(folder) / f"{PSEUDO}.UTF-8")
    return run(*arguments, folder=folder, env={"LC_ALL": f"{PSEUDO}.UTF-8", "LOCPATH": folder, "LANGUAGE": PSEUDO,
                                               "NCSN_LOCALE_DIR": str(locale),
                                               "NCSN_MODEL_PATH": os.path.join(ROOT, "models")})


def names_of_library():
    """Samplers and other names that the sources keep out of translation."""
    return {"langevin", "annealed", "consistent", "predictor", "corrector", "ode", "ipndm", "dpm", "draft", "normal",
            "best", *VERBS}


CHOICES = re.compile(r"=[\w-]+(?:\|[\w-]+)+")  # the values of an option, which are not translated


def check_words(text, allowed=()):
    text = CHOICES.sub(" ", text)
    words = english_words(NAMES.sub(" ", text)) - GLIB - names_of_library() - set(allowed)
    assert not words, (sorted(words), text)


def help_is_translated(folder):
    result = pseudo(folder, "--help")
    assert result.returncode == 0 and "Úságé" in result.stdout, result.stdout
    check_words(result.stdout)


def help_of_every_verb_is_translated(folder):
    for verb in VERBS:
        result = pseudo(folder, verb, "--help")
        assert result.returncode == 0, result.stderr
        check_words(result.stdout)


def refusals_are_translated(folder):
    Path(folder, "broken.safetensors").write_bytes(b"\x40\0\0\0\0\0\0\0" + b"{" * 64)
    Path(folder, "not-json.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0notjson!")
    Path(folder, "empty").mkdir()
    for arguments in (
        ("paint",), ("sample",), ("sample", "--model", "nowhere", "--output", "a.png"),
        ("sample", "--model", "digits", "--output", "a.png", "--count", "0"),
        ("sample", "--model", "digits", "--output", "a.png", "--sigma-begin", "x"),
        ("sample", "--model", "digits", "--output", "a.png", "--sigma-begin", "-1"),
        ("sample", "--model", "digits", "--output", "a.png", "--sampler", "mine"),
        ("sample", "--model", "digits", "--output", "a.png", "--sampler", "ode", "--rho", "0.1"),
        ("sample", "--model", "digits", "--output", "a.png", "--class", "11"),
        ("sample", "--model", "./broken.safetensors", "--output", "a.png"),
        ("sample", "--model", "./not-json.safetensors", "--output", "a.png"),
        ("inpaint", "--model", "digits", "--input", "b.png", "--mask", "c.png", "--output", "a.png"),
        ("vary", "--model", "digits", "--strength", "2", "--input", "b.png", "--output", "a.png"),
        ("train", "--data", "empty", "--output", "mine.safetensors"),
        ("train", "--data", "empty", "--time", "soon", "--output", "mine.safetensors"),
        ("train", "--data", "empty", "--size", "1x", "--output", "mine.safetensors"),
        ("info",), ("info", "nowhere"),
    ):
        result = pseudo(folder, *arguments)
        assert result.returncode != 0 and "[" in result.stderr, (arguments, result.stderr)
        given = re.findall(r"[^\W\d_]+", " ".join(arguments))
        # Names of models and classes, folders and the system's own words for errors are put in.
        check_words(re.sub(r"/\S+|“[^”]*”", " ", result.stderr),
                    (*given, "digits", "photo", "camera", "textures", "No", "such", "file", "or", "directory"))


def decimal_comma(folder):
    """The environment of a locale with a decimal comma, made in the folder; its name for run ()."""
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(folder, "de_DE.UTF-8")],
                          capture_output=True, text=True, check=False)
    if made.returncode != 0 and not os.path.isdir(os.path.join(folder, "de_DE.UTF-8")):
        raise Skip("localedef cannot make de_DE.UTF-8: " + made.stderr.strip()[-200:])
    environment = {"LOCPATH": folder, "LC_ALL": "de_DE.UTF-8", "NCSN_LOCALE_DIR": os.path.join(folder, "none")}
    said = subprocess.run(["printf", "%.1f", "0,5"], env={**os.environ, **environment}, capture_output=True,
                          text=True, check=False)
    assert said.stdout == "0,5", said
    return environment


def numbers_keep_their_point(folder):
    environment = {**decimal_comma(folder), "NCSN_MODEL_PATH": os.path.join(ROOT, "models")}
    outputs = []
    for env in (environment, {"NCSN_MODEL_PATH": environment["NCSN_MODEL_PATH"]}):
        told = [run(*arguments, folder=folder, env=env) for arguments in (
            ("info", "digits"), ("info", "digits", "--json"),
            ("sample", "--model", "digits", "--sampler", "ode", "--sigma-begin", "5.5", "--rho", "6.5", "--levels", "3",
             "--seed", "1", "--output", "a.png"),
            ("sample", "--like", "a.png", "--output", "b.png"),
            ("sample", "--model", "digits", "--rho", "0.5", "--sampler", "ode", "--output", "c.png"),
            ("sample", "--model", "digits", "--rho", "0,5", "--sampler", "ode", "--output", "c.png"))]
        outputs.append([(result.returncode, result.stdout, messages(result.stderr)) for result in told]
                       + [Path(folder, "a.png").read_bytes(), Path(folder, "b.png").read_bytes()])
    for comma, point in zip(*outputs):
        assert comma == point, (str(comma)[:2000], str(point)[:2000])
    assert [code for code, _, _ in outputs[0][:4]] == [0, 0, 0, 0], outputs[0][:4]
    assert outputs[0][-1] == outputs[0][-2], "--like draws another picture"


def tables_keep_their_point(folder):
    """The log of a training and its chart."""
    environment = decimal_comma(folder)
    write_pictures(folder, [(8, 8)] * 4)
    result = run("train", "--data", "pictures", "--iterations", "30", "--batch", "2", "--features", "8", "--output",
                 "t.safetensors", folder=folder, env=environment)
    assert result.returncode == 0, result.stderr
    log = next(Path(folder).glob("t*.csv"))
    rows = list(csv.reader(log.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows), rows
    assert all(float(cell) is not None for cell in rows[-1]), rows[-1]


main([help_is_translated, help_of_every_verb_is_translated, refusals_are_translated, numbers_keep_their_point,
      tables_keep_their_point])
