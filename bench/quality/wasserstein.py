# SPDX-License-Identifier: GPL-3.0-or-later
"""The sliced Wasserstein distance between sets of pictures of one size (Karras et al. 2018, section 5): patches of
7 × 7 pixels from each level of a Laplacian pyramid are projected on random directions, and the distance is the
mean difference between the sorted projections of the two sets. In contrast to Karras et al., patches keep their
mean and contrast, so that these count. core/ncsn/wasserstein.h has the same definition."""

import numpy as np

LEVELS = 3
SIDE = 7
PATCHES = 128  # of each picture at each level
DIRECTIONS = 256


def blurred(picture, axis):
    """Filtered by (1 4 6 4 1)/16 along an axis, mirrored at the outermost pixels."""
    padded = np.pad(picture, [(2, 2) if a == axis else (0, 0) for a in range(3)], mode="reflect")
    return sum(tap / 16 * np.take(padded, np.arange(picture.shape[axis]) + k, axis)
               for k, tap in enumerate((1, 4, 6, 4, 1)))


def shrunk(picture):
    return blurred(blurred(picture, 0), 1)[::2, ::2]


def grown(picture, shape):
    spread = np.zeros(shape, np.float32)
    spread[::2, ::2] = 4 * picture
    return blurred(blurred(spread, 0), 1)


def pyramid(picture):
    """Bands of a picture (height, width, channels), the finest first; the last is the remaining small picture."""
    bands = []
    for _ in range(LEVELS - 1):
        smaller = shrunk(picture)
        bands.append(picture - grown(smaller, picture.shape))
        picture = smaller
    return [*bands, picture]


def patches(bands, chance):
    """PATCHES random patches of each band, or all if there are fewer: (patches, 147)."""
    result = []
    for band in bands:
        windows = np.lib.stride_tricks.sliding_window_view(band, (SIDE, SIDE), axis=(0, 1))
        places = np.arange(windows.shape[0] * windows.shape[1])
        if len(places) > PATCHES:
            places = chance.choice(places, PATCHES, replace=False)
        result.append(windows[np.unravel_index(places, windows.shape[:2])].reshape(len(places), -1))
    return np.concatenate(result)


def descriptors(pictures, seed=1):
    """The patches of each level, for a set of pictures (height, width, channels) of float32."""
    chance = np.random.default_rng(seed)
    return [patches(bands, chance) for bands in zip(*map(pyramid, pictures))]


def distances(some, others, seed=1):
    """Distances between the descriptors of two sets of equal size, at each level, the finest first."""
    chance, result = np.random.default_rng(seed), []
    for a, b in zip(some, others):
        directions = chance.standard_normal((a.shape[1], DIRECTIONS)).astype(np.float32)
        directions /= np.linalg.norm(directions, axis=0)
        # A row for each direction, since numpy sorts rows several times as fast as columns.
        result.append(float(np.abs(np.sort(directions.T @ a.T) - np.sort(directions.T @ b.T)).mean()))
    return result
