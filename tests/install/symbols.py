# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed library exports the functions that its headers declare, which are those of libncsn.symbols.

usage: symbols.py BUILD SYMBOLS COMPILER…
"""

import re
import subprocess
import sys
from pathlib import Path

from tree import Tree, main

BUILD, SYMBOLS, *COMPILER = sys.argv[1:]


def library(tree):
    return tree.option("libdir") / "libncsn.so.0"


def read(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def listed():
    """The names in the checked-in file."""
    return re.findall(r"^    (\w+);$", Path(SYMBOLS).read_text(encoding="utf-8"), re.M)


def declared(headers):
    """The functions that the headers declare, without those that they define."""
    names = set()
    for header in headers.glob("*.h"):
        text = re.sub(r"/\*.*?\*/|^\s*#.*?$", "", header.read_text(encoding="utf-8"), flags=re.S | re.M)
        text = re.sub(r"^static inline.*?^}", "", text, flags=re.S | re.M)
        names.update(re.findall(r"\b(ncsn_\w+) \([^;{]*;", text))
    return names


def exported_are_those_listed(tree, _):
    lines = read("nm", "--dynamic", "--defined-only", library(tree)).splitlines()
    names = {line.split()[2].split("@")[0] for line in lines if line.split()[1] != "A"}
    wanted = listed()
    assert wanted == sorted(set(wanted)), "the list is not sorted, or has a name twice"
    assert names == set(wanted), names ^ set(wanted)


def listed_are_those_declared(tree, _):
    names = declared(tree.option("includedir") / "ncsn")
    assert names == set(listed()), names ^ set(listed())


def calls_inside_are_direct(tree, _):
    """No address of the library's own functions is looked up when it is loaded or called."""
    lines = read("readelf", "--relocs", "--wide", library(tree))
    assert "JUMP_SLO" in lines, lines
    assert not re.search(r"\bncsn_", lines), re.findall(r".*\bncsn_.*", lines)


def headers_compile_alone(tree, folder):
    """Each, in standard C and with all warnings, from the installed folder only."""
    for header in sorted((tree.option("includedir") / "ncsn").glob("*.h")):
        source = folder / "alone.c"
        source.write_text(f"#include <ncsn/{header.name}>\nint alone;\n")
        flags = tree.run("pkg-config", "--cflags", "ncsn").split()
        tree.run(*COMPILER, *flags, "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", source)


def the_name_has_the_version(tree, _):
    assert re.search(r"SONAME.*\[libncsn\.so\.0\]", read("readelf", "--dynamic", library(tree)))


main(Tree(BUILD), [exported_are_those_listed, listed_are_those_declared, calls_inside_are_direct,
                   headers_compile_alone, the_name_has_the_version])
