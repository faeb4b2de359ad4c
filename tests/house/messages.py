# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks, in TAP, that each message which docs/troubleshooting.md quotes is one of the sources.

usage: messages.py REPOSITORY
"""

import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
PLACE = re.compile(r"%(?:\d\$)?[-+ #0]*[\d.]*(?:z|l)*[a-zA-Z]")


def sentences():
    """The string literals of the sources, with … for what is filled in."""
    for room in ("background", "cli", "core", "image", "operation", "plugin", "ui"):
        for path in (root / room).rglob("*.c"):
            joined = re.sub(r'(?<!\\)"\s*"', "", path.read_text(encoding="utf-8"))
            yield from (PLACE.sub("…", text) for text in re.findall(r'"((?:[^"\\\n]|\\.)+)"', joined))


page = (root / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
quoted = re.findall(r"^> (.*)$", page, re.M)
unknown = sorted(set(quoted) - set(sentences()))
for text in unknown:
    print(f"# no source says: {text}")
print("1..1")
print("not ok 1 messages" if unknown or not quoted else "ok 1 messages")
sys.exit(bool(unknown or not quoted))
