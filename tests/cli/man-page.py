# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page: complete beside --help, and clean. usage: man-page.py NCSN PAGE SOURCE-FOLDER"""

import os
import re
import subprocess
import sys

from support import main, run

PAGE, SOURCE = sys.argv[2:]


def text_of(page):
    """The page as it is read, without emphasis, one space for all white space."""
    shown = subprocess.run(["mandoc", "-T", "utf8", page], check=True, capture_output=True, text=True).stdout
    return " ".join(re.sub(".\b", "", shown).split())


def section(text, command):
    """The part of the page about a command."""
    rest = text.split(f" ncsn {command} [OPTION…]")[1]
    return re.split(r" ncsn \w+ \[OPTION…\]| OPTIONS WITHOUT A COMMAND", rest)[0]


def commands(folder):
    """The commands that ncsn --help lists."""
    listed = run("--help", folder=folder).stdout.split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


def options(folder, command):
    """(option with its value, first words of its help) of each option that --help of a command shows."""
    shown = run(command, "--help", folder=folder).stdout.split("Application Options:\n")[1].split("\n\n")[0]
    return re.findall(r"^ +(?:-\w, )?(--\S+)(?: +(.*))?$", shown, re.MULTILINE)


def every_option(folder):
    text = text_of(PAGE)
    names = commands(folder)
    assert len(names) >= 12, names
    count = 0
    for command in names:
        part = section(text, command)
        for option, words in options(folder, command):
            assert f"{option} " in part, (command, option)
            assert " ".join(words.split()) in part, (command, option, words)
            count += 1
    print(f"# {count} options of {len(names)} commands")
    assert count > 150


def every_variable(folder):
    """The variables of this project that the programs read."""
    read = set()
    for room in ("core", "image", "cli"):
        for top, _, files in os.walk(os.path.join(SOURCE, room)):
            for name in files:
                with open(os.path.join(top, name), encoding="utf-8") as file:
                    read |= set(re.findall(r'getenv \("(NCSN_\w+)"', file.read()))
    assert {"NCSN_SIMD", "NCSN_MODEL_PATH"} <= read, read
    text = text_of(PAGE)
    assert all(f" {name} " in text for name in read), read


def statuses(folder):
    """Those of cli/common/command.h, and of runs."""
    with open(os.path.join(SOURCE, "cli/common/command.h"), encoding="utf-8") as header:
        defined = re.findall(r"^#define CLI_[A-Z]+ (\d+)", header.read(), re.MULTILINE)
    part = text_of(PAGE).split("EXIT STATUS")[1].split("ENVIRONMENT")[0]
    assert re.findall(r"(?:^| )(\d+) [A-Z]", part) == defined, (part, defined)
    assert run("info", "none-such", folder=folder).returncode == 1
    assert run("sample", "--none-such", folder=folder).returncode == 2
    assert run("--version", folder=folder).returncode == 0


def clean(folder):
    checked = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", PAGE], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


main([every_option, every_variable, statuses, clean])
