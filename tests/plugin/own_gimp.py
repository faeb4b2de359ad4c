# SPDX-License-Identifier: GPL-3.0-or-later
"""A GIMP with its own folder, in which the plug-in is installed, and tiny models for tests. Also the TAP lines of
tests that run outside GIMP."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def run_test(number, name, test):
    """Runs a test function and prints its TAP line. The test fails with an AssertionError."""
    try:
        test()
        print("ok", number, name, flush=True)
    except AssertionError as failure:
        print("not ok", number, name)
        print("".join(f"# {line}\n" for line in str(failure).splitlines()), flush=True)


class Gimp:
    """folder: an empty folder; program: gimp or gimp-console; plug_in, make_model: the built programs; operation: the
    module for GEGL, if it is needed."""

    def __init__(self, folder, program, plug_in, make_model, operation=None):
        self.program, self.folder = program, folder
        installed = folder / "gimp" / "plug-ins" / "ncsn"
        installed.mkdir(parents=True)
        shutil.copy(plug_in, installed / "ncsn")
        if operation:
            modules = folder / "data" / "gegl-0.4" / "plug-ins"
            modules.mkdir(parents=True)
            shutil.copy(operation, modules)
        self.models = folder / "models"
        self.models.mkdir()
        for name, *kind in (("tiny", 1, 8, 60, "whole"), ("tiny-rgb", 3, 8, 60, "whole"),
                            ("tiny-patches", 3, 8, 60, "patches"), ("large", 3, 64, 0, "whole")):
            path = self.models / (name + ".safetensors")
            subprocess.run([make_model, str(path), *map(str, kind)], check=True)
        # A folder for models that are found by name.
        self.named = folder / "named"
        self.named.mkdir()
        shutil.copy(self.models / "tiny.safetensors", self.named / "named.safetensors")
        self.results = folder / "results.tap"
        commands = Path(plug_in).resolve().parents[1] / "cli"
        self.environment = dict(
            os.environ, GIMP3_DIRECTORY=str(folder / "gimp"), XDG_CACHE_HOME=str(folder / "cache"),
            XDG_DATA_HOME=str(folder / "data"), XDG_DATA_DIRS="/usr/local/share:/usr/share",
            HOME=str(folder), PATH=f"{commands}:{os.environ['PATH']}", NCSN_MODEL_PATH=str(self.named),
            NCSN_TEST_MODELS=str(self.models), NCSN_TEST_RESULTS=str(self.results), LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")

    @staticmethod
    def importing(module):
        """Python code for GIMP that imports a module of this folder."""
        return f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import {module}"

    def start(self, interpreter, code, errors, *options):
        """Starts a batch command, with its stderr in a file. GIMP ends with the command."""
        command = [self.program, "-ns", *options, "--batch-interpreter", interpreter, "-b", code, "--quit"]
        return subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=errors)

    def run(self, interpreter, code):
        """Runs a batch command without a window; returns the exit status and the text on stderr."""
        with open(self.folder / "errors.txt", "w+", encoding="utf-8", errors="replace") as errors:
            status = self.start(interpreter, code, errors, "-i").wait(timeout=500)
            errors.seek(0)
            return status, errors.read()

    def script(self, code):
        """Runs Script-Fu from a file, because a batch command cannot define names."""
        path = self.folder / "script.scm"
        path.write_text(code, encoding="utf-8")
        return self.run("plug-in-script-fu-eval", f'(load "{path}")')

    def report(self, status, errors):
        """Prints the TAP lines that a script wrote to $NCSN_TEST_RESULTS; returns the number of its tests."""
        lines = self.results.read_text(encoding="utf-8").splitlines() if self.results.exists() else []
        whole, count = bool(lines) and lines[-1].startswith("1.."), 0
        for line in lines[: -1 if whole else None]:
            count += line.startswith(("ok", "not ok"))
            print(line)
            if line.startswith("#"):
                print(line, file=sys.stderr)  # meson shows stderr if a test fails
        if not whole:
            count += 1
            print(f"not ok {count} the script ran to its end\n# status {status}")
            print("".join(f"# {line}\n" for line in errors.splitlines()))
        return count
