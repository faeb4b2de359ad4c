# SPDX-License-Identifier: GPL-3.0-or-later
"""The authors' networks in PyTorch, written from their description: CondRefineNetDilated (Song &
Ermon 2019, appendix A) and NCSNv2 (Song & Ermon 2020, appendix A), with the parameter names of the
authors' state dicts; also the losses and a chain of annealed Langevin dynamics.

Pictures are (N, C, H, W) in [0, 1] with even sides, `labels` (N) are positions in the ladder of
noise levels. All arithmetic has the type of the network's weights; network.double () is for 64
bits."""

import torch
from torch import nn
from torch.nn import functional as F

EPSILON = 1e-5  # of both normalisations


def sigma_ladder(begin, end, levels):
    """Geometric from `begin` to `end`, in 64 bits."""
    if levels == 1:
        return torch.tensor([begin], dtype=torch.float64)
    ends = torch.tensor([begin, end], dtype=torch.float64).log()
    return torch.linspace(float(ends[0]), float(ends[1]), levels, dtype=torch.float64).exp()


def instance_norm_plus(x, gamma, alpha, beta):
    """γ ((x - μ)/s + α (μ - m)/v) + β: μ, s² over the pixels of a channel, m, v² (unbiased) of the
    μ over the channels."""
    mean = x.mean((2, 3), keepdim=True)
    variance = x.var((2, 3), keepdim=True, unbiased=False)
    means_mean = mean.mean(1, keepdim=True)
    means_variance = mean.var(1, keepdim=True, unbiased=True)
    contrast = (mean - means_mean) / (means_variance + EPSILON).sqrt()
    normal = (x - mean) / (variance + EPSILON).sqrt()
    return gamma * (normal + alpha * contrast) + beta


class TableNorm(nn.Module):
    """Conditional instance normalisation ++: a row of γ, α, β for every noise level."""

    def __init__(self, channels, levels):
        super().__init__()
        self.embed = nn.Embedding(levels, 3 * channels)
        with torch.no_grad():
            self.embed.weight[:, :2 * channels].normal_(1, 0.02)
            self.embed.weight[:, 2 * channels:].zero_()

    def forward(self, x, labels):
        return instance_norm_plus(x, *self.embed(labels)[:, :, None, None].chunk(3, dim=1))


class VectorNorm(nn.Module):
    """Instance normalisation ++ with one γ, α, β for all levels."""

    def __init__(self, channels):
        super().__init__()
        self.alpha = nn.Parameter(torch.empty(channels).normal_(1, 0.02))
        self.gamma = nn.Parameter(torch.empty(channels).normal_(1, 0.02))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x, labels):
        return instance_norm_plus(x, *(p[:, None, None] for p in (self.gamma, self.alpha, self.beta)))


