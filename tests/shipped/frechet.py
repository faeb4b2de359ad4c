# SPDX-License-Identifier: GPL-3.0-or-later
"""The Fréchet distance between two sets of pictures in the classifier's features (Heusel et al. 2017, there with a
network for photographs): with means m, n and covariances C, D of the features, |m - n|² + tr(C + D - 2 (C D)^½).
Smaller sets have larger distances from any other."""

import numpy
import torch


def features(model, pictures):
    """The inputs of the classifier's last layer for pictures (N, 28, 28): (N, 128)."""
    x = torch.from_numpy(numpy.ascontiguousarray(pictures, numpy.float32)).unsqueeze(1)
    with torch.no_grad():
        return torch.cat([model[:-1](part) for part in x.split(1000)]).numpy().astype(float)


def distance(some, others):
    """The distance between features (N, D) and (M, D)."""
    difference = some.mean(axis=0) - others.mean(axis=0)
    covariance, other = numpy.cov(some.T), numpy.cov(others.T)
    values, vectors = numpy.linalg.eigh(covariance)
    root = vectors * numpy.sqrt(values.clip(0)) @ vectors.T
    common = numpy.sqrt(numpy.linalg.eigvalsh(root @ other @ root).clip(0)).sum()
    return float(difference @ difference + numpy.trace(covariance) + numpy.trace(other) - 2 * common)
