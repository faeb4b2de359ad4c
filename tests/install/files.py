# SPDX-License-Identifier: GPL-3.0-or-later
"""`meson install` installs exactly the files of files.txt, which need nothing of the build folder.

usage: files.py BUILD SOURCE MANIFEST PLACE=FOLDER…
"""

import os
import re
import subprocess
import sys

from tree import Tree, main

BUILD, SOURCE, MANIFEST = sys.argv[1:4]
sys.path.insert(0, os.path.join(SOURCE, "site"))
import links

PLACES = dict(argument.split("=", 1) for argument in sys.argv[4:])


def expected(tree):
    """The files of the manifest in the places that this build has."""
    paths = []
    with open(MANIFEST, encoding="utf-8") as manifest:
        for line in manifest:
            place, _, name = line.strip().partition("/")
            if not line.startswith("#") and place in PLACES:
                paths.append(str(tree.folder(PLACES[place]) / name))
    return sorted(paths)


def installed(tree):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(tree.root) for name in names)


def are_those_of_the_manifest(tree, _):
    there, wanted = set(installed(tree)), set(expected(tree))
    assert len(wanted) == len(expected(tree)), "the manifest lists a file twice"
    assert there == wanted, {"not in the manifest": sorted(there - wanted), "missing": sorted(wanted - there)}


def name_no_folder_of_the_build(tree, _):
    """Programs name files in full, debugging information too: the folders must be in none of the files."""
    folders = [os.fsencode(os.path.realpath(path)) + b"/" for path in (BUILD, SOURCE)]
    for path in installed(tree):
        with open(path, "rb") as file:
            contents = file.read()
        assert not any(folder in contents for folder in folders), path


def look_for_libraries_in_the_system(tree, _):
    programs = [path for path in installed(tree) if open(path, "rb").read(4) == b"\x7fELF"]
    assert programs
    for path in programs:
        lines = subprocess.run(["readelf", "--dynamic", path], check=True, capture_output=True, text=True).stdout
        assert not re.search(r"\((RPATH|RUNPATH)\)", lines), (path, lines)


def have_links_that_hold(tree, _):
    """Relative links of the pages lead to installed files."""
    pages = tree.folder(PLACES["doc"])
    assert len(list(links.pages(pages))) > 20, pages
    assert links.problems(pages) == [], links.problems(pages)


def let_the_command_run(tree, folder):
    assert "28 × 28" in tree.run("ncsn", "info", "digits")
    tree.run("ncsn", "sample", "--model", "digits", "--count", "1", "--quality", "draft", "--output",
             folder / "digit.png")
    assert (folder / "digit.png").stat().st_size > 0


def let_the_command_find_mpi(tree, folder):
    """Told that it is one of two processes, it loads the module, which finds that there is no other."""
    result = subprocess.run(["ncsn", "train", "--data", str(folder), "--output", "x.safetensors"], cwd=folder,
                            env={**tree.environment(), "OMPI_COMM_WORLD_SIZE": "2"}, capture_output=True, text=True)
    assert "MPI is not available" not in result.stderr, result.stderr
    assert "not connected" in result.stderr, result.stderr


main(Tree(BUILD), [
    are_those_of_the_manifest, name_no_folder_of_the_build, look_for_libraries_in_the_system, have_links_that_hold,
    *([let_the_command_run] if "bin" in PLACES else []), *([let_the_command_find_mpi] if "mpi" in PLACES else [])])
