# SPDX-License-Identifier: GPL-3.0-or-later
"""ncsn and gmic as people call them: pictures go in and out as PNG files."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pictures


class Program:
    """A program and a folder for what it reads and writes."""

    def __init__(self, path, folder, **environment):
        self.path, self.folder = path, Path(folder)
        self.environment = os.environ | environment

    def call(self, *arguments):
        return subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True, check=False,
                              env=self.environment)

    def run(self, *arguments):
        result = self.call(*arguments)
        if result.returncode != 0:
            sys.exit(f"{result.stderr}quality: “{' '.join(map(str, result.args))}” fails.")

    def fresh(self, name):
        """The path of a file that is to be made."""
        (self.folder / name).unlink(missing_ok=True)
        return self.folder / name

    def put(self, name, pixels):
        return pictures.save(pixels, self.folder / name)

    def put_mask(self, case):
        return self.put("mask.png", case.mask.astype("uint8") * 255)


class Ncsn(Program):
    """A copy, which goes on when the tree is built anew meanwhile."""

    def __init__(self, path, folder):
        super().__init__(shutil.copy(path, folder), folder)

    def model(self, name):
        """(its hash, None), or (None, why it cannot be had)."""
        result = self.call("info", "--json", name)
        if result.returncode != 0:
            return None, result.stderr.strip()
        return json.loads(result.stdout)["hash"], None

    def draw(self, command, *options):
        output = self.fresh("drawn.png")
        self.run(command, *options, "--output", output)
        return pictures.load(output)


class Gmic(Program):
    """Keeps what it writes for itself, settings and history, in the folder."""

    def __init__(self, folder):
        super().__init__("gmic", folder, GMIC_PATH=str(folder), HOME=str(folder))

    def version(self):
        result = self.call()
        return re.search(r"Version ([\d.]+)", result.stdout + result.stderr)[1]

    def draw(self, files, commands):
        """The first picture that commands make of files."""
        output = self.fresh("drawn.png")
        self.run(*files, "srand", 1, *commands.split(), "keep[0]", "round", "cut", "0,255", "output", output)
        return pictures.load(output)
