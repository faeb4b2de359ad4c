# SPDX-License-Identifier: GPL-3.0-or-later
"""A GIMP with a folder of its own, the plug-in installed in it and tiny models to run it with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


class Gimp:
    """folder: an empty one; program: gimp or gimp-console; plug_in, make_model: as they were built."""

    def __init__(self, folder, program, plug_in, make_model):
        self.program, self.folder = program, folder
        installed = folder / "gimp" / "plug-ins" / "ncsn"
        installed.mkdir(parents=True)
        shutil.copy(plug_in, installed / "ncsn")
        self.models = folder / "models"
        self.models.mkdir()
        for name, *kind in (("tiny", 1, 8, 60, "whole"), ("tiny-rgb", 3, 8, 60, "whole"),
                            ("tiny-patches", 3, 8, 60, "patches"), ("large", 3, 64, 0, "whole")):
            path = self.models / (name + ".safetensors")
            subprocess.run([make_model, str(path), *map(str, kind)], check=True)
        # A model that is found by its name.
        self.named = folder / "named"
        self.named.mkdir()
        shutil.copy(self.models / "tiny.safetensors", self.named / "named.safetensors")
        self.results = folder / "results.tap"
        self.environment = dict(
            os.environ, GIMP3_DIRECTORY=str(folder / "gimp"), XDG_CACHE_HOME=str(folder / "cache"),
            XDG_DATA_HOME=str(folder / "data"), XDG_DATA_DIRS="/usr/local/share:/usr/share",
            NCSN_MODEL_PATH=str(self.named), NCSN_TEST_MODELS=str(self.models),
            NCSN_TEST_RESULTS=str(self.results), LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")

    @staticmethod
    def importing(module):
        """Python code that runs a module of this folder inside GIMP."""
        return f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import {module}"

    def start(self, interpreter, code, errors, *options):
        """Starts a batch command with stderr into a file; GIMP ends with the command."""
        command = [self.program, "-ns", *options, "--batch-interpreter", interpreter, "-b", code, "--quit"]
        return subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=errors)

    def run(self, interpreter, code):
        """Runs a batch command without a window; returns the exit status and what came on stderr."""
        with open(self.folder / "errors.txt", "w+", encoding="utf-8", errors="replace") as errors:
            status = self.start(interpreter, code, errors, "-i").wait(timeout=500)
            errors.seek(0)
            return status, errors.read()

    def script(self, code):
        """Runs Script-Fu from a file, where names can be defined."""
        path = self.folder / "script.scm"
        path.write_text(code, encoding="utf-8")
        return self.run("plug-in-script-fu-eval", f'(load "{path}")')

    def report(self, status, errors):
        """Prints the TAP lines that a script left in $NCSN_TEST_RESULTS; returns how many tests it ran."""
        lines = self.results.read_text(encoding="utf-8").splitlines() if self.results.exists() else []
        whole, count = bool(lines) and lines[-1].startswith("1.."), 0
        for line in lines[: -1 if whole else None]:
            count += line.startswith(("ok", "not ok"))
            print(line)
            if line.startswith("#"):
                print(line, file=sys.stderr)  # what meson shows of a test that failed
        if not whole:
            count += 1
            print(f"not ok {count} the script came to its end\n# status {status}")
            print("".join(f"# {line}\n" for line in errors.splitlines()))
        return count
