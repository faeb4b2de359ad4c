# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks, in TAP, that relative links of .md and .html files lead to files, and their anchors to places in them.

usage: links.py FOLDER | --self-test
"""

import os
import re
import sys
import tempfile
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path


def slug(heading):
    """The anchor that hosts of repositories give to a heading: letters, digits, - and _, in small letters."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def distinct(slugs):
    """The same names, with -1, -2, … behind those that came before."""
    seen = {}
    for name in slugs:
        number = seen[name] = seen.get(name, -1) + 1
        yield f"{name}-{number}" if number else name


class Page(HTMLParser):
    """The links of an HTML page, and its anchors."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.anchors |= {value for name, value in attrs if name == "id"}


class Markdown:
    """The same of a Markdown page; code is left out."""

    def __init__(self, text):
        text = re.sub(r"^(```+).*?^\1", "", text, flags=re.S | re.M)
        headings = re.findall(r"^#{1,6} +(.*?)#* *$", text, re.M)
        text = re.sub(r"(`+)[^`]+\1(?!`)", lambda code: "x" * len(code[0]), text)
        self.links = re.findall(r"\]\(\s*<?([^)>\s]+)", text) + re.findall(r"^\[[^]]+\]: *(\S+)", text, re.M)
        self.anchors = set(distinct(slug(re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", name)) for name in headings))


def read(path):
    return (Markdown if path.suffix == ".md" else Page)(path.read_text(encoding="utf-8"))


def pages(folder):
    """Folders of version control, of builds and of what programs leave are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "build", "demo-output", "training"))
                            and not os.path.exists(os.path.join(place, name, "meson-private")))
        yield from (Path(place) / name for name in sorted(names) if name.endswith((".md", ".html")))


def dead(path):
    """The links of a page that lead nowhere."""
    for link in read(path).links:
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = path.parent / urllib.parse.unquote(parts.path) if parts.path else path
        if not target.is_file():
            yield link
        elif parts.fragment and target.suffix in (".md", ".html"):
            if urllib.parse.unquote(parts.fragment) not in read(target).anchors:
                yield link


def problems(folder):
    return [f"{path.relative_to(folder)} links to {link}" for path in pages(folder) for link in dead(path)]


def finds_what_is_planted():
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "a.md"
        page.write_text("# On `x`: y, z!\n[1](b.html#here) [2](#on-x-y-z) [3](https://a.b/c) `[4](code)`\n"
                        "```\n[5](code)\n```\n![6](a.md)\n## On x: y, z\n[7](#on-x-y-z-1)\n", encoding="utf-8")
        (Path(folder) / "b.html").write_text('<p id="here"><a href="a.md">a</a>', encoding="utf-8")
        assert problems(folder) == [], problems(folder)
        page.write_text("[1](c.md) [2](b.html#there) ![3](d.png) [4](#nowhere)\n[5]: e.md\n", encoding="utf-8")
        assert len(problems(folder)) == 5, problems(folder)


def main():
    if sys.argv[1] == "--self-test":
        finds_what_is_planted()
        found = []
    else:
        found = problems(sys.argv[1])
    for problem in found:
        print(f"# {problem}")
    print("1..1\nnot ok 1 links" if found else "1..1\nok 1 links")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
