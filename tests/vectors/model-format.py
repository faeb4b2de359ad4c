# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of docs/model-format.md, as it is written there, computes the scores that ours does.

usage: model-format.py PRINT-SCORE DOCUMENT MODELS
"""

import json
import os
import re
import shlex
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError:
    print("1..0 # SKIP numpy for Python is not installed")
    sys.exit(0)

import support

program, document, models = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])

TOLERANCE = 1e-4  # ‖ours - theirs‖/‖theirs‖, as the document claims


def written_program():
    """What the document's only Python block defines."""
    block, = re.findall(r"^```python\n(.*?)^```$", document.read_text(encoding="utf-8"), re.S | re.M)
    names = {}
    exec(compile(block, document, "exec"), names)
    return names["Unet"]


Unet = written_program()


def our_score(path, x, sigma, label, *seen):
    given = b"".join(array.astype("<f4").tobytes() for array in (x, *seen) if array is not None)
    wrapper = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))
    done = subprocess.run([*wrapper, program, path, str(sigma), str(label), *map(str, x.shape[:2])],
                          input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return np.frombuffer(done.stdout, "<f4").reshape(x.shape)


def error(path, height, width, sigma, label=0, hole=None):
    """The relative difference at a random picture."""
    draw = np.random.default_rng(round(1000 * sigma))
    unet = Unet(path)
    x = draw.uniform(0, 1, (height, width, unet.config["channels"]))
    x += sigma * draw.normal(size=x.shape) * (1 if hole is None else hole)
    x = x.astype(np.float32)
    sees = unet.config.get("holes") and hole is None
    ours = our_score(path, x, sigma, label, np.ones((height, width, 1)) if sees else hole)
    theirs = unet.score(x, sigma, label, hole)
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


def agrees(name, *arguments):
    found = error(models / f"{name}.safetensors", *arguments)
    print(f"# off by {found:.2g}")
    assert found <= TOLERANCE, found


def rewrite(name, path, change):
    """A copy of a model whose header, as JSON, and data have been changed."""
    data = (models / f"{name}.safetensors").read_bytes()
    length, = struct.unpack_from("<Q", data)
    header, values = json.loads(data[8:8 + length]), bytearray(data[8 + length:])
    change(header, values)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)


def widened(path, key, draw, channels):
    """Writes a copy of photo that has another input, whose weights are random."""
    def change(header, values):
        config = json.loads(header["__metadata__"]["config"])
        header["__metadata__"]["config"] = json.dumps({**config, key: True})
        first = header["begin.weight"]
        begin, end = first["data_offsets"]
        old = np.frombuffer(bytes(values[begin:end]), "<f4").reshape(first["shape"])
        added = draw.normal(0, 0.1, (*old.shape[:2], channels, old.shape[3]))
        new = np.concatenate([old, added], 2).astype("<f4")
        values[begin:end] = new.tobytes()
        first["shape"] = list(new.shape)
        first["data_offsets"] = [begin, begin + new.nbytes]
        for name, entry in header.items():
            if name not in ("__metadata__", "begin.weight") and entry["data_offsets"][0] >= end:
                entry["data_offsets"] = [offset + new.nbytes - old.nbytes for offset in entry["data_offsets"]]

    rewrite("photo", path, change)


def sees(key, channels, hole, sigma, draw, x, told, without):
    """The scores of a widened photo agree, and are others than those of arguments without what it is told. The last
    of `told` is what it sees."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.safetensors"
        widened(path, key, draw, channels)
        ours = our_score(path, x, sigma, 0, np.ones((*x.shape[:2], 1)) if hole is None else hole, told[-1])
        unet = Unet(path)
        theirs = unet.score(x, sigma, 0, hole, *(array if array is None else array.astype(float) for array in told))
        found = np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)
        print(f"# off by {found:.2g}")
        assert found <= TOLERANCE, found
        other = unet.score(x, sigma, 0, hole, *without)
        assert np.linalg.norm(other - theirs) > 0.01 * np.linalg.norm(theirs)


def sees_levels(height, width, hole):
    draw = np.random.default_rng(2)
    levels = 0.1 * np.exp(draw.normal(0, 0.5, (height, width, 1))).astype(np.float32)
    sigma = np.sqrt(np.mean(levels.astype(float) ** 2))
    x = draw.uniform(0, 1, (height, width, 3)).astype(np.float32)
    sees("noise_map", 1, hole, sigma, draw, x, (levels,), ())


def sees_view(mark):
    """A view, none, or the mark of a coarse picture, with which colours do not count."""
    draw = np.random.default_rng(4)
    x, view = draw.uniform(0, 1, (40, 48, 3)).astype(np.float32), draw.uniform(0, 1, (40, 48, 4)).astype(np.float32)
    view[..., 3] = mark
    other = np.zeros((40, 48, 4)) if mark else np.ones((40, 48, 4))
    sees("coarse", 4, None, 0.4, draw, x, (None, view), (None, other))


def preconditioned(kind):
    """The same weights under another preconditioning."""
    def change(header, _):
        config = json.loads(header["__metadata__"]["config"])
        header["__metadata__"]["config"] = json.dumps({**config, "precondition": kind})

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.safetensors"
        rewrite("digits", path, change)
        for sigma in (3, 0.1):
            found = error(path, 28, 28, sigma, 4)
            assert found <= TOLERANCE, (sigma, found)


def notices():
    """With γ and α exchanged on one side, in a single norm, the two differ."""
    def change(header, values):
        begin, _ = header["end.norm.bias"]["data_offsets"]
        third = header["end.norm.bias"]["shape"][0] // 3 * 4
        gamma, alpha = values[begin:begin + third], values[begin + third:begin + 2 * third]
        values[begin:begin + 2 * third] = alpha + gamma

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.safetensors"
        rewrite("digits", path, change)
        draw = np.random.default_rng(1)
        x = draw.uniform(0, 1, (28, 28, 1)).astype(np.float32)
        ours = our_score(path, x, 1.0, 3, None)
        theirs = Unet(models / "digits.safetensors").score(x, 1.0, 3)
        assert np.linalg.norm(ours - theirs) > 10 * TOLERANCE * np.linalg.norm(theirs)


def some_hole(height, width):
    hole = np.zeros((height, width, 1))
    hole[height // 4:height // 2, width // 8:width // 2] = 1
    return hole


support.tap([
    ("digits, class 7, σ 5", agrees, "digits", 28, 28, 5.0, 7),
    ("digits, class 0, σ 0.02", agrees, "digits", 28, 28, 0.02, 0),
    ("digits of another size", agrees, "digits", 20, 36, 0.5, 9),
    ("textures, a canvas", agrees, "textures", 64, 40, 2.0, 31),
    ("photo, nothing known", agrees, "photo", 64, 64, 0.3),
    ("photo, a hole", agrees, "photo", 64, 64, 1.0, 0, some_hole(64, 64)),
    ("photo, a hole, another size", agrees, "photo", 32, 48, 0.05, 0, some_hole(32, 48)),
    ("levels", sees_levels, 64, 64, None),
    ("levels and a hole", sees_levels, 32, 48, some_hole(32, 48)),
    ("a coarse view", sees_view, 1),
    ("no coarse view", sees_view, 0),
    ("a coarse picture", sees_view, -1),
    ("preconditioning “none”", preconditioned, "none"),
    ("preconditioning “sigma”", preconditioned, "sigma"),
    ("γ and α exchanged are noticed", notices),
])
