# SPDX-License-Identifier: GPL-3.0-or-later
"""The project as a subproject of another one, as docs/library.md says.

usage: subproject.py SOURCE PAGE
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tree import blocks

SOURCE, PAGE = sys.argv[1:]


def configure(folder):
    """Configures a project of the page's lines and the example; the targets that it builds by default."""
    dependency, = blocks(PAGE, "meson")
    (folder / "subprojects").mkdir()
    (folder / "subprojects" / "gimp-ncsn").symlink_to(SOURCE)
    (folder / "example.c").write_bytes(Path(SOURCE, "docs", "example.c").read_bytes())
    (folder / "meson.build").write_text("project('parent', 'c')\n" + dependency
                                        + "executable('example', 'example.c', dependencies: ncsn)\n")
    subprocess.run(["meson", "setup", folder / "build", folder], check=True, stdout=subprocess.DEVNULL)
    targets = subprocess.run(["meson", "introspect", "--targets", folder / "build"], check=True, capture_output=True,
                             text=True).stdout
    return {target["name"] for target in json.loads(targets) if target["build_by_default"]}


print("1..2")
with tempfile.TemporaryDirectory() as name:
    built = configure(Path(name))
    commands = subprocess.run(["ninja", "-C", Path(name, "build"), "-t", "commands", "example"], check=True,
                              capture_output=True, text=True).stdout.splitlines()
only_needed = {"example", "ncsn", "ncsn-core"} <= built and all(
    target in ("example", "ncsn", "ncsn-core") or target.startswith("ncsn-kernels-") for target in built)
print(f"# {sorted(built)}\n{'ok' if only_needed else 'not ok'} 1 - the library is built, but no tests")
linked = "libncsn.so.0" in commands[-1]
print(f"{'ok' if linked else 'not ok'} 2 - the program is linked with the shared library")
sys.exit(not (only_needed and linked))
