# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the shipped photo model, on photographs that it was not trained on, with methods that know nothing of
photographs: the smoothest continuation into a scratch, and the best linear filter for white noise."""

import os
import sys

try:
    import numpy
    from PIL import Image
except ImportError as missing:
    print(f"1..0 # SKIP {missing.name} for Python is not installed")
    sys.exit(0)

import support

MODEL, PICTURES = sys.argv[2:4]
SIDE = 128
COUNT = 6
SIGMA = 25 / 255
MIN_GAIN = 3.5  # dB over the other method
MIN_MEAN_GAIN = 0.8  # dB of the mean of eight fills over one fill


def photographs():
    """The centres of some of the pictures, (SIDE, SIDE, 3) of float64 in [0, 1]."""
    if not os.path.isdir(PICTURES):
        raise support.Skip(f"photographs to judge by ({PICTURES}) cannot be found")
    names = sorted(os.listdir(PICTURES))
    for name in names[::len(names) // COUNT][:COUNT]:
        pixels = numpy.asarray(Image.open(os.path.join(PICTURES, name)).convert("RGB"))
        top, left = ((extent - SIDE) // 2 for extent in pixels.shape[:2])
        yield pixels[top:top + SIDE, left:left + SIDE] / 255


def stored(pixels, path):
    """Saves pixels; returns them as stored, rounded and clipped to 8 bits."""
    as_bytes = (numpy.clip(pixels, 0, 1) * 255).round().astype(numpy.uint8)
    Image.fromarray(as_bytes).save(path)
    return as_bytes / 255


def made(folder, *arguments):
    path = os.path.join(folder, "made.png")
    result = support.run(*arguments, "--model", MODEL, "--output", path, folder=folder)
    assert result.returncode == 0, result.stderr
    return numpy.asarray(Image.open(path).convert("RGB")) / 255


def psnr(pixels, truth):
    return -10 * numpy.log10(numpy.mean((pixels - truth) ** 2))


def scratch(shape):
    """Slanted lines, two pixels wide."""
    row, column = numpy.indices(shape)
    return (3 * row + column) % 48 < 6


def continued(pixels, mask):
    """The solution of Laplace's equation in the mask, by Jacobi iteration."""
    result = numpy.where(mask[..., None], pixels[~mask].mean(axis=0), pixels)
    for _ in range(2000):
        around = numpy.pad(result, [(1, 1), (1, 1), (0, 0)], mode="edge")
        mean = (around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:]) / 4
        result[mask] = mean[mask]
    return result


def filtered(noisy, truth):
    """Filtered by the best isotropic linear filter for this picture (Wiener): the gain at each frequency is the
    picture's share of the power, known from the truth."""
    frequency = numpy.hypot(*numpy.meshgrid(*2 * [numpy.fft.fftfreq(SIDE) * SIDE])).round().astype(int)
    spectrum = numpy.fft.fft2(truth, axes=(0, 1))
    power = (numpy.abs(spectrum) ** 2).mean(axis=2)
    mean_power = (numpy.bincount(frequency.ravel(), power.ravel()) / numpy.bincount(frequency.ravel()))[frequency]
    noise = SIGMA ** 2 * SIDE ** 2
    gain = (mean_power / (mean_power + noise))[..., None]
    return numpy.fft.ifft2(gain * numpy.fft.fft2(noisy, axes=(0, 1)), axes=(0, 1)).real


def check_better(figures, other, min_gain=MIN_GAIN):
    """Compares the means of (ours, the other's) PSNR over the pictures."""
    ours, others = numpy.mean(figures, axis=0)
    print(f"# photo {ours:.2f} dB, {other} {others:.2f} dB, mean of {len(figures)} photographs")
    assert ours > others + min_gain, (ours, others)


def scratches_are_filled_as_photographs_go_on(folder):
    """Also: the mean of eight fills is nearer to the truth than one fill."""
    mask, one, mean = scratch((SIDE, SIDE)), [], []
    mask_path = os.path.join(folder, "mask.png")
    Image.fromarray(mask).convert("L").save(mask_path)
    for number, truth in enumerate(photographs()):
        path = os.path.join(folder, f"{number}.png")
        scratched = stored(numpy.where(mask[..., None], 1.0, truth), path)
        fill, mean_fill = (made(folder, "inpaint", "--input", path, "--mask", mask_path, "--seed", number,
                                "--mean", count) for count in (1, 8))
        assert (fill == truth)[~mask].all() and (mean_fill == truth)[~mask].all()
        ours, of_mean, smooth = (psnr(pixels[mask], truth[mask])
                                 for pixels in (fill, mean_fill, continued(scratched, mask)))
        one.append((ours, smooth))
        mean.append((of_mean, ours))
    check_better(one, "smooth continuation")
    check_better(mean, "one fill", MIN_MEAN_GAIN)


def noise_is_told_from_photographs(folder):
    chance, figures = numpy.random.default_rng(1), []
    for number, truth in enumerate(photographs()):
        path = os.path.join(folder, f"{number}.png")
        noisy = stored(truth + SIGMA * chance.standard_normal(truth.shape), path)
        figures.append([psnr(clean, truth) for clean in (made(folder, "denoise", "--input", path),
                                                         filtered(noisy, truth))])
    check_better(figures, "the best filter")


support.main([scratches_are_filled_as_photographs_go_on, noise_is_told_from_photographs])
