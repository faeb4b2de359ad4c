# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the order of a case (cases.py): its model, its input and its ONNX files. They stay in a folder
between runs of the bench."""

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np

import workers
from cases import DIGITS, MODELS

HERE = Path(__file__).parent
SIGMA = 0.01 ** (3 / 9)  # the fourth of ten levels from 1 to 0.01
CHECKED = 4  # pictures of a training step whose gradient is compared


class Orders:
    def __init__(self, folder, program, simd=None):
        self.folder, self.program, self.simd = Path(folder), program, simd
        self.folder.mkdir(parents=True, exist_ok=True)
        self.digests = {}  # of source files, by path

    def model(self, name):
        """The model's file. Models of random weights are made again after the library has changed."""
        if name == DIGITS[0]:
            return HERE.parents[1] / "models" / "digits.safetensors"
        path = self.folder / f"{name}.safetensors"
        if not path.exists() or path.stat().st_mtime < self.program.stat().st_mtime:
            subprocess.run([self.program, "make", *map(str, MODELS[name]), path], check=True)
        return path

    def input(self, case):
        """Writes the input: uniform pixels with noise of SIGMA, then the other numbers that the kind needs."""
        n, h, w, c = case.shape
        random = np.random.default_rng(1)
        values = [random.uniform(0, 1, n * h * w * c) + random.normal(0, SIGMA, n * h * w * c)]
        if case.kind == "conv":
            outputs, kernel, _ = case.what
            fan_in = kernel * kernel * c
            values += [random.normal(0, fan_in ** -0.5, fan_in * outputs), random.normal(0, 1, outputs)]
        elif case.kind == "gradient":
            values.append(random.normal(0, 1, n * h * w * c))
        path = self.folder / f"{case.name}-{case.kind}.input"
        np.concatenate(values).astype(np.float32).tofile(path)
        return path

    def order(self, case):
        arguments = case.what if case.kind == "conv" else (str(self.model(case.what[0])),)
        return {"kind": case.kind, "arguments": arguments, "shape": case.shape, "sigma": SIGMA,
                "input": str(self.input(case)), "onnx": {}, "simd": self.simd}

    def export(self, case, order):
        """The order, with ONNX files where ONNX Runtime takes part, and the floating-point operations of a run."""
        key = self.key(case, order)
        known = self.folder / f"{case.name}.json"
        forms = {"evaluate": ("moments", "instance"), "conv": ("moments",)}.get(case.kind, ())
        order = {**order, "onnx": {form: str(self.folder / f"{case.name}-{form}.onnx")
                                   for form in forms}}
        if known.exists():
            entry = json.loads(known.read_text())
            if entry["key"] == key:
                return order, entry["operations"]
        operations = workers.export(order)
        known.write_text(json.dumps({"key": key, "operations": operations}))
        return order, operations

    def key(self, case, order):
        """A hash of everything that an export depends on."""
        path = order["input"] if case.kind == "conv" else order["arguments"][0]
        sources = [path, HERE.parents[1] / "tests" / "vectors" / "refinenet.py",
                   *(HERE / f"{name}.py" for name in ("export", "torch_norm", "torch_unet", "twins"))]
        total = hashlib.sha256(repr(case).encode())
        for source in map(str, sources):
            if source not in self.digests:
                self.digests[source] = hashlib.sha256(Path(source).read_bytes()).digest()
            total.update(self.digests[source])
        return total.hexdigest()
