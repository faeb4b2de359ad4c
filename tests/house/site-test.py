# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the site of the pages and of broken copies, and formulas, in TAP. usage: site-test.py REPOSITORY"""

import html
import re
import sys
import tempfile
import unicodedata
from pathlib import Path

from checks import run

REPOSITORY = Path(sys.argv[1])
sys.path.insert(0, str(REPOSITORY / "site"))
try:
    import pages
except ModuleNotFoundError as missing:
    if missing.name != "markdown_it":
        raise
    print(f"1..0 # SKIP {missing.name} for Python is not installed")
    sys.exit()
import formula

INDEX = "# All\n\n## Pages\n\n- [Other](other.md): else\n"


def structure(text):
    """The formula's elements without attributes and space."""
    return re.sub(r"<mspace[^>]*>", "", re.sub(r"<(\w+) [^>]*?>", r"<\1>", formula.Formula(text).row()))


def formulas_have_their_structure():
    row = "<mrow>{}</mrow>".format
    cases = {"σᵢ²": "<msubsup><mi>σ</mi><mi>i</mi><mn>2</mn></msubsup>",
             "√(α) z": row("<msqrt><mi>α</mi></msqrt><mi>z</mi>"),
             "p_k+1": f"<msub><mi>p</mi>{row('<mi>k</mi><mo>+</mo><mn>1</mn>')}</msub>",
             "σ_p₁": "<msub><mi>σ</mi><msub><mi>p</mi><mn>1</mn></msub></msub>",
             "s_θ (x)": row("<msub><mi>s</mi><mi>θ</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo>"),
             "x̃": "<mover><mi>x</mi><mo>~</mo></mover>",
             "ln p": row("<mi>ln</mi><mi>p</mi>")}
    for text, wanted in cases.items():
        assert structure(text) == wanted, (text, structure(text))


def formulas_lose_nothing():
    """All symbols of docs/method.md are in their MathML."""
    plain = {**formula.SUBSCRIPTS, **formula.SUPERSCRIPTS, **formula.ACCENTS, "′": "'", "−": "-"}
    left_out = re.compile(r"[\s()_^√]")
    for line in re.findall(r"^    (.*)$", (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8"), re.M):
        shown = html.unescape(re.sub(r"<[^>]*>", "", formula.to_mathml(line)))
        same = [left_out.sub("", "".join(plain.get(c, c) for c in unicodedata.normalize("NFD", text)))
                for text in (shown, line)]
        assert sorted(same[0]) == sorted(same[1]), same


def made(folder, **files):
    """The problems of the site of a repository with these pages."""
    for name, text in {"README": "# Start\n\n[All](docs/index.md)\n", "docs/index": INDEX, "docs/other": "# Other\n",
                       **files}.items():
        path = Path(folder) / "repository" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pages.build(Path(folder) / "repository", Path(folder) / "site")


def broken_pages_are_refused():
    with tempfile.TemporaryDirectory() as folder:
        assert made(folder) == [], made(folder)
        assert "other.html" in (Path(folder) / "site" / "index.html").read_text(encoding="utf-8")
        assert made(folder, **{"docs/other": "# Other\n\n[a](#no)\n"}) == ["docs/other.html links to #no"]
        assert made(folder, **{"docs/other": "# Other\n", "docs/third": "# Third\n"}) == [
            "docs/index.md does not list docs/third.md"]
        assert "absent.md" in made(folder, **{"docs/other": "# Other\n\n[a](absent.md)\n"})[0]


def the_pages_make_a_site():
    with tempfile.TemporaryDirectory() as folder:
        problems = pages.build(REPOSITORY, Path(folder))
        assert problems == [], problems
        method = (Path(folder) / "docs" / "method.html").read_text(encoding="utf-8")
        source = (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8")
        assert method.count("<math") == len(re.findall(r"^    ", source, re.M)) > 20
        assert (Path(folder) / "docs" / "strip.jpg").is_file()


run([formulas_have_their_structure, formulas_lose_nothing, broken_pages_are_refused, the_pages_make_a_site])
