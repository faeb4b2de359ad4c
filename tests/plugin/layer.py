# SPDX-License-Identifier: GPL-3.0-or-later
"""plug-in-ncsn-vary and plug-in-ncsn-denoise, called from Python inside GIMP."""

import array
import math
import random

from gi.repository import Gimp

from scene import (PLACES, add_layer, check_gray, check_new_layer, check_outside, difference, floats, make_image,
                   matrix, model, paint, projection, record_of, select_floor, selection_on, succeed)

MODELS = ("tiny-patches", "tiny", "tiny-rgb")
TITLES = {"vary": "NCSN variation of strength 0.25, seed 7", "denoise": "NCSN denoised, σ "}


def cases():
    """Every pixel type, with alternating procedures and models; then whole layers."""
    for count, case in enumerate(matrix(shapes=(True,))):
        yield (("vary", "denoise")[count % 2], *case, MODELS[count % 3])
    for place in PLACES:
        yield "vary", "RGB", True, "u8", place, None, "tiny-patches"
        yield "denoise", "RGB", False, "float", place, None, "tiny"


def check_new(name, *case):
    more = {"sigma": 0.2} if name == "denoise" else {}
    check_new_layer(name, TITLES[name], *case[:-1], model=model(case[-1]), **more)


def result_of(name, precision="float", selection=(10, 9, 9, 8), **arguments):
    """The floats of the new layer, its record and its name."""
    image, layer = make_image(precision=precision)
    if selection:
        image.select_rectangle(Gimp.ChannelOps.REPLACE, *selection)
    result = succeed(name, image, [layer], **{"seed": 3, **arguments})
    found = floats(result, "R'G'B'A float"), record_of(result), result.get_name()
    image.delete()
    return found


def test_strength():
    """A higher strength gives a larger distance from the original; other arguments reach the sampler too."""
    image, layer = make_image(precision="float")
    there = floats(layer, "R'G'B'A float", (10, 9, 9, 8))
    image.delete()
    for name in ("tiny-rgb", "tiny-patches"):
        distances = []
        for strength in (0.0, 0.2, 1.0):
            found = result_of("vary", strength=strength, model=model(name))[0]
            distances.append(math.dist(found, there))
        assert distances[0] < distances[1] and distances[0] < distances[2] / 2, distances
        plain = result_of("vary", model=model(name))[0]
        assert result_of("vary", strength=0.25, model=model(name))[0] == plain
        for more in ({"seed": 4}, {"quality": "best"}, {"sampler": "consistent"}):
            assert result_of("vary", model=model(name), **more)[0] != plain, more
        line, square = ({"class": each, "model": model(name)} for each in ("line", "square"))
        assert result_of("vary", **line)[0] != result_of("vary", **square)[0]


def test_one_pixel():
    """Offsets are exact: a selection of one pixel changes that pixel and no other."""
    for name, place in (("vary", "up-left"), ("denoise", "beyond")):
        for used in ("tiny-rgb", "tiny-patches"):
            image, layer = make_image(place=place)
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 23, 17, 1, 1)
            before = projection(image)
            more = {"sigma": 0.2} if name == "denoise" else {}
            succeed(name, image, [layer], seed=1, model=model(used), **more)
            selected = selection_on(image, place)
            assert check_outside(image, before, projection(image), selected, place) == 1
            image.delete()


def test_sigma():
    """The name and the record contain the given σ; 0 does not change the colours."""
    found, record, title = result_of("denoise", sigma=0.125)
    assert (record["sigma"], title) == ("0.125", "NCSN denoised, σ 0.125")
    assert result_of("denoise", sigma=0.25)[0] != found
    image, layer = make_image(precision="float", alpha=False)
    result = succeed("denoise", image, [layer], sigma=0.0, model=model("tiny-rgb"))
    assert (record_of(result)["sigma"], result.get_name()) == ("0", "NCSN denoised, σ 0")
    assert difference(floats(layer, "R'G'B'A float"), floats(result, "R'G'B'A float")) < 1e-6
    image.delete()
    argument = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-denoise").find_argument("sigma")
    assert (argument.minimum, argument.maximum, argument.default_value) == (-1, 1, -1)


