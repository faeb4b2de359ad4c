# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks packaging/ against the rest of the repository, in TAP, without building a package.

usage: packaging.py REPOSITORY
"""

import re
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

from checks import run

ROOT = Path(sys.argv[1])
DEBIAN = ROOT / "packaging" / "debian"
SPEC = (ROOT / "packaging" / "rpm" / "gimp-ncsn.spec").read_text(encoding="utf-8")
FLATPAK = (ROOT / "packaging" / "flatpak" / "org.gimp.GIMP.Plugin.NCSN.yml").read_text(encoding="utf-8")
DEBIAN_LIB, DEBIAN_PYTHON = "usr/lib/x86_64-linux-gnu", "usr/lib/python3/dist-packages"
FEDORA_LIB, FEDORA_PYTHON = "usr/lib64", "usr/lib/python3.13/site-packages"
FEDORA_MACROS = {
    "_bindir": "usr/bin", "_datadir": "usr/share", "_docdir": "usr/share/doc", "_includedir": "usr/include",
    "_libdir": FEDORA_LIB, "_mandir": "usr/share/man", "_metainfodir": "usr/share/metainfo",
    "bash_completions_dir": "usr/share/bash-completion/completions",
    "fish_completions_dir": "usr/share/fish/vendor_completions.d", "python3_sitelib": FEDORA_PYTHON,
    "zsh_completions_dir": "usr/share/zsh/site-functions"}
CATALOGUES = "usr/share/locale/*/LC_MESSAGES/gimp-ncsn.mo"


def lines(path):
    """The lines of a file that are not comments."""
    text = path.read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def installed(lib, python):
    """The files of tests/install/files.txt, in a distribution's folders."""
    share = "usr/share"
    places = {
        "bin": "usr/bin", "completions": share, "data": f"{share}/gimp-ncsn", "desktop": share,
        "doc": f"{share}/doc/gimp-ncsn", "gegl": f"{lib}/gegl-0.4", "gimp": f"{lib}/gimp/3.0/plug-ins",
        "help": f"{share}/gimp-ncsn/help/en", "include": "usr/include", "lib": lib, "locale": f"{share}/locale",
        "man": f"{share}/man/man1", "mpi": f"{lib}/gimp-ncsn", "python": python}
    manifest = [line.partition("/") for line in lines(ROOT / "tests" / "install" / "files.txt")]
    return [f"{places[place]}/{name}" for place, _, name in manifest]


def covers(pattern, path):
    """Whether a pattern names a file or a folder above it."""
    wanted, parts = pattern.rstrip("/").split("/"), path.split("/")
    return len(parts) >= len(wanted) and all(map(fnmatchcase, parts, wanted))


def each_file_is_in_one_package(files, patterns):
    places = {path: [pattern for pattern in patterns if covers(pattern, path)] for path in files}
    assert not (wrong := {path: there for path, there in places.items() if len(there) != 1}), wrong
    unused = set(patterns) - {pattern for there in places.values() for pattern in there}
    assert not unused, f"match no file: {sorted(unused)}"
    assert not (twice := [pattern for pattern, count in Counter(patterns).items() if count > 1]), twice


def debian_packages_have_all_files():
    patterns = [line.split()[0] for path in DEBIAN.glob("*.install") for line in lines(path)]
    removed = re.findall(r"rm -r debian/tmp/(\S+)", (DEBIAN / "rules").read_text(encoding="utf-8"))
    files = installed(DEBIAN_LIB, DEBIAN_PYTHON)
    assert all(any(covers(pattern, path) for path in files) for pattern in removed), removed
    each_file_is_in_one_package(
        [path for path in files if not any(covers(pattern, path) for pattern in removed)], patterns)


def fedora_packages_have_all_files():
    patterns = [CATALOGUES] if re.search("^%files .*-f gimp-ncsn.lang$", SPEC, re.M) else []
    for path in re.findall(r"^(?:%doc |%pycached )?(%\{\w+\}/\S+)$", SPEC, re.M):
        patterns.append(re.sub(r"%\{(\w+)\}", lambda macro: FEDORA_MACROS[macro[1]], path))
    each_file_is_in_one_package(installed(FEDORA_LIB, FEDORA_PYTHON), patterns)


def debian_names_the_licences_of_reuse():
    paragraphs = re.findall(r"^Files: (.*?)^Copyright:.*?^License: (\S+)$",
                            (DEBIAN / "copyright").read_text(encoding="utf-8"), re.S | re.M)
    theirs = {licence: paths.split() for paths, licence in paragraphs}
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    exceptions = [entry for entry in reuse["annotations"] if entry["precedence"] == "override"]
    assert exceptions
    for entry in exceptions:
        missing = set(entry["path"]) - set(theirs[entry["SPDX-License-Identifier"]])
        assert not missing, (entry["SPDX-License-Identifier"], missing)


def versions_are_that_of_the_project():
    version = re.search(r"version: '(.*)'", (ROOT / "meson.build").read_text(encoding="utf-8"))[1]
    metainfo = (ROOT / "data" / "org.gimp.GIMP.Plugin.NCSN.metainfo.xml").read_text(encoding="utf-8")
    found = {
        "changelog": re.match(r"gimp-ncsn \((.*)-", (DEBIAN / "changelog").read_text(encoding="utf-8"))[1],
        "spec": re.search(r"^Version: +(.*)$", SPEC, re.M)[1],
        "metainfo": re.search('<release version="(.*?)"', metainfo)[1]}
    assert set(found.values()) == {version}, found


def options_are_those_of_meson():
    known = set(re.findall(r"option\('(\S+)'", (ROOT / "meson.options").read_text(encoding="utf-8")))
    for text in (FLATPAK, SPEC, (DEBIAN / "rules").read_text(encoding="utf-8")):
        used = set(re.findall(r"-D([a-z-]+)=", text))
        assert used and used <= known, used - known


def the_root_for_packages_has_what_they_need():
    depends = (DEBIAN / "control").read_text(encoding="utf-8").partition("Build-Depends:")[2].partition("\n\n")[0]
    names = set(re.findall(r"^ ([a-z0-9.-]+)", depends, re.M)) - {"debhelper-compat", "dh-sequence-python3"}
    missing = names - set(lines(ROOT / "packaging" / "packages" / "package.txt"))
    assert names and not missing, missing


run([debian_packages_have_all_files, debian_names_the_licences_of_reuse, fedora_packages_have_all_files,
     versions_are_that_of_the_project, options_are_those_of_meson, the_root_for_packages_has_what_they_need])
