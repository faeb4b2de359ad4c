# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the pages of help, in TAP: every id of gimp-help.xml has a page, and no link leads out of the folder.
site/links.py finds those that lead nowhere.

usage: help.py FOLDER    FOLDER has a folder for each language
"""

import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path


class Links(HTMLParser):
    """The targets of a page's links, and its elements that are not closed."""

    EMPTY = {"meta", "link", "img", "br"}

    def __init__(self, text):
        super().__init__()
        self.targets, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.targets += [value for name, value in attrs if name in ("href", "src")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes another element"


def check_language(folder):
    root = ElementTree.parse(folder / "gimp-help.xml").getroot()
    pages = {item.get("ref") for item in root}
    assert len({item.get("id") for item in root}) == len(root), "an id occurs twice"
    assert root.find("help-missing") is not None, "no page for other ids"
    for page in pages | {path.name for path in folder.glob("*.html")}:
        assert (folder / page).is_file(), f"there is no {page}"
        assert page in pages, f"no id leads to {page}"
        links = Links((folder / page).read_text(encoding="utf-8"))
        assert not links.open, f"{page} leaves {links.open} open"
        for target in links.targets:
            # The pages must work without a network.
            assert "/" not in target, f"{page} links to {target}"


languages = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())
print(f"1..{len(languages)}")
for number, language in enumerate(languages, 1):
    try:
        check_language(language)
        print("ok", number, language.name)
    except (AssertionError, ElementTree.ParseError, OSError) as error:
        print("not ok", number, language.name, f"\n# {error}")
sys.exit(not languages)
