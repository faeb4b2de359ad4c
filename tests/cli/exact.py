# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that are changed in part: outside the mask every sample stays the same, at 8 and at
16 bits, with transparency and in any colour space."""

import os
import random
import re
import struct

import numpy
import PIL.Image

from support import (CHANNELS, chunk, chunks, main, messages, png, read_samples, run, sentence,
                     succeeds, train_patches, train_small, write)

WIDTH, HEIGHT = 21, 13
GRAY, RGB, GRAY_ALPHA, RGBA = 0, 2, 4, 6
TASKS = {"inpaint": [], "vary": ["--strength", "0.7"]}
GAMMA = chunk(b"gAMA", struct.pack(">I", 45455))
LINEAR = chunk(b"gAMA", struct.pack(">I", 100000))
SRGB = chunk(b"sRGB", b"\0")


def samples(folder, name):
    width, height, channels, depth, pixels = read_samples(os.path.join(folder, name))
    return numpy.frombuffer(pixels, ">u2" if depth == 16 else "u1").reshape(height, width, channels)


def random_picture(folder, name, colour_type, depth, extra=b""):
    pixels = random.Random(name).randbytes(WIDTH * HEIGHT * CHANNELS[colour_type] * depth // 8)
    write(folder, name, png(WIDTH, HEIGHT, colour_type, pixels, depth=depth, extra=extra))
    return samples(folder, name)


def write_mask(folder, mask):
    write(folder, "mask.png", png(WIDTH, HEIGHT, GRAY, mask.astype("u1").tobytes()))


def one_pixel(x, y):
    mask = numpy.zeros((HEIGHT, WIDTH))
    mask[y, x] = 255
    return mask


def model_for(folder, colour_type):
    """A model of whole pictures for gray, one of patches for colour."""
    name = "model" if colour_type in (GRAY, GRAY_ALPHA) else "patches"
    if not os.path.exists(os.path.join(folder, name + ".safetensors")):
        train_small(folder) if name == "model" else train_patches(folder)
    return f"./{name}.safetensors"


def change(folder, task, colour_type, *arguments):
    succeeds(run(task, "--model", model_for(folder, colour_type), "--sampler", "ode", "--levels",
                 "2", "--input", "in.png", "--output", "out.png", *TASKS[task], *arguments,
                 folder=folder))
    return samples(folder, "out.png")


def one_pixel_changes_one(folder):
    for colour_type in (GRAY, RGB, GRAY_ALPHA, RGBA):
        for depth in (8, 16):
            before = random_picture(folder, "in.png", colour_type, depth)
            for task in TASKS:
                for x, y in ((0, 0), (WIDTH - 1, HEIGHT - 1), (9, 5)):
                    write_mask(folder, one_pixel(x, y))
                    after = change(folder, task, colour_type, "--mask", "mask.png")
                    assert after.dtype == before.dtype and after.shape == before.shape, after.shape
                    changed = numpy.argwhere((after != before).any(axis=2)).tolist()
                    assert changed == [[y, x]], (colour_type, depth, task, changed)


def as_other_programs_read_it(folder):
    """Pillow reads the same values, for the modes that it supports: RGB and 16-bit gray."""
    for colour_type, depth, mode in ((GRAY, 8, "L"), (RGB, 8, "RGB"), (RGBA, 8, "RGBA"),
                                     (GRAY, 16, "I;16")):
        random_picture(folder, "in.png", colour_type, depth)
        write_mask(folder, one_pixel(4, 7))
        change(folder, "inpaint", colour_type, "--mask", "mask.png")
        with PIL.Image.open(os.path.join(folder, "in.png")) as one, \
                PIL.Image.open(os.path.join(folder, "out.png")) as two:
            assert one.mode == two.mode == mode, (one.mode, two.mode)
            difference = numpy.argwhere(numpy.asarray(one) != numpy.asarray(two))
            assert (difference[:, :2] == [7, 4]).all() and len(difference), difference


def colour_spaces(folder):
    """Samples stay, and so does their meaning: gray pictures keep their curves, coloured ones have a
    profile."""
    told = {SRGB: (b"sRGB", b"sRGB"), GAMMA: (b"gAMA", b"iCCP"), LINEAR: (b"gAMA", b"iCCP"),
            GAMMA + SRGB: (b"sRGB", b"sRGB")}
    for colour_type in (GRAY, RGB):
        for depth in (8, 16):
            for extra, kinds in told.items():
                before = random_picture(folder, "in.png", colour_type, depth, extra)
                write_mask(folder, one_pixel(1, 2))
                after = change(folder, "inpaint", colour_type, "--mask", "mask.png")
                assert (after != before).any(axis=2).sum() == 1, (colour_type, depth, extra[4:8])
                with open(os.path.join(folder, "out.png"), "rb") as file:
                    written = dict(chunks(file.read()))
                kind = kinds[colour_type == RGB]
                assert kind in written, (written.keys(), kind)
                assert kind != b"gAMA" or chunk(kind, written[kind]) == extra, written[kind]


def soft_masks_blend(folder):
    """Grays of the mask mix old and new in proportion, exactly at both depths; pixels marked less than
    a third stay and count as known."""
    for depth in (8, 16):
        before = random_picture(folder, "in.png", RGB, depth).astype(float)
        mask = numpy.tile(numpy.clip((numpy.arange(WIDTH) - 8) * 40, 0, 255), (HEIGHT, 1))
        write_mask(folder, 255.0 * (mask >= 85))
        new = change(folder, "inpaint", RGB, "--mask", "mask.png").astype(float)
        write_mask(folder, mask)
        mixed = change(folder, "inpaint", RGB, "--mask", "mask.png").astype(float)
        share = numpy.where(mask >= 85, mask / 255, 0)[:, :, None]
        assert abs(mixed - (before + share * (new - before))).max() <= 1.001
        assert (mixed == before)[mask < 85].all() and (new != before)[mask >= 85].mean() > 0.9


def faint_masks(folder):
    """The black of a scan, 1 … 16 of 255, marks nothing, at any depth and with any transparency."""
    floor = numpy.random.default_rng(1).integers(1, 17, (HEIGHT, WIDTH))
    for colour_type in (GRAY, RGB, RGBA):
        before = random_picture(folder, "in.png", colour_type, 8)
        for task in TASKS:
            hole = one_pixel(9, 5) + one_pixel(10, 5)
            write_mask(folder, hole)
            clean = change(folder, task, colour_type, "--mask", "mask.png")
            write_mask(folder, numpy.maximum(hole, floor))
            assert (change(folder, task, colour_type, "--mask", "mask.png") == clean).all()
        write_mask(folder, floor)
        print("#", sentence(run("inpaint", "--model", model_for(folder, colour_type), "--input",
                                "in.png", "--mask", "mask.png", "--output", "no.png",
                                folder=folder), 1, "a third"))


def transparent_is_unknown(folder):
    """Transparent pixels beside a hole count as a part of it, not as black."""
    holes, beside = one_pixel(10, 5), one_pixel(9, 5) + one_pixel(11, 5)

    def pixel(colour_type, pixels, mask, alpha, shade=None):
        colours, pixels = CHANNELS[colour_type] - 1, pixels.copy()
        pixels[:, :, -1] = numpy.where(beside > 0, alpha, 255)
        if shade is not None:
            pixels[beside > 0, :-1] = shade
        write(folder, "in.png", png(WIDTH, HEIGHT, colour_type, pixels.tobytes()))
        write_mask(folder, mask)
        return change(folder, "inpaint", colour_type, "--mask", "mask.png")[5, 10, :colours].tolist()

    for colour_type in (GRAY_ALPHA, RGBA):
        pixels = random_picture(folder, "in.png", colour_type, 8) // 8 + 200
        unknown = pixel(colour_type, pixels, holes, 0)
        assert unknown == pixel(colour_type, pixels, holes + beside, 255)
        assert unknown == pixel(colour_type, pixels, holes, 0, shade=0)
        assert unknown != pixel(colour_type, pixels, holes, 255, shade=0)


def transparent_is_unknown_everywhere(folder):
    """Transparent pixels count as unknown to every task: the rest differs from that beside black."""
    for task, options in (("inpaint", ["--mask", "mask.png"]), ("vary", ["--strength", "0.7"]),
                          ("denoise", ["--sigma", "0.3"])):
        found = []
        for alpha in (0, 65535):
            pixels = random_picture(folder, "in.png", RGBA, 16) // 8 + 50000
            pixels[:, :, -1] = 65535
            pixels[:, 6:9] = 0, 0, 0, alpha
            write(folder, "in.png", png(WIDTH, HEIGHT, RGBA, pixels.astype(">u2").tobytes(),
                                        depth=16))
            write_mask(folder, one_pixel(10, 5))
            result = run(task, "--model", model_for(folder, RGBA), "--input", "in.png", "--output",
                         "out.png", *options, folder=folder)
            assert result.returncode == 0, result.stderr
            found.append(samples(folder, "out.png"))
        assert (found[0][:, 6:9] == (0, 0, 0, 0)).all(), task
        assert (found[0][:, 9:, :3] != found[1][:, 9:, :3]).any(), task


def gray_stays_gray(folder):
    """With a colour model: a gray file stays a gray file, a coloured file of gray pixels a coloured one."""
    model = model_for(folder, RGB)
    gray = numpy.random.default_rng(2).integers(0, 256, (HEIGHT, WIDTH, 1)).astype("u1")
    write_mask(folder, one_pixel(9, 5) + one_pixel(3, 3) / 2)
    for colour_type in (GRAY, RGB):
        pixels = gray.repeat(CHANNELS[colour_type], 2)
        write(folder, "in.png", png(WIDTH, HEIGHT, colour_type, pixels.tobytes()))
        for task, options in (("inpaint", ["--mask", "mask.png"]),
                              ("vary", ["--mask", "mask.png", "--strength", "0.7"]),
                              ("vary", ["--strength", "0.7"]), ("denoise", ["--sigma", "0.1"])):
            result = run(task, "--model", model, "--input", "in.png", "--output", "out.png",
                         *options, folder=folder)
            assert result.returncode == 0, result.stderr
            after = samples(folder, "out.png")
            assert after.shape == pixels.shape and (after == after[:, :, :1]).all(), (task, options)
            assert (after != pixels).any()


def noise_found(folder):
    """The noise of the noisy part alone, in files of all formats; with hardly any noise, a note says so."""
    random, size = numpy.random.default_rng(3), 128
    slope = numpy.add.outer(numpy.arange(size), numpy.arange(size))[:, :, None] / (4 * size) + 0.25
    noisy = (slope.repeat(3, 2) + random.normal(0, 0.1, (size, size, 3))).clip(0, 1)
    opaque = numpy.ones((size, size, 1))
    white, cut = noisy.copy(), opaque.copy()
    white[:80] = 1
    cut[:, 50:] = 0
    hidden = numpy.where(cut > 0, noisy, random.normal(0.5, 0.02, noisy.shape))
    for pixels, least in ((noisy, 0.09), (white, 0.09), (numpy.dstack([hidden, cut]), 0.09),
                          (0.6 + 0 * noisy, None), (numpy.dstack([noisy, 0 * opaque]), None)):
        kind = RGBA if pixels.shape[2] == 4 else RGB
        raw = (pixels * 255).round().astype("u1")
        write(folder, "in.png", png(size, size, kind, raw.tobytes()))
        result = run("denoise", "--model", model_for(folder, RGB), "--input", "in.png", "--output",
                     "out.png", folder=folder)
        found = float(result.stdout.split()[3])
        assert result.returncode == 0, result.stderr
        if least:
            assert least < found < 0.11 and "Hardly" not in result.stderr, (found, result.stderr)
        else:
            assert found == 0 and "Hardly any noise" in result.stderr and "--sigma" in result.stderr
            assert (samples(folder, "out.png") == raw).all()


def sigma_asked_for(folder):
    """A level of 0 leaves the picture unchanged; above 1 is refused, with the probably intended value."""
    before = random_picture(folder, "in.png", RGB, 8)
    base = ["denoise", "--model", model_for(folder, RGB), "--input", "in.png", "--output"]
    result = run(*base, "out.png", "--sigma", "0", folder=folder)
    assert result.returncode == 0 and "σ 0 " in result.stdout and not messages(result.stderr), result
    assert (samples(folder, "out.png") == before).all()
    again = run(*base, "out.png", "--like", "out.png", folder=folder)
    assert "σ 0 " in again.stdout, again
    for sigma, words in (("25", "25 of 255 is 0.098"), ("1.5", "of 255"), ("1e9", "from 0 to 1")):
        print("#", sentence(run(*base, "no.png", "--sigma", sigma, folder=folder), 1, words))
    assert not os.path.exists(os.path.join(folder, "no.png"))


def strength(folder):
    """Half of a level is that level's half, 0 changes nothing, and the picture remembers its amounts. Detail
    and colour are shares of what is taken off, of the mean of the channels and of the rest."""
    before = random_picture(folder, "in.png", RGB, 8)
    base = ["denoise", "--model", model_for(folder, RGB), "--input", "in.png", "--output"]
    for name, options in (("a.png", ["--sigma", "0.1"]), ("b.png", ["--sigma", "0.2", "--strength", "50"]),
                          ("c.png", ["--like", "b.png"]), ("none.png", ["--sigma", "0.2", "--strength", "0"])):
        result = run(*base, name, *options, folder=folder)
        assert result.returncode == 0, result.stderr
    assert (samples(folder, "a.png") == samples(folder, "b.png")).all()
    assert (samples(folder, "b.png") == samples(folder, "c.png")).all()
    assert (samples(folder, "none.png") == before).all() and (samples(folder, "a.png") != before).any()
    all_kept = ["--sigma", "0.1", "--detail", "100", "--colour", "0"]
    for name, options in (("kept.png", all_kept), ("d.png", ["--sigma", "0.1", "--detail", "40"]),
                          ("e.png", ["--sigma", "0.1", "--colour", "70"]), ("f.png", ["--like", "e.png"])):
        assert run(*base, name, *options, folder=folder).returncode == 0
    gone = samples(folder, "a.png").astype(int) - before
    for name, lightness, colour in (("kept.png", 0, 0), ("d.png", 0.6, 1), ("e.png", 1, 0.7), ("f.png", 1, 0.7)):
        mean = gone.mean(2, keepdims=True)
        expected = before + lightness * mean + colour * (gone - mean)
        inside = ((samples(folder, "a.png") > 0) & (samples(folder, "a.png") < 255)).all(2)
        assert abs(samples(folder, name) - expected)[inside].max() <= 1.5, name
    for option, wrong in (("strength", "-1"), ("strength", "201"), ("strength", "nan"), ("strength", "much"),
                          ("detail", "101"), ("colour", "-1")):
        print("#", sentence(run(*base, "no.png", f"--{option}", wrong, folder=folder), 2, f"--{option}"))
    assert not os.path.exists(os.path.join(folder, "no.png"))


def noise_by_brightness(folder):
    """A model that sees levels takes off more where there is more noise, finds white noise as others do, and takes
    --sigma. Noise in colours of 2 × 2 pixels, stronger in the left half, is like a camera's."""
    size = 192
    random = numpy.random.default_rng(4)
    slope = numpy.linspace(0.2, 0.8, size)[None, :, None].repeat(size, 0).repeat(3, 2)
    coarse = random.normal(0, 1, (size // 2, size // 2, 3)).repeat(2, 0).repeat(2, 1)
    pictures = {"camera.png": slope + coarse * numpy.where(slope < 0.5, 0.08, 0.02),
                "white.png": slope + random.normal(0, 0.05, slope.shape)}
    for name, pixels in pictures.items():
        write(folder, name, png(size, size, RGB, (pixels.clip(0, 1) * 255).round().astype("u1").tobytes()))
    os.mkdir(os.path.join(folder, "data"))
    write(folder, "data/a.png", png(size, size, RGB, (slope * 255).round().astype("u1").tobytes()))
    trained = run("train", "--data", "data", "--patches", "8", "--features", "4", "--multipliers", "1,1", "--noise",
                  "camera", "--batch", "2", "--iterations", "1", "--sample-interval", "0", "--hold-out", "0",
                  "--output", "map.safetensors", folder=folder)
    assert trained.returncode == 0, trained.stderr
    said = {}
    for name in pictures:
        result = run("denoise", "--model", "./map.safetensors", "--input", name, "--output", "out.png", folder=folder)
        assert result.returncode == 0 and not messages(result.stderr), result.stderr
        print("#", result.stdout.strip())
        said[name] = [float(word.rstrip(".")) for word in re.findall(r"[\d.]*\d", result.stdout)]
    mean, dark, middle, bright = said["camera.png"]
    assert dark > 2 * bright and bright < mean < dark, said
    mean, dark, middle, bright = said["white.png"]
    assert 0.045 < mean < 0.055 and abs(dark - mean) < 1e-3 and abs(bright - mean) < 1e-3, said
    result = run("denoise", "--model", "./map.safetensors", "--input", "camera.png", "--output", "out.png", "--sigma",
                 "0.1", folder=folder)
    assert result.stdout == "Noise of σ 0.1 was removed.\n", result.stdout


def transparency(folder):
    """Filled pixels become opaque; without a mask transparency stays."""
    before = random_picture(folder, "in.png", RGBA, 16)
    mask = 255.0 * (numpy.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) % 3 == 0)
    write_mask(folder, mask)
    after = change(folder, "inpaint", RGBA, "--mask", "mask.png")
    assert (after[mask > 0][:, 3] == 65535).all() and (after == before)[mask == 0].all()
    after = change(folder, "vary", RGBA)
    assert (after[:, :, 3] == before[:, :, 3]).all() and (after != before)[:, :, :3].mean() > 0.9
    after = change(folder, "vary", RGBA, "--mask", "mask.png")
    assert (after[:, :, 3] == before[:, :, 3]).all() and (after == before)[mask == 0].all()


def depth_follows_the_input(folder):
    for depth in (8, 16):
        random_picture(folder, "in.png", RGB, depth)
        result = run("denoise", "--model", model_for(folder, RGB), "--input", "in.png", "--output",
                     "out.png", "--sigma", "0.1", folder=folder)
        assert result.returncode == 0, result.stderr
        assert read_samples(os.path.join(folder, "out.png"))[:4] == (WIDTH, HEIGHT, 3, depth)


def refusals(folder):
    random_picture(folder, "in.png", RGB, 8)
    write_mask(folder, numpy.zeros((HEIGHT, WIDTH)))
    model = model_for(folder, RGB)
    for task, options in TASKS.items():
        base = [task, "--model", model, "--input", "in.png", "--output", "out.png", *options]
        print("#", sentence(run(*base, "--mask", "mask.png", folder=folder), 1))
        print("#", sentence(run(*base, "--mask", "none.png", folder=folder), 1, "none.png"))
    base = ["vary", "--model", model, "--input", "in.png", "--output", "out.png"]
    for strength in ("-0.1", "1.01", "nan", "much"):
        print("#", sentence(run(*base, "--strength", strength, folder=folder), 1 if "." in strength
                            else 2))
    sentence(run(*base, folder=folder), 2, "--strength is missing")
    base = ["denoise", "--model", model, "--input", "in.png", "--output", "out.png"]
    print("#", sentence(run(*base, "--sigma", "-1", folder=folder), 1, "-1"))
    base = ["inpaint", "--model", model, "--input", "in.png", "--output", "out.png"]
    for option in ("--context", "--resample"):
        print("#", sentence(run(*base, "--mask", "mask.png", option, "-1", folder=folder), 2, option))
    assert not os.path.exists(os.path.join(folder, "out.png"))


main([one_pixel_changes_one, as_other_programs_read_it, colour_spaces, soft_masks_blend, faint_masks,
      transparent_is_unknown, transparent_is_unknown_everywhere, gray_stays_gray, noise_found,
      sigma_asked_for, strength, noise_by_brightness, transparency, depth_follows_the_input, refusals])
