# SPDX-License-Identifier: GPL-3.0-or-later
"""Formulas as the pages have them, in plain text with Unicode's letters, to MathML.

Scripts are Unicode's (σᵢ², vᵀ) or follow _ and ^: one letter or number, with +1 or the like behind it after _, or
what is in parentheses after ^. A root covers the symbol or the parentheses behind it. All else stays in its line.
"""

import re
import unicodedata
from html import escape

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢₖₓₜ", "0123456789+-ikxt"))
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀ", "0123456789+-T"))
ACCENTS = {"\u0302": "^", "\u0303": "~", "\u0304": "¯"}
TOKEN = re.compile(rf"(?P<space>\s+)|(?P<number>\d+(\.\d+)?)|(?P<word>[A-Za-z]{{2,}})"
                   rf"|(?P<letter>[^\W\d_][\u0302-\u0304]?'*)|(?P<sub>[{''.join(SUBSCRIPTS)}]+)"
                   rf"|(?P<sup>[{''.join(SUPERSCRIPTS)}]+)|(?P<other>.)")
EQUATION = re.compile(r"^(.*\S)\s{3,}\(([\dA-Z-]+)\)$")


def tokens(text):
    text = unicodedata.normalize("NFD", text)
    found = []
    for match in TOKEN.finditer(text):
        kind, value = match.lastgroup, match.group()
        # Letters such as ᵢ are also letters to a pattern.
        if value[0] in SUBSCRIPTS or value[0] in SUPERSCRIPTS:
            kind = "sub" if value[0] in SUBSCRIPTS else "sup"
        if found and kind in ("sub", "sup") and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + value)
        else:
            found.append((kind, value))
    return found


def row(parts):
    return parts[0] if len(parts) == 1 else "<mrow>" + "".join(parts) + "</mrow>"


def letter(value):
    name, accents = value[0], value[1:].rstrip("'")
    shown = f"<mi>{escape(name)}</mi>"
    if accents:
        shown = f'<mover accent="true">{shown}<mo>{ACCENTS[accents]}</mo></mover>'
    return f"<msup>{shown}<mo>{value.count(chr(39)) * '′'}</mo></msup>" if "'" in value else shown


class Formula:
    def __init__(self, text):
        self.tokens, self.at = tokens(text), 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else (None, "")

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def group(self):
        """What is in parentheses, without them."""
        self.take()
        parts = self.parts(until=")")
        self.take()
        return row(parts)

    def below(self):
        """What follows _: a symbol, with its own script or a number added to it."""
        parts = [self.symbol(scripts="_")]
        if self.peek()[1] in ("+", "-") and self.tokens[self.at + 1:self.at + 2] and \
                self.tokens[self.at + 1][0] == "number":
            parts += [self.plain(*self.take()), self.plain(*self.take())]
        return row(parts)

    def above(self):
        """What follows ^."""
        sign = [self.plain(*self.take())] if self.peek()[1] == "-" else []
        return row(sign + [self.bracketed() if self.peek()[1] == "(" else self.plain(*self.take())])

    def bracketed(self):
        return row([self.plain("other", "("), self.group(), self.plain("other", ")")])

    def symbol(self, scripts="_^"):
        kind, value = self.take()
        if value == "√":
            return "<msqrt>" + (self.group() if self.peek()[1] == "(" else self.symbol(scripts="_")) + "</msqrt>"
        base, sub, sup = self.plain(kind, value), None, None
        while True:
            kind, value = self.peek()
            if kind == "sub" and sub is None:
                sub = Formula("".join(SUBSCRIPTS[c] for c in self.take()[1])).row()
            elif value == "_" and sub is None:
                self.take()
                sub = self.below()
            elif kind == "sup" and sup is None and "^" in scripts:
                sup = Formula("".join(SUPERSCRIPTS[c] for c in self.take()[1])).row()
            elif value == "^" and sup is None and "^" in scripts:
                self.take()
                sup = self.above()
            else:
                break
        if sub and sup:
            return f"<msubsup>{base}{sub}{sup}</msubsup>"
        return f"<msub>{base}{sub}</msub>" if sub else f"<msup>{base}{sup}</msup>" if sup else base

    def plain(self, kind, value):
        if kind == "number":
            return f"<mn>{value}</mn>"
        if kind == "word":
            return f'<mi mathvariant="normal">{value}</mi>'
        if kind == "letter":
            return letter(value)
        if kind == "space":
            return self.space(value)
        close = ' lspace="0" rspace="0"' if value == "/" else ""
        return f'<mo stretchy="false"{close}>{escape(value.replace("-", "−"))}</mo>'

    def space(self, value):
        """Operators have their own space around them; words and symbols side by side get some here."""
        before, after = self.tokens[self.at - 2][0] if self.at > 1 else None, self.peek()[0]
        if len(value) > 1:
            return '<mspace width="1.5em"/>'
        if before == "other" and self.tokens[self.at - 2][1] not in ")‖]" or after is None:
            return ""
        if after == "other" and self.peek()[1] not in "([‖√∇∂":
            return ""
        return f'<mspace width="{".33em" if "word" in (before, after) else ".17em"}"/>'

    def parts(self, until=None):
        parts, depth = [], 0
        while self.at < len(self.tokens) and not (self.peek()[1] == until and depth == 0):
            depth += {"(": 1, ")": -1}.get(self.peek()[1], 0)
            parts.append(self.symbol())
        return parts

    def row(self):
        return row(self.parts())


def to_mathml(text):
    """The lines of a block, each a formula, with its number at the right if it has one."""
    lines = []
    for line in text.splitlines():
        numbered = EQUATION.match(line)
        body, number = numbered.groups() if numbered else (line, None)
        if body.strip():
            shown = f'<math display="block">{Formula(body.strip()).row()}</math>'
            lines.append(f"<div>{shown}{f'<span>({number})</span>' if number else ''}</div>")
    return '<div class="formula">\n' + "\n".join(lines) + "\n</div>\n"
