# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads our model files into PyTorch modules, the twins of our networks."""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

import torch_norm
from torch_unet import Norm, Unet

sys.path.append(str(Path(__file__).parents[2] / "tests" / "vectors"))
import refinenet  # noqa: E402, the authors' networks in PyTorch


def read(path):
    """(configuration, tensors by name in the order of the file)."""
    data = Path(path).read_bytes()
    length, = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    config = json.loads(header.pop("__metadata__")["config"])
    tensors = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        count = int(np.prod(entry["shape"]))
        values = np.frombuffer(data, np.float32, count, 8 + length + entry["data_offsets"][0])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return config, tensors


def suited(tensor, wanted):
    """Transposes (kh, kw, in, out) to PyTorch's (out, in, kh, kw), or (out, in) for linear layers."""
    if tensor.dim() < 4:
        return tensor
    tensor = tensor.permute(3, 2, 0, 1)
    return tensor[:, :, 0, 0] if len(wanted) == 2 else tensor


class Model:
    """A network and its conditions: module (x, *conditions) is the score."""

    def __init__(self, path, form="moments"):
        self.config, tensors = read(path)
        self.names = list(tensors)
        Norm.form = staticmethod(torch_norm.FORMS[form])
        # γ, α, β have the shape (N, C, 1, 1) there too; the form of the paper needs many more passes.
        refinenet.instance_norm_plus = torch_norm.FORMS[form]
        if self.config["network"] == "unet":
            self.module = Unet(self.config)
        else:
            ladder = self.config["ladder"]
            self.sigmas = refinenet.sigma_ladder(ladder["sigma_begin"], ladder["sigma_end"],
                                                 ladder["levels"]).float()
            self.module = refinenet.CondRefineNetDilated(self.config["channels"],
                                                         self.config["features"], ladder["levels"])
        inner = self.module.network if self.config["network"] == "unet" else self.module
        wanted = inner.state_dict()
        inner.load_state_dict({name: suited(t, wanted[name].shape) for name, t in tensors.items()})
        self.parameters = [dict(inner.named_parameters())[name] for name in tensors]

    def classes(self, n):
        count = self.config.get("classes", 0)
        return (torch.arange(n) % count,) if count else ()

    def conditions(self, n, sigma):
        """The other arguments of the module besides x, for one noise level."""
        if self.config["network"] == "unet":
            return (torch.full((n,), sigma), *self.classes(n))
        place = int((self.sigmas - sigma).abs().argmin())
        return (torch.full((n,), place),)

    def draw(self, n):
        """(noise levels drawn as in training, their conditions)."""
        if self.config["network"] == "unet":
            sigma = torch.exp(-1.2 + 1.4 * torch.randn(n))
            return sigma, (sigma, *self.classes(n))
        places = torch.randint(len(self.sigmas), (n,))
        return self.sigmas[places], (places,)

    def loss(self, x, z, sigma, conditions):
        """mean λ/2 ‖s + z/σ‖²"""
        weight = self.module.weight(sigma) if self.config["network"] == "unet" else sigma ** 2
        level = sigma[:, None, None, None]
        difference = self.module(x + level * z, *conditions) + z / level
        return ((difference * difference).sum((1, 2, 3)) * (0.5 * weight)).mean()


class Convolution:
    """One layer; `values` are its weights (k, k, in, out), then its bias."""

    def __init__(self, inputs, outputs, kernel, dilation, values):
        self.module = nn.Conv2d(inputs, outputs, kernel, dilation=dilation,
                                padding=dilation * (kernel // 2))
        weight, bias = np.split(values, [kernel * kernel * inputs * outputs])
        weight = weight.reshape(kernel, kernel, inputs, outputs).transpose(3, 2, 0, 1)
        with torch.no_grad():
            self.module.weight.copy_(torch.from_numpy(weight.copy()))
            self.module.bias.copy_(torch.from_numpy(bias.copy()))

    def conditions(self, n, sigma):
        return ()


def load(order, form="moments"):
    """(the module of an order (cases.py), its pictures (N, C, H, W))."""
    n, h, w, c = order["shape"]
    values = np.fromfile(order["input"], np.float32)
    pictures, rest = np.split(values, [n * h * w * c])
    x = torch.from_numpy(pictures.reshape(n, h, w, c).transpose(0, 3, 1, 2).copy())
    if order["kind"] == "conv":
        return Convolution(c, *order["arguments"], rest), x
    return Model(order["arguments"][0], form), x


def as_ours(y):
    """Transposes (N, C, H, W) to float32 (N, H, W, C)."""
    return np.ascontiguousarray(y.detach().permute(0, 2, 3, 1).float().numpy())
