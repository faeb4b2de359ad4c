# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker of the bench for ONNX Runtime (protocol.py).

usage: peer_ort.py ORDER (cases.py), as JSON, with an ONNX file for each form of the normalisation (export.py)

Settings: `threads` within an operation; `form` of the normalisation; `provider` of operations."""

import contextlib
import json
import os
import sys

import numpy as np
import onnxruntime

import protocol


@contextlib.contextmanager
def quiet():
    """Suppresses the hundreds of lines that oneDNN's provider writes when it is loaded."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


class Evaluate:
    def __init__(self, order, settings):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings["threads"]
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        providers = [settings["provider"], "CPUExecutionProvider"]
        path = order["onnx"][settings["form"]]
        with quiet():
            self.session = onnxruntime.InferenceSession(path, options,
                                                        list(dict.fromkeys(providers)))
        with np.load(f"{path}.npz") as conditions:
            self.feed = dict(conditions)
        n, h, w, c = order["shape"]
        x = np.fromfile(order["input"], np.float32, n * h * w * c).reshape(n, h, w, c)
        self.feed["x"] = np.ascontiguousarray(x.transpose(0, 3, 1, 2))

    def run(self):
        self.y, = self.session.run(None, self.feed)

    def output(self):
        return np.ascontiguousarray(self.y.transpose(0, 2, 3, 1))


def main():
    order = json.loads(sys.argv[1])
    extra = set(onnxruntime.get_available_providers()) & {"DnnlExecutionProvider"}
    choices = {"threads": protocol.thread_counts(), "form": list(order["onnx"]),
               "provider": ["CPUExecutionProvider", *extra]}
    protocol.serve(lambda settings: Evaluate(order, settings), choices)


main()
