# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks po/: POTFILES.in is complete, marked texts can be extracted, and every catalogue of LINGUAS is whole.

usage: catalogues.py ROOT
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "house"))

from catalogue import PLACEHOLDER, entries, template
from checks import run

ROOT = Path(sys.argv[1])
ROOMS = ("core", "image", "background", "operation", "parallel", "cli", "ui", "plugin")
MARK = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext) \(")
STRING = r'"(?:\\.|[^"\\\n])*"'
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def sources():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.[ch]")):
            yield path.relative_to(ROOT).as_posix(), COMMENT.sub("", path.read_text(encoding="utf-8"))


def listed(name):
    return [line for line in (ROOT / "po" / name).read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]


def catalogues():
    for language in listed("LINGUAS"):
        path = ROOT / "po" / f"{language}.po"
        assert path.exists(), f"{path} is missing, but LINGUAS has {language}"
        yield path


def potfiles_are_complete():
    wanted = [name for name, text in sources() if MARK.search(text)]
    assert listed("POTFILES.in") == sorted(wanted), set(wanted) ^ set(listed("POTFILES.in"))


def marked_texts_are_whole():
    """xgettext ends a text at a macro, but for those of <inttypes.h>; the program would then look for another."""
    for name, text in sources():
        for mark in re.finditer(rf"\b(?:_|N_) \(((?:{STRING}|[\w\s])*)\)", text):
            rest = re.sub(STRING, "", mark.group(1)) if '"' in mark.group(1) else ""
            macros = [macro for macro in re.findall(r"[A-Za-z_]\w+", rest) if not re.fullmatch(r"PRI[diux]\w+", macro)]
            assert not macros, (name, macros, mark.group())


def sentences_are_marked():
    """A sentence that goes into an error of the library or of a program can be translated."""
    for name, text in sources():
        for call in re.finditer(r"\bg_(?:set_error|set_error_literal|prefix_error)\s*\(([^;]*);", text):
            unmarked = re.sub(rf"\b(?:_|ngettext|g_dngettext) \(\s*(?:GETTEXT_PACKAGE,\s*)?(?:{STRING}|PRI\w+|,|\s)*", "",
                              call.group(1))
            for string in re.findall(STRING, unmarked):
                assert not re.search(r"[a-z]{2,} [a-z]{2,}", string) or "The image was closed" in string, (name, string)


def template_is_sound():
    """Two forms of one message have the same placeholders, and none has a sentence as a mere end."""
    for entry in entries(template(ROOT)):
        kinds = {tuple(PLACEHOLDER.findall(text)) for text in entry.ids}
        assert len(kinds) == 1, entry.ids


def catalogues_are_complete():
    wanted = {(entry.context, *entry.ids) for entry in entries(template(ROOT)) if entry.ids != [""]}
    for path in catalogues():
        found = [entry for entry in entries(path.read_text(encoding="utf-8")) if entry.ids != [""]]
        for entry in found:
            assert "fuzzy" not in entry.flags, (path.name, "fuzzy", entry.ids)
            assert entry.translations and all(entry.translations), (path.name, "untranslated", entry.ids)
        keys = {(entry.context, *entry.ids) for entry in found}
        assert keys == wanted, (path.name, "differs from the sources", sorted(map(str, keys ^ wanted))[:3])


def catalogues_pass_msgfmt():
    for path in catalogues():
        result = subprocess.run(["msgfmt", "--check", "--check-accelerators=_", "--output-file=/dev/null", str(path)],
                                capture_output=True, text=True, check=False)
        assert result.returncode == 0 and not result.stderr, result.stderr


run([potfiles_are_complete, marked_texts_are_whole, sentences_are_marked, template_is_sound, catalogues_are_complete,
     catalogues_pass_msgfmt])
