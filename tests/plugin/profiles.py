# SPDX-License-Identifier: GPL-3.0-or-later
"""Models know colours of sRGB; layers have those of their image's profile. A colour stays the same."""

import array
import random

from gi.repository import Gegl, Gimp

from scene import PRECISIONS, TYPES, floats, model, succeed

SIDE = 24


def srgb(layer):
    """R'G'B' of sRGB; GEGL reads in the layer's own space, so that the image is converted."""
    image = layer.get_image()
    image.convert_color_profile(Gimp.ColorProfile.new_rgb_srgb(), Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC,
                                False)
    return floats(layer, "R'G'B' float")


def make(profile, colours=None, precision="float"):
    """An image with a profile, and a layer of these colours of sRGB (random ones if there are none)."""
    image = Gimp.Image.new_with_precision(SIDE, SIDE, Gimp.ImageBaseType.RGB, PRECISIONS[precision])
    layer = Gimp.Layer.new(image, "noise", SIDE, SIDE, TYPES["RGB", False], 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    draw = random.Random(5)
    colours = colours or [draw.uniform(0.2, 0.8) for _ in range(3 * SIDE * SIDE)]
    buffer = layer.get_buffer()
    buffer.set(buffer.get_extent(), "R'G'B' float", array.array("f", colours).tobytes())
    buffer.flush()
    if profile:
        image.convert_color_profile(profile, Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC, False)
    return image, layer


def profiles():
    return Gimp.ColorProfile.new_rgb_adobe(), Gimp.ColorProfile.new_rgb_srgb_linear(), None


def check_same(name, tolerance=0.004, **arguments):
    found = []
    for profile in profiles():
        image, layer = make(profile)
        found.append(srgb(succeed(name, image, [layer], **arguments)))
        image.delete()
    for other in found[:-1]:
        worst = max(abs(a - b) for a, b in zip(other, found[-1], strict=True))
        assert worst < tolerance, worst
    assert max(found[-1]) - min(found[-1]) > 0.1


def tests():
    patches = model("tiny-patches")
    yield "generate", lambda: check_same("generate", seed=3, width=SIDE, height=SIDE, model=patches)
    yield "denoise", lambda: check_same("denoise", seed=3, sigma=0.2, model=patches)
    yield "vary", lambda: check_same("vary", seed=3, strength=0.3, model=patches, tolerance=0.01)


def test_colours_that_srgb_has_not():
    """A green that only Adobe RGB has, and lights above white, are still there when noise is taken off."""
    for profile, colour in ((Gimp.ColorProfile.new_rgb_adobe(), (0, 1, 0)), (None, (3, 1.5, 0.5))):
        image, layer = make(profile)
        buffer = layer.get_buffer()
        buffer.set(buffer.get_extent(), "R'G'B' float", array.array("f", colour * SIDE**2).tobytes())
        buffer.flush()
        for arguments in ({"sigma": 0.0}, {"sigma": 0.01}):
            result = succeed("denoise", image, [layer], seed=3, model=model("tiny-patches"), **arguments)
            found = floats(result, "R'G'B' float")
            for c in range(3):
                assert all(abs(value - colour[c]) < 0.12 for value in found[c::3]), (colour, found[:3])
        image.delete()
