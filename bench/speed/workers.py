# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts worker processes and talks to them by the line protocol of bench/speed/worker.c."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# These variables would keep OpenBLAS from using the fastest kernels of this machine.
FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
# Variables that limit the peers' libraries, and their values for the kinds of processor of NCSN_SIMD, widest
# vectors first.
# oneDNN has nothing below SSE4.1; the OpenBLAS kernels for SSE4.1 are those of Nehalem.
PEERS = ("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE")
LIMITS = {
    "avx512": ("avx512", "AVX512_CORE", "SkylakeX"),
    "avx2": ("avx2", "AVX2", "Haswell"),
    "neon": ("default", "ADVANCED_SIMD", "ARMV8"),
    "baseline": ("default", "SSE41", "Nehalem"),
}
# Variables that limit PyTorch or our library when --simd is not given.
LIMITING = ("NCSN_SIMD", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")


def limits(simd):
    """The variables that limit a process to one kind of processor."""
    return {"NCSN_SIMD": simd, **dict(zip(PEERS, LIMITS[simd]))}


def environment(simd=None):
    """The environment of a process, with or without a limit."""
    own = {name: value for name, value in os.environ.items() if name not in FORCED}
    return {**own, **limits(simd)} if simd else own


class Worker:
    def __init__(self, command, simd=None):
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        env=environment(simd))

    def ask(self, line):
        try:
            print(line, file=self.process.stdin, flush=True)
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if not answer:
            sys.exit(f"bench: a worker ended at “{line}”: {' '.join(self.process.args)}")
        return answer

    def run(self, times=1):
        """Mean milliseconds of a run, over `times` runs."""
        return float(self.ask(f"run {times}"))

    def output(self):
        import numpy as np
        with tempfile.NamedTemporaryFile() as file:
            self.ask(f"output {file.name}")
            return np.fromfile(file.name, np.float32)

    def peak(self):
        """Peak memory in MiB."""
        return float(self.ask("peak"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def ours(program, order, threads):
    """A process of our library, ready to run."""
    arguments = [*order["arguments"]]
    if order["kind"] in ("evaluate", "canvas", "gradient"):
        arguments.append(order["sigma"])
    return Worker([program, order["kind"], *arguments, *order["shape"], order["input"], threads],
                  order.get("simd"))


def peer(name, order, settings=None):
    """A process of PyTorch ("torch") or ONNX Runtime ("ort"), ready to run if settings are given."""
    simd = order.get("simd")
    worker = Worker([sys.executable, HERE / f"peer_{name}.py", json.dumps(order)], simd)
    if settings:
        worker.ask(f"prepare {json.dumps(settings)}")
    if simd:
        check(worker, simd)
    return worker


def check(worker, simd):
    """Ends the bench if a library of the peer reports that it does not obey its limit."""
    for variable, said in json.loads(worker.ask("limits")).items():
        wanted = limits(simd)[variable]
        if wanted.lower() not in said.lower().split():
            sys.exit(f"bench: {variable}={wanted} has no effect on {Path(worker.process.args[1]).name}: "
                     f"its library uses {said}.")


def best_settings(name, order):
    with peer(name, order) as worker:
        return json.loads(worker.ask("search"))


def export(order):
    """Writes the order's ONNX files and returns the operations of one run."""
    result = subprocess.run([sys.executable, HERE / "export.py", json.dumps(order)],
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{result.stderr}bench: PyTorch cannot export the case.")
    return int(result.stdout.splitlines()[-1])
