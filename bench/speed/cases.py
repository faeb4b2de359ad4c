# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of the bench.

An order describes a case to a worker. It is a dictionary of: `kind` (bench/speed/work.h) and its `arguments`;
`shape` (N, H, W, C); `sigma`; the file `input`; the files `onnx`, one for each form of the normalisation; and
`simd`, the kind of processor to which the process is limited, or None."""

from dataclasses import dataclass

# Models of random weights: network, base channels, side, channels, multipliers of the U-Net.
MODELS = {
    "ngf128": ("ncsn", 128, 32, 3, "-"),
    "ngf64": ("ncsn", 64, 28, 1, "-"),
    "unet64": ("unet", 32, 64, 3, "1,2,2,4"),
}
DIGITS = ("digits", 28, 1)  # the shipped model: name, side, channels


@dataclass(frozen=True)
class Case:
    name: str
    group: str  # sampling, training or convolution
    kind: str
    what: tuple  # a model's name; or output channels, kernel size and dilation of a convolution
    shape: tuple
    quick: bool = False


def network(model, batch, kind="evaluate", quick=False):
    group, prefix = ("training", "train-") if kind == "train" else ("sampling", "")
    side, channels = DIGITS[1:] if model == DIGITS[0] else MODELS[model][2:4]
    return Case(f"{prefix}{model}-b{batch}", group, kind, (model,), (batch, side, side, channels),
                quick)


def convolution(side, inputs, outputs, batch, kernel=3, dilation=1, quick=False):
    name = f"conv-{side}x{side}x{inputs}"
    name += f"-{outputs}" if outputs != inputs else ""
    name += "-1x1" if kernel == 1 else ""
    name += f"-dilation{dilation}" if dilation > 1 else ""
    return Case(f"{name}-b{batch}", "convolution", "conv", (outputs, kernel, dilation),
                (batch, side, side, inputs), quick)


CASES = [
    network("ngf128", 1),
    network("ngf128", 8),
    network("ngf64", 1, quick=True),
    network("ngf64", 16),
    network("digits", 1, quick=True),
    network("digits", 64),
    network("unet64", 1),
    network("unet64", 16, quick=True),
    network("unet64", 64),
    network("ngf128", 8, "train"),
    network("digits", 64, "train", quick=True),
    network("unet64", 64, "train"),
    convolution(32, 128, 128, 8, quick=True),
    convolution(64, 64, 64, 1),
    convolution(256, 64, 64, 1),
    convolution(16, 256, 256, 8, dilation=2),
    convolution(16, 256, 256, 8, dilation=4),
    convolution(32, 128, 256, 8, kernel=1),
    convolution(28, 32, 32, 16),
    convolution(14, 64, 64, 16),
    convolution(7, 64, 64, 16),
    convolution(64, 32, 32, 16),
    convolution(32, 64, 64, 16),
    convolution(16, 64, 64, 16),
    convolution(8, 128, 128, 16),
    convolution(64, 3, 32, 16),
    convolution(64, 32, 3, 16),
]
