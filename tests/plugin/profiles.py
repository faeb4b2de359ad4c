# SPDX-License-Identifier: GPL-3.0-or-later
"""Models use sRGB, and layers the colour profile of their image: colours are converted in both directions."""

import array
import random

from gi.repository import Gimp

from scene import PRECISIONS, TYPES, add_layer, difference, floats, model, paint, succeed

SIDE = 24


def srgb(layer):
    """R'G'B' of sRGB. The image is converted first, because GEGL reads in the layer's own colour space."""
    image = layer.get_image()
    image.convert_color_profile(Gimp.ColorProfile.new_rgb_srgb(), Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC,
                                False)
    return floats(layer, "R'G'B' float")


def make(profile, colours=None, precision="float"):
    """An image with a profile and a layer of these sRGB colours, or of random colours."""
    image = Gimp.Image.new_with_precision(SIDE, SIDE, Gimp.ImageBaseType.RGB, PRECISIONS[precision])
    layer = add_layer(image, "noise", SIDE, SIDE, TYPES["RGB", False])
    draw = random.Random(5)
    colours = colours or [draw.uniform(0.2, 0.8) for _ in range(3 * SIDE * SIDE)]
    paint(layer, "R'G'B' float", array.array("f", colours))
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
        assert difference(other, found[-1]) < tolerance, difference(other, found[-1])
    assert max(found[-1]) - min(found[-1]) > 0.1


def tests():
    patches = model("tiny-patches")
    yield "generate", lambda: check_same("generate", seed=3, width=SIDE, height=SIDE, model=patches)
    yield "denoise", lambda: check_same("denoise", seed=3, sigma=0.2, model=patches)
    yield "vary", lambda: check_same("vary", seed=3, strength=0.3, model=patches, tolerance=0.01)


def test_colours_that_srgb_has_not():
    """Denoising keeps a green outside sRGB (in Adobe RGB) and highlights brighter than white."""
    for profile, colour in ((Gimp.ColorProfile.new_rgb_adobe(), (0, 1, 0)), (None, (3, 1.5, 0.5))):
        image, layer = make(profile)
        paint(layer, "R'G'B' float", array.array("f", colour * SIDE**2))
        for arguments in ({"sigma": 0.0}, {"sigma": 0.01}):
            result = succeed("denoise", image, [layer], seed=3, model=model("tiny-patches"), **arguments)
            found = floats(result, "R'G'B' float")
            for c in range(3):
                assert all(abs(value - colour[c]) < 0.12 for value in found[c::3]), (colour, found[:3])
        image.delete()
