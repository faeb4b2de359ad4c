# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates and catalogues of gettext for tests: reads them, and makes the pseudo-locale, in which every text of the
project has accents and brackets and is a third longer."""

import ast
import re
import subprocess
from pathlib import Path

DOMAIN = "gimp-ncsn"
PSEUDO = "eo"  # the language's folder; gettext needs a name, and no catalogue of the project has this one
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3")
PLACEHOLDER = re.compile(r"(%(?:\d+\$)?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?(?:<PRI\w+>|[a-zA-Z%]))")
ACCENTS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")


class Entry:
    """A message: context, its one or two English forms, the forms of the translation, and flags such as fuzzy."""

    def __init__(self, flags, values):
        self.flags = flags
        self.context = values.get("msgctxt")
        self.ids = [values[key] for key in ("msgid", "msgid_plural") if key in values]
        self.translations = [value for key, value in values.items() if key.startswith("msgstr")]


def entries(text):
    """The messages of a .po or .pot file, the header among them, without the obsolete ones."""
    for block in re.split(r"\n\s*\n", text):
        flags, values, key = set(), {}, None
        for line in block.splitlines():
            if line.startswith("#,"):
                flags.update(flag.strip() for flag in line[2:].split(","))
            if line.startswith("#") or not line.strip():
                continue
            match = re.match(r'(msg\w+(?:\[\d+\])?)\s+(".*")$', line)
            if match:
                key, line = match.groups()
            values[key] = values.get(key, "") + ast.literal_eval(line.strip())
        if "msgid" in values:
            yield Entry(flags, values)


def template(root, files=None):
    """The text of a template of the files of POTFILES.in, or of others."""
    names = files or (Path(root) / "po" / "POTFILES.in").read_text(encoding="utf-8").split()
    command = ["xgettext", "--from-code=UTF-8", "--directory", str(root), "--output=-", "--add-comments=TRANSLATORS"]
    command += [f"--keyword={keyword}" for keyword in KEYWORDS]
    return subprocess.run(command + names, check=True, capture_output=True, text=True).stdout


def pseudo_text(text):
    """No word of the result has a plain vowel, except what is put in for placeholders."""
    parts = PLACEHOLDER.split(text)
    parts[::2] = [part.translate(ACCENTS) for part in parts[::2]]
    start, end = re.match(r"\n*", text).group(), re.search(r"\n*$", text).group()
    inner = "".join(parts)[len(start):len(text) - len(end) if end else None]
    return f"{start}[{inner}{'~' * (len(inner) // 3)}]{end}"


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def write_pseudo(root, folder):
    """Makes the pseudo-locale's catalogue below folder, which NCSN_LOCALE_DIR may then name."""
    lines = ['msgid ""', 'msgstr ""', quote("Content-Type: text/plain; charset=UTF-8\n"),
             quote("Plural-Forms: nplurals=2; plural=n != 1;\n")]
    for entry in entries(template(root)):
        if entry.ids == [""]:
            continue
        lines += ["", "#, c-format"] if "c-format" in entry.flags else [""]
        if entry.context is not None:
            lines.append(f"msgctxt {quote(entry.context)}")
        lines += [f"{key} {quote(text)}" for key, text in zip(("msgid", "msgid_plural"), entry.ids)]
        keys = ["msgstr"] if len(entry.ids) == 1 else ["msgstr[0]", "msgstr[1]"]
        lines += [f"{key} {quote(pseudo_text(text))}" for key, text in zip(keys, entry.ids)]
    target = Path(folder) / PSEUDO / "LC_MESSAGES"
    target.mkdir(parents=True)
    source = target / f"{DOMAIN}.po"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["msgfmt", "--check-format", "--output-file", str(target / f"{DOMAIN}.mo"), str(source)], check=True)


def english_words(text):
    """The words of a text that no pseudo-catalogue has made: those with a plain vowel."""
    return {word for word in re.findall(r"[^\W\d_]{2,}", text) if re.search("[aeiouyAEIOUY]", word) and word.isascii()}
