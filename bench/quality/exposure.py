# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures as a camera takes them, in numpy and OpenCV: independent of core/camera/, with other filters for the
mosaic. Pictures are (height, width, 3) bytes."""

import io
import zlib

import cv2
import numpy as np
from PIL import Image

# (shot, read, quality of JPEG) from a bright day to a dark room: the variance of light is shot · light + read.
STRENGTHS = {"faint": (0.0006, 2.5e-7, 95), "visible": (0.002, 4e-6, 90), "strong": (0.006, 4.5e-5, 85),
             "very strong": (0.012, 2e-4, 80)}
GAINS = np.array([2.1, 1.0, 1.7])  # of white balance
SATURATION = 1.4  # of development


def light(value):
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def value(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def saturated(picture, amount):
    gray = picture.mean(-1, keepdims=True)
    return gray + amount * (picture - gray)


def mosaic(picture):
    """The sites of Bayer's pattern, R G / G B."""
    sites = picture[:, :, 1].copy()
    sites[::2, ::2] = picture[::2, ::2, 0]
    sites[1::2, 1::2] = picture[1::2, 1::2, 2]
    return sites


def demosaicked(sites):
    """OpenCV's edge-aware interpolation of 16-bit sites. It names patterns by the second row's second site."""
    scaled = np.round((sites + 0.1) / 1.2 * 65535).clip(0, 65535).astype(np.uint16)
    return cv2.cvtColor(scaled, cv2.COLOR_BayerBG2RGB_EA) / 65535 * 1.2 - 0.1


def compressed(picture, quality):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB"))


def taken(picture, strength, name):
    """The picture at a strength of the noise, which is a function of the name."""
    shot, read, quality = STRENGTHS[strength]
    chance = np.random.default_rng(zlib.crc32(f"{strength} {name}".encode()))
    sites = mosaic(saturated(light(picture / 255), 1 / SATURATION) / GAINS)
    sites += np.sqrt(shot * sites.clip(0) + read) * chance.standard_normal(sites.shape)
    developed = value(saturated(demosaicked(sites) * GAINS, SATURATION))
    return compressed(np.round(255 * developed).astype(np.uint8), quality)
