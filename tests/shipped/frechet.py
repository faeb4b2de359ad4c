# SPDX-License-Identifier: GPL-3.0-or-later
"""How far two sets of pictures are apart in the features that the classifier reads digits from: the Fréchet
distance between Gaussians of their means and covariances, |m - n|² + tr(C + D - 2 (C D)^½), as Heusel et
al. 2017 take it with a network of photographs. Smaller sets are further away from any other."""

import numpy
import torch


def features(model, pictures):
    """What the last layer of the classifier sees of pictures (N, 28, 28): (N, 128)."""
    x = torch.from_numpy(numpy.ascontiguousarray(pictures, numpy.float32)).unsqueeze(1)
    with torch.no_grad():
        return torch.cat([model[:-1](part) for part in x.split(1000)]).numpy().astype(float)


def distance(some, others):
    """Between features (N, D) and (M, D)."""
    difference = some.mean(axis=0) - others.mean(axis=0)
    covariance, other = numpy.cov(some.T), numpy.cov(others.T)
    values, vectors = numpy.linalg.eigh(covariance)
    root = vectors * numpy.sqrt(values.clip(0)) @ vectors.T
    common = numpy.sqrt(numpy.linalg.eigvalsh(root @ other @ root).clip(0)).sum()
    return float(difference @ difference + numpy.trace(covariance) + numpy.trace(other) - 2 * common)
