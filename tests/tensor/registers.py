# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds sums that a compiler keeps in memory instead of registers.

usage: registers.py OBJDUMP OBJECT… (objects or archives; OBJDUMP is empty if the program does not exist)

It reads the disassembly: an innermost loop that computes with floats must not store a vector at a place on
the stack that it also reads. Compilers generate such loops for vector types wider than the processor's
registers. They are twenty times slower, and tests of the results do not detect them."""

import re
import subprocess
import sys
from pathlib import Path

# x86: `mulps %xmm1,%xmm2`, `movaps %xmm1,-0x78(%rsp)`; aarch64: `fmla v0.4s, …`, `str q0, [sp, #16]`.
ARITHMETIC = re.compile(r"^(v?(add|sub|mul|fn?m(add|sub)\d*)[ps][sd]|fml[as]|fmul|fadd|fsub|fmadd)\s")
STORE = re.compile(r"^(?:v?mov[a-z0-9]*\s+%[xyz]mm\d+,|st[ur]p?\s+q\d+,.*)"
                   r"((?:-?0x[0-9a-f]+)?\(%rsp\)|-0x[0-9a-f]+\(%rbp\)|\[sp(?:, #\d+)?\])")
JUMP = re.compile(r"^(?:j[a-z]+|b\.[a-z]+|cbn?z|tbn?z|b)\s+(?:[wx]\d+, (?:#\d+, )?)?([0-9a-f]+)")
# The transforms store numbers between two passes on purpose (kernels-template.h).
ON_PURPOSE = re.compile(r"^transform_")
LINE = re.compile(r"^\s*([0-9a-f]+):\s+(.*)")
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:")


def functions(objdump, path):
    """(name, [(address, instruction)…]) for each function."""
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", path], capture_output=True, text=True,
                          check=True).stdout
    name, body = None, []
    for line in text.splitlines():
        start, instruction = FUNCTION.match(line), LINE.match(line)
        if start:
            if body:
                yield name, body
            name, body = start[1], []
        elif instruction:
            body.append((int(instruction[1], 16), instruction[2]))
    if body:
        yield name, body


def innermost(body):
    """The instructions of each loop that contains no other: from the target of a backward jump to the jump."""
    jumps = [(int(found[1], 16), address) for address, text in body
             if (found := JUMP.match(text)) and body[0][0] <= int(found[1], 16) <= address]
    for first, last in jumps:
        if not any(first <= f and l <= last and (f, l) != (first, last) for f, l in jumps):
            yield [text for address, text in body if first <= address <= last]


def in_memory(loop):
    """Places on the stack where a loop stores vectors, and which it also reads."""
    stores = {found[1]: text for text in loop if (found := STORE.match(text))}
    return [place for place, store in stores.items() if any(place in text for text in loop if text != store)]


def look(objdump, path):
    """(number of loops, a sentence about each that keeps sums in memory)."""
    loops, bad = 0, []
    for name, body in functions(objdump, path):
        for loop in innermost(body):
            if not any(map(ARITHMETIC.match, loop)):
                continue
            loops += 1
            places = in_memory(loop)
            if places and not ON_PURPOSE.match(name):
                bad.append(f"{name}: a loop of {len(loop)} instructions keeps vectors at {', '.join(places)}")
    return loops, bad


def main():
    objdump, *paths = sys.argv[1:]
    if not objdump:
        print("1..0 # SKIP objdump is not there")
        return
    print(f"1..{len(paths)}")
    for number, path in enumerate(paths, 1):
        loops, bad = look(objdump, path)
        for line in bad or ([] if loops else ["no loop computes with floats"]):
            print(f"# {line}")
        print(f"{'not ' if bad or not loops else ''}ok {number} - {Path(path).stem}: {loops} loops keep "
              "their sums in registers")


main()
