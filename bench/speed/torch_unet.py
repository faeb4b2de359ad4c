# SPDX-License-Identifier: GPL-3.0-or-later
"""The U-Net of core/model/unet.c in PyTorch, with the parameter names of its model files.

Pictures are (N, C, H, W)."""

import math

import torch
from torch import nn
from torch.nn import functional as F

import torch_norm

SLOWEST, FASTEST = 0.2, 8.0  # frequencies of the embedding of ln σ (core/nn/blocks.c)
HEAD_CHANNELS = 64


class Norm(nn.Linear):
    """Normalisation ++ whose γ, α, β are an affine function of the embedding."""

    form = staticmethod(torch_norm.by_moments)

    def __init__(self, channels, width):
        super().__init__(width, 3 * channels)

    def forward(self, x, embedding):
        return self.form(x, *super().forward(embedding)[:, :, None, None].chunk(3, dim=1))


class Residual(nn.Module):
    def __init__(self, before, after, width):
        super().__init__()
        self.norm1, self.norm2 = Norm(before, width), Norm(after, width)
        self.conv1 = nn.Conv2d(before, after, 3, padding=1)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1)
        self.shortcut = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x, embedding):
        h = self.conv1(F.silu(self.norm1(x, embedding)))
        return self.shortcut(x) + self.conv2(F.silu(self.norm2(h, embedding)))


class Attention(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.heads = channels // HEAD_CHANNELS if channels % HEAD_CHANNELS == 0 else 1
        self.norm = Norm(channels, width)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, x, embedding):
        n, c, height, width = x.shape
        qkv = self.qkv(self.norm(x, embedding))
        q, k, v = qkv.reshape(n, 3, self.heads, c // self.heads, height * width).transpose(3, 4).unbind(1)
        h = F.scaled_dot_product_attention(q, k, v).transpose(2, 3)
        return x + self.out(h.reshape(n, c, height, width))


class Stage(Residual):
    """A residual block, followed by attention on levels that have it."""

    def __init__(self, before, after, width, attention):
        super().__init__(before, after, width)
        if attention:
            self.attention = Attention(after, width)
        self.attends = attention

    def forward(self, x, embedding):
        x = super().forward(x, embedding)
        return self.attention(x, embedding) if self.attends else x


class Embedding(nn.Module):
    """Embeds ln σ and, in conditional models, the class into one vector."""

    def __init__(self, base_channels, classes):
        super().__init__()
        width = 4 * base_channels
        self.linear1, self.linear2 = nn.Linear(base_channels, width), nn.Linear(width, width)
        if classes:
            self.add_module("class", nn.Embedding(classes, width))
        position = torch.linspace(0, 1, base_channels // 2, dtype=torch.float64)
        rates = SLOWEST * (FASTEST / SLOWEST) ** position
        self.register_buffer("rates", rates.float(), persistent=False)

    def forward(self, sigma, classes):
        phase = torch.log(sigma)[:, None] * self.rates
        h = self.linear1(torch.cat([phase.sin(), phase.cos()], dim=1))
        if classes is not None:
            h = h + getattr(self, "class")(classes)
        return F.silu(self.linear2(F.silu(h)))


class Network(nn.Module):
    """F (c_in x', ln σ)."""

    def __init__(self, config):
        super().__init__()
        base_channels, classes = config["features"], config["classes"]
        self.blocks, width = config["blocks"], 4 * base_channels
        levels = [base_channels * m for m in config["multipliers"]]
        attends = [config["height"] >> i in config["attention"] for i in range(len(levels))]
        self.embedding = Embedding(base_channels, classes)
        self.begin = nn.Conv2d(config["channels"], base_channels, 3, padding=1)
        x, skips, self.down = base_channels, [base_channels], nn.ModuleList()
        for after, attention in zip(levels, attends):
            stages = nn.ModuleList()
            for _ in range(self.blocks):
                stages.append(Stage(x, after, width, attention))
                x = after
                skips.append(x)
            self.down.append(stages)
            skips.append(x)  # the halved picture
        skips.pop()  # the last level is not halved
        self.middle = nn.ModuleDict({"0": Residual(x, x, width), "attention": Attention(x, width),
                                     "1": Residual(x, x, width)})
        up = []
        for after, attention in zip(levels[::-1], attends[::-1]):
            stages = nn.ModuleList()
            for _ in range(self.blocks + 1):
                stages.append(Stage(x + skips.pop(), after, width, attention))
                x = after
            up.append(stages)
        self.up = nn.ModuleList(up[::-1])
        self.end = nn.ModuleDict({"norm": Norm(x, width),
                                  "conv": nn.Conv2d(x, config["channels"], 3, padding=1)})

    def forward(self, x, sigma, classes):
        embedding = self.embedding(sigma, classes)
        x = self.begin(x)
        skips = [x]
        for level, stages in enumerate(self.down):
            for stage in stages:
                x = stage(x, embedding)
                skips.append(x)
            if level + 1 < len(self.down):
                x = F.avg_pool2d(x, 2)
                skips.append(x)
        for name in ("0", "attention", "1"):
            x = self.middle[name](x, embedding)
        for level in reversed(range(len(self.up))):
            for stage in self.up[level]:
                x = stage(torch.cat([x, skips.pop()], dim=1), embedding)
            if level > 0:
                x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.end["conv"](F.silu(self.end["norm"](x, embedding)))


class Unet(nn.Module):
    """The score a x' + b F (c_in x', ln σ), x' = x - mean (core/model/score-graph.c). sigma: (N);
    classes: (N) or None."""

    def __init__(self, config):
        super().__init__()
        self.network = Network(config)
        self.kind, self.mean = config["precondition"], config["data_mean"]
        self.variance = config["data_sigma"] ** 2

    def coefficients(self, sigma):
        if self.kind == "edm":
            total = sigma ** 2 + self.variance
            return total.rsqrt(), -1 / total, math.sqrt(self.variance) / (sigma * total.sqrt())
        one = torch.ones_like(sigma)
        return one, 0 * sigma, 1 / sigma if self.kind == "sigma" else one

    def weight(self, sigma):
        """λ(σ) of the objective."""
        if self.kind == "edm":
            return sigma ** 2 * (sigma ** 2 + self.variance) / self.variance
        return sigma ** 2

    def forward(self, x, sigma, classes=None):
        c_in, a, b = (k[:, None, None, None] for k in self.coefficients(sigma))
        x = x - self.mean
        return a * x + b * self.network(c_in * x, sigma, classes)
