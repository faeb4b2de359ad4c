# SPDX-License-Identifier: GPL-3.0-or-later
"""The example of docs/library.md, built and run against the installed files by the page's own commands.

usage: example.py BUILD PAGE
"""

import sys
from pathlib import Path

from tree import Tree, blocks, main

BUILD, PAGE = sys.argv[1:]


def build(tree, folder):
    """Builds the example in a folder with its source and a model, and runs it."""
    source = tree.option("datadir") / "doc" / "gimp-ncsn" / "docs" / "example.c"
    model = tree.option("datadir") / "gimp-ncsn" / "models" / "digits.safetensors"
    (folder / "example.c").write_bytes(source.read_bytes())
    (folder / "digits.safetensors").write_bytes(model.read_bytes())
    commands, = (block for block in blocks(PAGE, "sh") if "pkg-config" in block)
    tree.run("sh", "-e", "-c", commands, folder=folder)


def draws_what_the_command_draws(tree, folder):
    """The command has a library of its own inside, whose pictures are the same."""
    build(tree, folder)
    header, size, depth, pixels = (folder / "digits.pgm").read_bytes().split(b"\n", 3)
    assert (header, size, depth, len(pixels)) == (b"P5", b"28 112", b"255", 28 * 112)
    assert len(set(pixels)) > 100, set(pixels)
    if not (tree.option("bindir") / "ncsn").exists():
        return
    tree.run("ncsn", "sample", "--model", "digits", "--count", "4", "--seed", "7", "--columns", "1", "--output",
             folder / "digits.png")
    import PIL.Image
    with PIL.Image.open(folder / "digits.png") as picture:
        assert picture.tobytes() == pixels


def explains_a_missing_model(tree, folder):
    build(tree, folder)
    (folder / "digits.safetensors").unlink()
    said = tree.run("sh", "-c", "./example digits.safetensors 2>&1 && exit 1; true", folder=folder)
    assert "digits.safetensors" in said, said




main(Tree(BUILD), [draws_what_the_command_draws, explains_a_missing_model])