def conv(before, after, kernel=3, dilation=1, bias=True):
    return nn.Conv2d(before, after, kernel, padding=dilation * (kernel // 2), dilation=dilation,
                     bias=bias)


class MeanPooled(nn.Module):
    """A convolution at full resolution, then 2 × 2 means."""

    def __init__(self, before, after, kernel):
        super().__init__()
        self.conv = conv(before, after, kernel)

    def forward(self, x):
        return F.avg_pool2d(self.conv(x), 2)


class Residual(nn.Module):
    """A residual block: norm, ELU, convolution, twice, plus the identity."""

    def __init__(self, before, after, norm, dilation=1):
        super().__init__()
        self.normalize1, self.normalize2 = norm(before), norm(before)
        self.conv1 = conv(before, before, dilation=dilation)
        self.conv2 = conv(before, after, dilation=dilation)
        self.shortcut = nn.Identity()

    def forward(self, x, labels):
        h = self.conv1(F.elu(self.normalize1(x, labels)))
        h = self.conv2(F.elu(self.normalize2(h, labels)))
        return h + self.shortcut(x)


class HalvingResidual(Residual):
    """A residual block that halves the size and doubles the channels, on both of its paths."""

    def __init__(self, before, after, norm):
        super().__init__(before, after, norm)
        self.conv2 = MeanPooled(before, after, 3)
        self.shortcut = MeanPooled(before, after, 1)


class DilatedResidual(Residual):
    """The first residual block of a dilated stage, whose shortcut is a dilated convolution too."""

    def __init__(self, before, after, norm, dilation):
        super().__init__(before, after, norm, dilation)
        self.shortcut = conv(before, after, dilation=dilation)


class Units(nn.Module):
    """Residual convolution units: x plus `stages` times norm, ELU, convolution, `blocks` times."""

    def __init__(self, channels, blocks, stages, norm):
        super().__init__()
        self.names = [[f"{block + 1}_{stage + 1}" for stage in range(stages)]
                      for block in range(blocks)]
        for name in sum(self.names, []):
            if norm:
                self.add_module(f"{name}_norm", norm(channels))
            self.add_module(f"{name}_conv", conv(channels, channels, bias=False))
        self.norm = norm is not None

    def forward(self, x, labels):
        for block in self.names:
            h = x
            for name in block:
                if self.norm:
                    h = getattr(self, f"{name}_norm")(h, labels)
                h = getattr(self, f"{name}_conv")(F.elu(h))
            x = x + h
        return x


def resized(x, height, width):
    """Bilinear resizing with aligned corners."""
    if x.shape[2:] == (height, width):
        return x
    return F.interpolate(x, (height, width), mode="bilinear", align_corners=True)


class Fusion(nn.Module):
    """Multi-resolution fusion: the sum of resized convolutions, at the size of the first input."""

    def __init__(self, inputs, channels, norm):
        super().__init__()
        self.convs = nn.ModuleList(conv(before, channels) for before in inputs)
        self.norms = nn.ModuleList(norm(before) for before in inputs) if norm else None

    def forward(self, inputs, labels):
        total = 0
        for i, x in enumerate(inputs):
            h = self.convs[i](self.norms[i](x, labels) if self.norms else x)
            total = total + resized(h, *map(int, inputs[0].shape[2:]))
        return total


class Pooling(nn.Module):
    """Chained residual pooling over 5 × 5 windows: means (with the padding counted) after a norm, or
    maxima without."""

    def __init__(self, channels, norm):
        super().__init__()
        self.convs = nn.ModuleList(conv(channels, channels, bias=False) for _ in range(2))
        self.norms = nn.ModuleList(norm(channels) for _ in range(2)) if norm else None

    def forward(self, x, labels):
        x = path = F.elu(x)
        for i, layer in enumerate(self.convs):
            if self.norms:
                path = F.avg_pool2d(self.norms[i](path, labels), 5, stride=1, padding=2)
            else:
                path = F.max_pool2d(path, 5, stride=1, padding=2)
            path = layer(path)
            x = x + path
        return x


class Refine(nn.Module):
    def __init__(self, inputs, channels, norm, last=False):
        super().__init__()
        self.adapt_convs = nn.ModuleList(Units(before, 2, 2, norm) for before in inputs)
        if len(inputs) > 1:
            self.msf = Fusion(inputs, channels, norm)
        self.crp = Pooling(channels, norm)
        self.output_convs = Units(channels, 3 if last else 1, 2, norm)

    def forward(self, inputs, labels):
        inputs = [adapt(x, labels) for adapt, x in zip(self.adapt_convs, inputs)]
        x = self.msf(inputs, labels) if len(inputs) > 1 else inputs[0]
        return self.output_convs(self.crp(x, labels), labels)


class RefineNet(nn.Module):
    """The parts that both networks share. norm: of residual blocks and of the end; refine_norm: of
    the RefineNet blocks, or None."""

    def __init__(self, channels, n, norm, refine_norm):
        super().__init__()
        self.begin_conv = conv(channels, n)
        self.res1 = nn.ModuleList([Residual(n, n, norm), Residual(n, n, norm)])
        self.res2 = nn.ModuleList([HalvingResidual(n, 2 * n, norm), Residual(2 * n, 2 * n, norm)])
        self.res3 = nn.ModuleList([DilatedResidual(2 * n, 2 * n, norm, 2),
                                   Residual(2 * n, 2 * n, norm, 2)])
        self.res4 = nn.ModuleList([DilatedResidual(2 * n, 2 * n, norm, 4),
                                   Residual(2 * n, 2 * n, norm, 4)])
        self.refine1 = Refine([2 * n], 2 * n, refine_norm)
        self.refine2 = Refine([2 * n, 2 * n], 2 * n, refine_norm)
        self.refine3 = Refine([2 * n, 2 * n], n, refine_norm)
        self.refine4 = Refine([n, n], n, refine_norm, last=True)
        self.normalizer = norm(n)
        self.end_conv = conv(n, channels)

    def output(self, x, labels):
        h, stages = self.begin_conv(2 * x - 1), []
        for stage in (self.res1, self.res2, self.res3, self.res4):
            for block in stage:
                h = block(h, labels)
            stages.append(h)
        h = self.refine1([stages[3]], labels)
        h = self.refine2([stages[2], h], labels)
        h = self.refine3([stages[1], h], labels)
        h = self.refine4([stages[0], h], labels)
        return self.end_conv(F.elu(self.normalizer(h, labels)))


class CondRefineNetDilated(RefineNet):
    """NCSN's network, whose output is the score."""

    def __init__(self, channels, ngf, levels):
        def norm(width):
            return TableNorm(width, levels)

        super().__init__(channels, ngf, norm, norm)

    def forward(self, x, labels):
        return self.output(x, labels)


class NCSNv2(RefineNet):
    """NCSNv2's network: the score is the output divided by σ, and nothing else depends on σ."""

    def __init__(self, channels, ngf, sigmas):
        super().__init__(channels, ngf, VectorNorm, None)
        self.register_buffer("sigmas", torch.as_tensor(sigmas, dtype=torch.float32))

    def forward(self, x, labels):
        return self.output(x, labels) / per_picture(self.sigmas, labels)


def per_picture(sigmas, labels):
    return sigmas[labels][:, None, None, None]


def dsm_loss(network, x, labels, sigmas, z):
    """mean ½ ‖s(x + σz, σ) + z/σ‖² σ² over the batch (Song & Ermon 2019, eq. 5)."""
    sigma = per_picture(sigmas, labels)
    difference = network(x + sigma * z, labels) + z / sigma
    return (0.5 * sigma ** 2 * difference ** 2).sum((1, 2, 3)).mean()


def ssm_vr_loss(network, x, labels, sigmas, z, v):
    """mean (½ ‖s‖² + vᵀ∇(vᵀs)) σ² at x + σz (Song et al. 2019, eq. 8)."""
    sigma = per_picture(sigmas, labels)
    noisy = (x + sigma * z).requires_grad_()
    score = network(noisy, labels)
    slope, = torch.autograd.grad((score * v).sum(), noisy, create_graph=True)
    return (sigma ** 2 * (0.5 * score ** 2 + slope * v)).sum((1, 2, 3)).mean()


@torch.no_grad()
def annealed_langevin(network, x, levels, steps, epsilon, sigmas, noise):
    """The states after every step of x ← x + (α/2) s + √α z, α = ε σ²/σ_L², with z from `noise`."""
    states, k = [], 0
    for level in levels:
        alpha = epsilon * (sigmas[level] / sigmas[-1]) ** 2
        for _ in range(steps):
            score = network(x, torch.full((x.shape[0],), int(level)))
            x = x + alpha / 2 * score + alpha.sqrt() * noise[k:k + 1]
            states.append(x)
            k += 1
    return torch.cat(states)