def test_amounts():
    """Strength scales the level; without colour noise only lightness changes, and with all detail kept only colours."""
    assert result_of("denoise", sigma=0.1, strength=150)[0] == result_of("denoise", sigma=0.15)[0]
    for more, kept in (({"strength": 0}, "all"), ({"colour": 0, "detail": 100}, "all"), ({"detail": 100}, "lightness"),
                       ({"colour": 0}, "colours")):
        image, layer = make_image(precision="float", alpha=False)
        result = succeed("denoise", image, [layer], sigma=0.02, model=model("tiny-rgb"), **more)
        assert_kept(floats(layer, "R'G'B' float"), floats(result, "R'G'B' float"), kept)
        assert [record_of(result)[name] for name in more] == [str(value) for value in more.values()]
        image.delete()


def assert_kept(before, after, kept):
    """Where no value was cut at black or white."""
    changed = 0
    for i in range(0, len(before), 3):
        one, other = before[i:i + 3], after[i:i + 3]
        if min(other) <= 0 or max(other) >= 1:
            continue
        means = sum(one) / 3, sum(other) / 3
        lightness = abs(means[0] - means[1])
        colours = max(abs((a - means[0]) - (b - means[1])) for a, b in zip(one, other))
        assert kept == "colours" or lightness < 1e-4, lightness
        assert kept == "lightness" or colours < 1e-4, colours
        changed += max(lightness, colours) > 1e-3
    assert (changed > 0) == (kept != "all"), changed


def noisy_image(sigma_of, alpha_of=lambda x, y: 1):
    """A layer of 96 × 64 with noise around 0.5, whose σ and alpha depend on the place."""
    image = Gimp.Image.new_with_precision(96, 64, Gimp.ImageBaseType.RGB, Gimp.Precision.FLOAT_NON_LINEAR)
    layer = add_layer(image, "noise", 96, 64, Gimp.ImageType.RGBA_IMAGE)
    draw, values = random.Random(1), array.array("f")
    for y in range(64):
        for x in range(96):
            values.extend(0.5 + draw.gauss(0, sigma_of(x, y)) for _ in range(3))
            values.append(alpha_of(x, y))
    paint(layer, "R'G'B'A float", values)
    return image, layer


def test_noise_of_what_is_selected_and_seen():
    """Flat, transparent, unselected and faintly selected pixels do not change the estimate of the noise."""
    for sigma_of, alpha_of, selection in (
            (lambda x, y: 0.1 * (x < 32), lambda x, y: 1, None),
            (lambda x, y: 0.1 if x < 32 else 0.02, lambda x, y: float(x < 32), None),
            (lambda x, y: 0.1 if x < 32 else 0.02, lambda x, y: 1, (0, 0, 32, 64))):
        image, layer = noisy_image(sigma_of, alpha_of)
        if selection:
            image.select_rectangle(Gimp.ChannelOps.REPLACE, *selection)
        found = float(record_of(succeed("denoise", image, [layer], model=model("tiny-patches")))["sigma"])
        assert 0.09 < found < 0.11, found
        if selection:
            select_floor(image)
            again = record_of(succeed("denoise", image, [layer], model=model("tiny-patches")))["sigma"]
            assert abs(float(again) - found) < 0.005, (again, found)
        image.delete()


def test_no_noise():
    """If hardly any noise is found, the new layer equals the original one and the call succeeds."""
    image, layer = noisy_image(lambda x, y: 0)
    result = succeed("denoise", image, [layer])
    assert record_of(result)["sigma"] == "0"
    assert difference(floats(layer, "R'G'B'A float"), floats(result, "R'G'B'A float")) < 1e-6
    image.delete()


def test_gray():
    """Gray pixels stay gray with a model of colours."""
    for name in ("vary", "denoise"):
        check_gray(name, model=model("tiny-patches"))


def test_sigma_of_known_noise():
    """The σ of white noise on a constant gray layer is estimated."""
    image = Gimp.Image.new_with_precision(64, 64, Gimp.ImageBaseType.GRAY, Gimp.Precision.FLOAT_NON_LINEAR)
    layer = add_layer(image, "noise", 64, 64, Gimp.ImageType.GRAY_IMAGE)
    draw = random.Random(1)
    paint(layer, "Y' float", array.array("f", [0.5 + draw.gauss(0, 0.1) for _ in range(64 * 64)]))
    result = succeed("denoise", image, [layer])
    assert abs(float(record_of(result)["sigma"]) - 0.1) < 0.01, record_of(result)["sigma"]
    image.delete()


def tests():
    for case in cases():
        yield " ".join(map(str, case)), lambda: check_new(*case)
