# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of repaired pixels, where the mask is set, beside true ones or those around them, for pictures (height,
width, 3) in [0, 255]."""

import cv2
import numpy as np
from skimage.metrics import structural_similarity

RING = 24  # pixels around a hole with which its inside is compared
ROUNDING = 1 / 6  # the variance of a step by rounding to bytes, added to steps, as flat parts may have none


def psnr(picture, truth, mask):
    """10 log10 (255² / mean squared error), in dB."""
    error = np.mean((picture[mask].astype(float) - truth[mask]) ** 2)
    with np.errstate(divide="ignore"):  # equal pictures
        return float(10 * np.log10(255.0 ** 2 / error))


def ssim(picture, truth, mask):
    """The structural similarity of Wang et al. 2004, with their Gaussian window of σ = 1.5 pixels. The map is
    that of the whole picture; the result is its mean over the channels and the masked pixels."""
    window = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    _, similarity = structural_similarity(picture, truth, channel_axis=-1, data_range=255, full=True, **window)
    return float(similarity[mask].mean())


def steps(picture, mask):
    """(step of each channel, number of masked pixels) of pairs of neighbours, across and down, that touch the mask."""
    parts = []
    for axis in (0, 1):
        pixels, masked = np.moveaxis(picture, axis, 0), np.moveaxis(mask, axis, 0).astype(int)
        number = masked[1:] + masked[:-1]
        touching = number > 0
        parts.append((pixels[1:][touching].astype(float) - pixels[:-1][touching], number[touching]))
    return (np.concatenate(part) for part in zip(*parts))


def energy(picture, mask):
    """The mean squared step between masked pixels."""
    step, masked = steps(picture, mask)
    return np.mean(step[masked == 2] ** 2) + ROUNDING


def energy_ratio(picture, mask):
    """The gradient energy of the masked pixels over that of the ring of RING pixels around them."""
    distance = cv2.distanceTransform(1 - mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return energy(picture, mask) / energy(picture, (0 < distance) & (distance <= RING))


def border_ratio(picture, mask):
    """The mean absolute step across the border of the mask over that between masked pixels."""
    step, masked = steps(picture, mask)
    across, inside = (np.mean(np.abs(step[masked == number])) + ROUNDING for number in (1, 2))
    return across / inside
