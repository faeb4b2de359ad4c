# SPDX-License-Identifier: GPL-3.0-or-later
"""Contrast that sheets of patches keep, where the score of patches is exact.

usage: contrast.py

A row of pixels of variance 1, correlated by e^(-d/16) or e^(-d²/512) at the distance d, is drawn from patches of 64
pixels, whose grid moves. Everything is Gaussian, so the variance follows from the mean of the grids' precision
matrices:
 - side by side: patches as if they were independent;
 - overlaps: patches that share some pixels, minus the law of what they share, so that nothing counts twice (the
   approximation of Bethe and Kikuchi);
 - coarsely first: means of 4 pixels, which patches of 64 draw side by side; then patches given all of these means."""

import numpy as np

PATCH, LENGTH, COARSE = 64, 512, 4


def covariance(kind):
    steps = np.arange(LENGTH)
    distance = np.abs(steps[:, None] - steps)
    distance = np.minimum(distance, LENGTH - distance)  # a ring
    if kind == "exponential":
        return np.exp(-distance / 16)
    return np.exp(-distance ** 2 / 512) + 1e-4 * np.eye(LENGTH)


def places(size, start, length):
    return (start + np.arange(length)) % size


def grids(covariance_of_all, patch, step):
    """The mean over all offsets of the precision matrix of patches of these pixels, a step apart, without overlaps."""
    size, shared = len(covariance_of_all), patch - step
    mean = np.zeros((size, size))
    own = np.linalg.inv(covariance_of_all[:patch, :patch])
    twice = np.linalg.inv(covariance_of_all[:shared, :shared]) if shared else None
    for start in range(size):
        mean[np.ix_(*2 * [places(size, start, patch)])] += own / step
        if shared:
            mean[np.ix_(*2 * [places(size, start + step, shared)])] -= twice / step
    return mean


def variance(precision):
    return np.trace(np.linalg.inv(precision)) / len(precision)


def coarsely_first(all_pixels):
    means = np.kron(np.eye(LENGTH // COARSE), np.full((1, COARSE), 1 / COARSE))
    coarse = means @ all_pixels @ means.T
    drawn = np.linalg.inv(grids(coarse, PATCH, PATCH))
    gain = all_pixels @ means.T @ np.linalg.inv(coarse + 1e-6 * np.eye(len(means)))
    given = all_pixels - gain @ means @ all_pixels
    given = (given + given.T) / 2 + 1e-9 * np.eye(LENGTH)
    precision, pull = np.zeros((LENGTH, LENGTH)), np.zeros(gain.shape)
    for start in range(LENGTH):
        at = places(LENGTH, start, PATCH)
        own = np.linalg.inv(given[np.ix_(at, at)]) / PATCH
        precision[np.ix_(at, at)] += own
        pull[at] += own @ gain[at]
    spread = np.linalg.inv(precision)
    mean = spread @ pull
    return np.trace(spread + mean @ drawn @ mean.T) / LENGTH


def main():
    for kind in ("exponential", "smooth"):
        all_pixels = covariance(kind)
        found = {"side by side": variance(grids(all_pixels, PATCH, PATCH)),
                 "overlaps of 16": variance(grids(all_pixels, PATCH, 48)),
                 "overlaps of 32": variance(grids(all_pixels, PATCH, 32)),
                 "coarsely first": coarsely_first(all_pixels)}
        print(f"{kind}:", ", ".join(f"{name} {value:.3f}" for name, value in found.items()))


if __name__ == "__main__":
    main()
