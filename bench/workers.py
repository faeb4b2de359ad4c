# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that answer the line protocol of bench/worker.c."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# These would keep OpenBLAS, in whichever process, from the kernels that are this machine's fastest.
FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def environment():
    return {name: value for name, value in os.environ.items() if name not in FORCED}


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        env=environment())

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
        """Milliseconds of one run, out of `times`."""
        return float(self.ask(f"run {times}"))

    def output(self):
        import numpy as np
        with tempfile.NamedTemporaryFile() as file:
            self.ask(f"output {file.name}")
            return np.fromfile(file.name, np.float32)

    def peak(self):
        """MiB."""
        return float(self.ask("peak"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def ours(program, order, threads):
    arguments = [*order["arguments"]]
    if order["kind"] in ("evaluate", "gradient"):
        arguments.append(order["sigma"])
    return Worker([program, order["kind"], *arguments, *order["shape"], order["input"], threads])


def peer(name, order, settings=None):
    """A process of PyTorch ("torch") or ONNX Runtime ("ort"), ready to run if it has settings."""
    worker = Worker([sys.executable, HERE / f"peer_{name}.py", json.dumps(order)])
    if settings:
        worker.ask(f"prepare {json.dumps(settings)}")
    return worker


def best_settings(name, order):
    with peer(name, order) as worker:
        return json.loads(worker.ask("search"))


def export(order):
    """Writes the order's ONNX files and returns the operations of one run."""
    result = subprocess.run([sys.executable, HERE / "export.py", json.dumps(order)],
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{result.stderr}bench: PyTorch could not export the case.")
    return int(result.stdout.splitlines()[-1])
