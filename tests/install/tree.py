# SPDX-License-Identifier: GPL-3.0-or-later
"""What `meson install` installs of a build folder, in a temporary folder, and TAP output."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path


class Tree:
    """An installed tree; a context manager. Its folders are those of the build's options."""

    def __init__(self, build):
        self.build = Path(build)
        options = json.loads((self.build / "meson-info" / "intro-buildoptions.json").read_text())
        self.options = {option["name"]: option["value"] for option in options}

    def __enter__(self):
        self.root = Path(tempfile.mkdtemp(prefix="ncsn-install-"))
        subprocess.run(["meson", "install", "--no-rebuild", "--quiet", "-C", self.build, "--destdir", self.root],
                       check=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root)

    def folder(self, path):
        """Where the tree has a folder that is absolute or relative to the prefix."""
        return self.root / Path(self.options["prefix"], path).relative_to("/")

    def option(self, name):
        """Where the tree has the folder of one of Meson's options."""
        return self.folder(self.options[name])

    def environment(self):
        """Finds the tree's files, as if they were installed below /, and nothing of this machine's user."""
        # pkg-config would look below the temporary folder for the system's libraries too if it were told that
        # all is there, so the prefix is changed instead.
        for file in self.option("libdir").glob("pkgconfig/*.pc"):
            prefix = self.options["prefix"]
            file.write_text(file.read_text().replace(f"prefix={prefix}\n", f"prefix={self.folder('')}\n", 1))
        return {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.root),
                "PATH": f"{self.option('bindir')}:{os.environ['PATH']}",
                "PKG_CONFIG_PATH": str(self.option("libdir") / "pkgconfig"),
                "LD_LIBRARY_PATH": str(self.option("libdir")),
                "NCSN_MODEL_PATH": "", "XDG_DATA_HOME": str(self.root / "home"),
                "XDG_DATA_DIRS": f"{self.option('datadir')}:/usr/local/share:/usr/share"}

    def run(self, *command, folder=None, **more):
        """Runs a command among the tree's files; its output. A failure is one of the test."""
        result = subprocess.run(list(map(str, command)), cwd=folder or self.root, env=self.environment(),
                                capture_output=True, text=True, **more)
        assert result.returncode == 0, (command, result.stdout, result.stderr)
        return result.stdout


def blocks(page, language):
    """The blocks of code in a page."""
    found, block = [], None
    for line in Path(page).read_text(encoding="utf-8").splitlines():
        if block is None and line == "```" + language:
            block = []
        elif block is not None and line == "```":
            found.append("\n".join(block) + "\n")
            block = None
        elif block is not None:
            block.append(line)
    return found


def main(tree, tests):
    """Runs the test functions, each with the tree and a temporary folder of its own, and reports in TAP."""
    print(f"1..{len(tests)}", flush=True)
    failures = 0
    with tree:
        for number, test in enumerate(tests, 1):
            try:
                with tempfile.TemporaryDirectory() as folder:
                    test(tree, Path(folder))
                print(f"ok {number} {test.__name__}", flush=True)
            except Exception:  # reported, and the next test runs
                failures += 1
                for line in traceback.format_exc().splitlines():
                    print("#", line, file=sys.stderr)
                print(f"not ok {number} {test.__name__}", flush=True)
    sys.exit(1 if failures else 0)
