# SPDX-License-Identifier: GPL-3.0-or-later
"""ncsn.py and `ncsn sample --dump` among the installed files: the same numbers as in C, to the last bit.

usage: python.py BUILD PAGE MODULES COMPILER…      MODULES: the folder of Python modules below the prefix
"""

import os
import sys

try:
    import numpy
except ImportError:
    print("1..0 # SKIP numpy for Python is not installed")
    sys.exit(0)

from tree import Tree, blocks, main

BUILD, PAGE, MODULES, *COMPILER = sys.argv[1:]


def python(tree, program, folder):
    """Runs a Python program that finds the installed module; its output."""
    return tree.run("env", f"PYTHONPATH={tree.folder(MODULES)}", "PYTHONDONTWRITEBYTECODE=1", sys.executable, "-c",
                    program, folder=folder)


def model(tree):
    return tree.option("datadir") / "gimp-ncsn" / "models" / "digits.safetensors"


def dump(tree, folder, *arguments):
    """What `ncsn sample --dump` writes of a chain: states, scores, noise levels."""
    tree.run("ncsn", "sample", "--model", "digits", "--quality", "draft", "--dump", folder / "chain", *arguments,
             folder=folder)
    sigmas = numpy.load(folder / "chain" / "sigma.npy")
    states, scores = (numpy.stack([numpy.load(folder / "chain" / f"{name}-{k:05}.npy")
                                   for k in range(1, len(sigmas) + 1)]) for name in ("state", "score"))
    assert len(os.listdir(folder / "chain")) == 2 * len(sigmas) + 1
    return states, scores, sigmas


def structures_are_those_of_the_headers(tree, folder):
    """The compiler's sizes and offsets of the structures that ncsn.py declares again."""
    fields = python(tree, """
import ctypes, ncsn
for name in dir(ncsn):
    structure = getattr(ncsn, name)
    if isinstance(structure, type) and issubclass(structure, ctypes.Structure):
        print(name, "-", ctypes.sizeof(structure))
        for field, *_ in structure._fields_:
            print(name, field, getattr(structure, field).offset)
""", folder)
    lines = [line.split() for line in fields.splitlines()]
    assert {"NcsnSampler", "NcsnSchedule", "NcsnProgress"} <= {name for name, *_ in lines}, fields
    values = [f"sizeof ({name})" if field == "-" else f"G_STRUCT_OFFSET ({name}, {field})"
              for name, field, _ in lines]
    source = folder / "layout.c"
    source.write_text("#include <ncsn/ncsn.h>\n#include <stdio.h>\nint main (void)\n{\n"
                      + "".join(f'  printf ("%d\\n", (int)({value}));\n' for value in values) + "}\n")
    flags = tree.run("pkg-config", "--cflags", "--libs", "ncsn").split()
    tree.run(*COMPILER, source, "-o", folder / "layout", *flags)
    sizes = tree.run(folder / "layout").split()
    wrong = [line for line, size in zip(lines, sizes) if line[2] != size]
    assert not wrong and len(sizes) == len(lines), wrong


def scores_have_the_bits_of_c(tree, folder):
    """The scores of a chain that the command has written, computed again at its states by Python."""
    states, scores, sigmas = dump(tree, folder, "--count", "3", "--seed", "5", "--class", "4")
    python(tree, f"""
import ncsn, numpy
model = ncsn.Model("{model(tree)}", threads=1)
for k, sigma in enumerate(numpy.load("chain/sigma.npy"), 1):
    score = model.score(numpy.load(f"chain/state-{{k:05}}.npy"), sigma, classes=4)
    numpy.save(f"again-{{k:05}}.npy", score)
""", folder)
    for k in range(len(sigmas)):
        again = numpy.load(folder / f"again-{k + 1:05}.npy")
        assert again.tobytes() == scores[k].tobytes(), abs(again - scores[k]).max()
    assert len({score.tobytes() for score in scores}) == len(sigmas) and numpy.isfinite(scores).all()


def chains_have_the_bits_of_c(tree, folder):
    """A chain drawn from Python, seen by its callback, is the one of the command."""
    states, scores, sigmas = dump(tree, folder, "--count", "2", "--seed", "11", "--class", "7")
    python(tree, f"""
import ncsn, numpy
steps = []
pictures = ncsn.Model("{model(tree)}").sample(2, seed=11, class_name="7", quality="draft", callback=steps.append)
assert [step.number for step in steps] == list(range(1, steps[0].total + 1))
numpy.savez("steps.npz", pictures=pictures, states=[step.state for step in steps],
            scores=[step.score for step in steps], sigmas=[step.sigma for step in steps])
""", folder)
    steps = numpy.load(folder / "steps.npz")
    assert steps["sigmas"].tobytes() == sigmas.tobytes()
    assert steps["states"].tobytes() == states.tobytes() and steps["scores"].tobytes() == scores.tobytes()
    assert steps["pictures"].shape == (2, 28, 28, 1) and 0 <= steps["pictures"].min() < steps["pictures"].max() <= 1


def mistakes_are_explained(tree, folder):
    """A class, a shape, a file and a callback that are wrong raise exceptions that say so."""
    said = python(tree, f"""
import ncsn, numpy
model = ncsn.Model("{model(tree)}")
assert model.class_names == list("0123456789") and model.shape == (28, 28, 1)
x = numpy.zeros((1, 28, 28, 1))
seen = []

def stop(step):
    seen.append(step.number)
    raise KeyError("enough")

for attempt in (lambda: ncsn.Model("missing.safetensors"), lambda: model.score(x, 1), lambda: model.score(x, 1, 10),
                lambda: model.score(x[0], 1, 1), lambda: model.score(x[:, :9], 1, 1),
                lambda: model.score(x[..., [0, 0]], 1, 1), lambda: model.score(x, 0, 1),
                lambda: model.sample(class_name="ten"), lambda: model.sample(quality="fast"), lambda: model.sample(0),
                lambda: model.sample(callback=stop)):
    try:
        attempt()
        print("nothing was raised")
    except Exception as raised:
        print(type(raised).__name__, raised)
print(seen)
""", folder).splitlines()
    words = ["Error missing.safetensors", "Error", "Error", "ValueError (N, H, W, C)", "Error", "Error",
             "ValueError sigma", "Error ten", "ValueError draft, normal, best", "Error 0", "KeyError enough"]
    for line, wanted in zip(said, words):
        kind, _, part = wanted.partition(" ")
        assert line.split()[0] == kind and part in line and len(line) > len(kind) + 8, (line, wanted)
    assert len(said) == len(words) + 1 and said[-1] == "[1]", said


def the_page_runs(tree, folder):
    """The Python program and the dump of the page; the classes' pictures are known to their model."""
    (folder / "digits.safetensors").write_bytes(model(tree).read_bytes())
    program, = blocks(PAGE, "python")
    said = python(tree, program, folder).splitlines()
    assert "unet (28, 28, 1)" in said[0] and 0 < float(said[1]) < 0.1, said
    assert len(list(folder.glob("state-*.npy"))) >= 12
    command, = (block for block in blocks(PAGE, "sh") if "--dump" in block)
    tree.run("sh", "-e", "-c", command, folder=folder)
    assert (folder / "chain" / "sigma.npy").exists() and (folder / "digits.png").exists()


main(Tree(BUILD), [structures_are_those_of_the_headers, scores_have_the_bits_of_c, chains_have_the_bits_of_c,
                   mistakes_are_explained, the_page_runs])
