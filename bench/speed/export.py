# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a case as ONNX files, one for each form of the normalisation, and counts its operations.

usage: export.py ORDER (cases.py), as JSON

Prints the floating-point operations of one run: 2 for each multiplication in the direct form of the
convolutions, in the linear layers and in the products of attention. A training step counts forward and
backward, other cases forward only."""

import json
import sys

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import twins


def export(twin, x, conditions, path):
    names = ["x", *(f"condition{i}" for i in range(len(conditions)))]
    torch.onnx.export(twin.module.eval(), (x, *conditions), path, opset_version=17,
                      input_names=names, dynamo=False)
    np.savez(f"{path}.npz", **{name: c.numpy() for name, c in zip(names[1:], conditions)})


def count(order):
    """Uses tensors on the device "meta", which have shapes but no numbers."""
    twin, x = twins.load(order)
    module, x = twin.module.to("meta"), x.to("meta")
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        if order["kind"] == "train":
            sigma, conditions = twin.draw(len(x))
            twin.loss(x, x, sigma.to("meta"), [c.to("meta") for c in conditions]).backward()
        else:
            module(x, *(c.to("meta") for c in twin.conditions(len(x), order["sigma"])))
    return counter.get_total_flops()


def main():
    order = json.loads(sys.argv[1])
    for form, path in order["onnx"].items():
        twin, x = twins.load(order, form)
        export(twin, x, twin.conditions(len(x), order["sigma"]), path)
    print(count(order))


main()
