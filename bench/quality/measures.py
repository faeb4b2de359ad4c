# SPDX-License-Identifier: GPL-3.0-or-later
"""How near repaired pixels come to the true ones: pictures (height, width, 3) in [0, 255], counted where
a mask is set."""

import numpy as np
from skimage.metrics import structural_similarity


def psnr(picture, truth, mask):
    """10 log10 (255² / mean squared error), in dB."""
    error = np.mean((picture[mask].astype(float) - truth[mask]) ** 2)
    return float(10 * np.log10(255.0 ** 2 / error))


def ssim(picture, truth, mask):
    """Wang et al. 2004, with their window, a Gaussian of σ = 1.5 pixels; the mean over the channels and
    over the masked pixels of the map of the whole picture."""
    window = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    _, similarity = structural_similarity(picture, truth, channel_axis=-1, data_range=255, full=True, **window)
    return float(similarity[mask].mean())
