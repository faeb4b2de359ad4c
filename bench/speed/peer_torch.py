# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker of the bench for PyTorch (protocol.py).

usage: peer_torch.py ORDER (cases.py), as JSON

Settings: `threads` of OpenMP; `blas`, the threads of matrix products; `layout` of the pictures in memory;
`engine`, eager, or traced, frozen and optimised for inference; `pictures`, how many a training step
evaluates at once before it adds up the gradients; `keep`, whether freed memory stays with the process."""

import ctypes
import json
import sys
import warnings

import numpy as np
import torch

import protocol
import twins

LAYOUTS = {"planes": torch.contiguous_format, "channels last": torch.channels_last}
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's mallopt
EMA = 0.999


def use(settings):
    torch.set_num_threads(settings["threads"])
    try:
        ctypes.CDLL("libopenblas.so.0").openblas_set_num_threads(settings["blas"])
    except (OSError, AttributeError):
        pass  # PyTorch uses another library, whose threads are OpenMP's
    kept = 2 ** 30 if settings["keep"] else 128 * 1024
    libc = ctypes.CDLL(None)
    libc.mallopt(M_MMAP_THRESHOLD, kept)
    libc.mallopt(M_TRIM_THRESHOLD, kept)


class Evaluate:
    def __init__(self, order, settings):
        use(settings)
        layout = LAYOUTS[settings["layout"]]
        twin, x = twins.load(order)
        self.module = twin.module.eval().requires_grad_(False).to(memory_format=layout)
        self.inputs = (x.contiguous(memory_format=layout), *twin.conditions(len(x), order["sigma"]))
        if settings["engine"] == "frozen":
            torch._C._jit_set_texpr_fuser_enabled(False)  # without LLVM the fuser interprets loops
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about sizes that become constants, which is intended
                traced = torch.jit.trace(self.module, self.inputs, check_trace=False)
                self.module = torch.jit.optimize_for_inference(torch.jit.freeze(traced))

    def run(self):
        with torch.inference_mode():
            self.y = self.module(*self.inputs)

    def output(self):
        return twins.as_ours(self.y)


class Gradient:
    """Only to compare outputs: for given pictures and noise, the gradients in the order of our file."""

    def __init__(self, order, settings):
        use(settings)
        self.twin, self.x = twins.load(order)
        n, h, w, c = order["shape"]
        z = np.fromfile(order["input"], np.float32)[n * h * w * c:]
        self.z = torch.from_numpy(z.reshape(n, h, w, c).transpose(0, 3, 1, 2).copy())
        self.sigma = torch.full((n,), order["sigma"])
        self.conditions = self.twin.conditions(n, order["sigma"])

    def run(self):
        self.twin.module.zero_grad()
        self.twin.loss(self.x, self.z, self.sigma, self.conditions).backward()

    def output(self):
        return np.concatenate([self.laid_out(p) for p in self.twin.parameters])

    def laid_out(self, parameter):
        """A parameter's gradient in the layout of our file."""
        g = parameter.grad
        if g.dim() == 4:
            g = g.permute(2, 3, 1, 0)
        elif parameter in self.linear():
            g = g.t()
        return g.reshape(-1).numpy()

    def linear(self):
        return {m.weight for m in self.twin.module.modules() if isinstance(m, torch.nn.Linear)}


class Train:
    def __init__(self, order, settings):
        use(settings)
        layout = LAYOUTS[settings["layout"]]
        self.twin, x = twins.load(order)
        self.twin.module.train().to(memory_format=layout)
        self.x = x.contiguous(memory_format=layout)
        self.slice = min(settings["pictures"], len(x))
        self.weights = list(self.twin.module.parameters())
        self.average = [w.detach().clone() for w in self.weights]
        self.adam = torch.optim.Adam(self.weights, lr=1e-4, fused=True)

    def run(self):
        self.adam.zero_grad(set_to_none=True)
        for x in self.x.split(self.slice):
            sigma, conditions = self.twin.draw(len(x))
            loss = self.twin.loss(x, torch.randn_like(x), sigma, conditions)
            (loss * (len(x) / len(self.x))).backward()
        self.adam.step()
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.weights, 1 - EMA)
        if not loss.isfinite():
            sys.exit("The loss is not finite.")


KINDS = {"evaluate": Evaluate, "conv": Evaluate, "gradient": Gradient, "train": Train}


def main():
    order = json.loads(sys.argv[1])
    batch = order["shape"][0]
    counts = protocol.thread_counts()
    choices = {"threads": counts, "blas": sorted({1, max(counts)}), "layout": list(LAYOUTS), "keep": [False, True]}
    if order["kind"] == "train":
        choices["pictures"] = [batch, 16] if batch > 16 else [batch]
    else:
        choices["engine"] = ["eager", "frozen"]
    protocol.serve(lambda settings: KINDS[order["kind"]](order, settings), choices)


main()
