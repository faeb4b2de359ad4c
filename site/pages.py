# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a site of HTML files, which needs no network, of README.md and all that its links lead to.

usage: pages.py REPOSITORY FOLDER

Pages keep their places, README.md becomes index.html. docs/index.md is the navigation of every page and must lead to
each page of the site. Indented blocks are formulas (formula.py).
"""

import html
import os
import re
import shutil
import sys
import urllib.parse
from pathlib import Path, PurePosixPath

import markdown_it

import links
from formula import to_mathml

HERE, START, INDEX = Path(__file__).parent, "README.md", "docs/index.md"


def parser():
    markdown = markdown_it.MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("code_block", lambda self, tokens, i, options, env: to_mathml(tokens[i].content))
    return markdown


def address(source):
    """The place in the site of a file of the repository."""
    path = "index.html" if source == START else source
    return str(PurePosixPath(path).with_suffix(".html")) if path.endswith(".md") else path


def relative(target, page):
    return os.path.relpath(target, os.path.dirname(page) or ".")


def inner(tokens):
    for token in tokens:
        yield token
        yield from inner(token.children or [])


def local(link, page):
    """The file that a link of a page leads to, and its anchor; none if it leads out of the repository."""
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, None
    path = os.path.normpath(os.path.join(os.path.dirname(page), urllib.parse.unquote(parts.path)))
    return (path if parts.path else page), parts.fragment


def heading_text(token):
    return "".join(part.content for part in token.children if part.type in ("text", "code_inline"))


class Site:
    def __init__(self, repository, folder):
        self.repository, self.folder = Path(repository), Path(folder)
        self.markdown, self.found, self.waiting = parser(), {START}, [START, INDEX]
        self.sections = self.navigation()

    def text(self, page):
        return (self.repository / page).read_text(encoding="utf-8")

    def navigation(self):
        """The sections of the index: their titles, and for each link of their lists its text and page."""
        sections = []
        tokens = self.markdown.parse(self.text(INDEX))
        for before, token in zip(tokens, tokens[1:]):
            if before.type == "heading_open" and before.tag == "h2":
                sections.append((heading_text(token), []))
            elif token.type == "inline" and token.level > 2:
                children = token.children
                sections[-1][1].extend((children[i + 1].content, local(part.attrs["href"], INDEX)[0])
                                       for i, part in enumerate(children) if part.type == "link_open")
        return sections

    def menu(self, page):
        target = address(page)
        lines = [f'<a href="{relative("index.html", target)}">gimp-ncsn</a>']
        for title, entries in self.sections:
            lines += [f"<h2>{html.escape(title)}</h2>", "<ul>"]
            for text, source in entries:
                here = ' aria-current="page"' if source == page else ""
                lines.append(f'<li><a href="{relative(address(source), target)}"{here}>{html.escape(text)}</a></li>')
            lines.append("</ul>")
        return "\n".join(lines)

    def follow(self, path):
        if path not in self.found:
            self.found.add(path)
            self.waiting.append(path)

    def render(self, page):
        """A Markdown page: its headings get anchors, its links lead to the pages of the site."""
        tokens = self.markdown.parse(self.text(page))
        headings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
        texts = [heading_text(tokens[i + 1]) for i in headings]
        for i, name in zip(headings, links.distinct(map(links.slug, texts))):
            tokens[i].attrSet("id", name)
        for token in inner(tokens):
            for name in {"href", "src"} & token.attrs.keys():
                path, anchor = local(token.attrs[name], page)
                if path is not None:
                    self.follow(path)
                    here = relative(address(path), address(page)) if path != page else ""
                    token.attrSet(name, urllib.parse.quote(here) + (f"#{anchor}" if anchor else ""))
        return texts[0], self.markdown.renderer.render(tokens, self.markdown.options, {})

    def take(self, page):
        """A page of help: its links are names of its own folder."""
        text = self.text(page)
        for link in links.Page(text).links:
            if link.endswith(".html"):
                self.follow(local(link, page)[0])
        return re.search(r"<title>(.*?)</title>", text)[1], re.search(r"<body>\n(.*)</body>", text, re.S)[1]

    def write(self, page):
        target = self.folder / address(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.name.endswith(".html"):
            shutil.copyfile(self.repository / page, target)
            return
        title, body = self.render(page) if page.endswith(".md") else self.take(page)
        style = relative("style.css", address(page))
        target.write_text(f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<nav>
{self.menu(page)}
</nav>
<main>
{body}</main>
</body>
</html>
""", encoding="utf-8")

    def make(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.found.add(INDEX)
        while self.waiting:
            self.write(self.waiting.pop())
        shutil.copyfile(HERE / "style.css", self.folder / "style.css")

    def unlisted(self):
        """The pages of the site and of docs/ that the index does not have."""
        listed = {source for _, entries in self.sections for _, source in entries} | {START, INDEX}
        pages = {str(path.relative_to(self.repository)) for path in (self.repository / "docs").rglob("*.md")}
        pages |= {path for path in self.found if path.endswith((".md", ".html"))}
        return [f"{INDEX} does not list {page}" for page in sorted(pages - listed)]


def build(repository, folder):
    """Makes the site; returns what is wrong with it, in sentences."""
    site = Site(repository, folder)
    try:
        site.make()
    except FileNotFoundError as error:
        return [f"a link leads to {error.filename}, which is not there"]
    return site.unlisted() + links.problems(site.folder)


def main():
    problems = build(*sys.argv[1:3])
    for problem in problems:
        print(f"site: {problem}", file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
