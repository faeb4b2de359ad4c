# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of the similarity of repaired and true pixels, for pictures (height, width, 3) in [0, 255]. Only
pixels where the mask is set count."""

import numpy as np
from skimage.metrics import structural_similarity


def psnr(picture, truth, mask):
    """10 log10 (255² / mean squared error), in dB."""
    error = np.mean((picture[mask].astype(float) - truth[mask]) ** 2)
    return float(10 * np.log10(255.0 ** 2 / error))


def ssim(picture, truth, mask):
    """The structural similarity of Wang et al. 2004, with their Gaussian window of σ = 1.5 pixels. The map is
    that of the whole picture; the result is its mean over the channels and the masked pixels."""
    window = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    _, similarity = structural_similarity(picture, truth, channel_axis=-1, data_range=255, full=True, **window)
    return float(similarity[mask].mean())
