# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls ncsn, gmic and gegl from the command line, with pictures as PNG files."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pictures


class Program:
    """A program, and a folder for the files that it reads and writes."""

    def __init__(self, path, folder, **environment):
        self.path, self.folder = path, Path(folder)
        self.environment = os.environ | environment

    def call(self, *arguments):
        return subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True, check=False,
                              env=self.environment)

    def run(self, *arguments):
        result = self.call(*arguments)
        if result.returncode != 0:
            sys.exit(f"{result.stderr}quality: “{' '.join(map(str, result.args))}” failed.")

    def fresh(self, name):
        """The path of a file that the program will make; an old one is removed."""
        (self.folder / name).unlink(missing_ok=True)
        return self.folder / name

    def put(self, name, pixels):
        return pictures.save(pixels, self.folder / name)

    def put_mask(self, case):
        return self.put("mask.png", case.mask.astype("uint8") * 255)


class Ncsn(Program):
    """Calls a copy of ncsn, so that a new build does not disturb the measurement."""

    def __init__(self, path, folder):
        super().__init__(shutil.copy(path, folder), folder)

    def model(self, name):
        """(the hash of a model, None), or (None, why it cannot be loaded)."""
        result = self.call("info", "--json", name)
        if result.returncode != 0:
            return None, result.stderr.strip()
        return json.loads(result.stdout)["hash"], None

    def build(self):
        """A name for this program, which another build does not have."""
        return hashlib.sha256(Path(self.path).read_bytes()).hexdigest()[:12]

    def version(self, model):
        """A name for this program and this model, which another build or model does not have."""
        return f"{self.build()}-{self.model(model)[0][:12]}"

    def draw(self, command, *options):
        output = self.fresh("drawn.png")
        self.run(command, *options, "--output", output)
        return pictures.load(output)


class Gmic(Program):
    """Calls gmic, which keeps its own settings and history in the folder."""

    def __init__(self, folder):
        super().__init__("gmic", folder, GMIC_PATH=str(folder), HOME=str(folder))

    def version(self):
        result = self.call()
        return re.search(r"Version ([\d.]+)", result.stdout + result.stderr)[1]

    def draw(self, files, commands):
        """The first picture that the commands make from the files."""
        output = self.fresh("drawn.png")
        self.run(*files, "srand", 1, *commands.split(), "keep[0]", "round", "cut", "0,255", "output", output)
        return pictures.load(output)


class Gegl(Program):
    """Calls gegl, the operations of GIMP's filters."""

    def __init__(self, folder):
        super().__init__("gegl", folder)

    def draw(self, file, operation):
        output = self.fresh("drawn.png")
        self.run(file, "-o", output, "--", *f"gegl:{operation}".split())
        return pictures.load(output)
