# SPDX-License-Identifier: GPL-3.0-or-later
"""plug-in-ncsn-inpaint with pieces of the picture: without a model, with sources, several times."""

import array
import random

from gi.repository import Gimp, Gio

from scene import (TYPES, add_channel, add_layer, call, difference, floats, model, offsets, paint, pixels, projection,
                   record_of, state, succeed)

WIDTH, HEIGHT = 120, 80
HOLE = (40, 20, 40, 40)
RED, BLUE = (200, 30, 30), (30, 30, 200)


def noisy(colour_of, width=WIDTH, height=HEIGHT, seed=1):
    """Bytes of R'G'B'A: noise of the colour of each place; None is transparent."""
    draw, found = random.Random(seed), bytearray()
    for k in range(width * height):
        colour = colour_of(k % width, k // width)
        shift = draw.randrange(-30, 31)
        found += bytes([*(v + shift * (v > 100) for v in colour), 255] if colour else [30, 200, 30, 0])
    return found


def add_noise(image, name, colour_of, width=WIDTH, height=HEIGHT, seed=1):
    layer = add_layer(image, name, width, height, TYPES["RGB", True])
    paint(layer, "R'G'B'A u8", noisy(colour_of, width, height, seed))
    return layer


def halves(x, y):
    return RED if x < WIDTH // 2 else BLUE


def make_image(colour_of=halves, width=WIDTH, height=HEIGHT, hole=HOLE):
    image = Gimp.Image.new(width, height, Gimp.ImageBaseType.RGB)
    layer = add_noise(image, "ground", colour_of, width, height)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, *hole)
    return image, layer


def fill(image, layer, **more):
    """The new layer or group at the top; a fill of a layer below others is not."""
    return succeed("inpaint", image, [layer], **{"method": "patches", "model": None, "seed": 4, "grow": 0, **more})


def colours(layer):
    found = pixels(layer, "R'G'B'A u8")
    return [tuple(found[i:i + 3]) for i in range(0, len(found), 4)]


def share(layer, channel):
    """The share of pixels of a layer that are red (0) or blue (2)."""
    found = colours(layer)
    return sum(c[channel] > 100 > c[2 - channel] for c in found) / len(found)


def test_no_model():
    """No model needs to be installed, and none is read: the record names none, and a class is not looked for."""
    image, layer = make_image()
    result = fill(image, layer)
    assert result.get_name() == "NCSN fill, seed 4"
    record = record_of(result)
    assert {"model", "hash", "sampler", "context", "resample"} & set(record) == set(), record
    assert (record["method"], record["sources"]) == ("patches", "near")
    for more in ({"model": Gio.File.new_for_path("/nowhere.safetensors")}, {"class": "dog"}, {"quality": "best"},
                 {"model": model("tiny")}):
        assert pixels(fill(image, layer, **more)) == pixels(result), more
    image.delete()


def test_arguments_that_do_not_count():
    image, layer = make_image()
    mask = add_channel(image, bytes(WIDTH * HEIGHT))
    before = state(image)
    for method, name, value in (("patches", "context", 3), ("patches", "resample", 2),
                                ("network", "source_mask", mask)):
        status, message = call("inpaint", image, [layer], method=method, model=model("tiny-patches"), **{name: value})
        assert status == Gimp.PDBStatusType.CALLING_ERROR, (status, message)
        assert f"“{name.replace('_', '-')}” is not used" in message, message
    assert state(image) == before
    image.delete()


def test_source_mask():
    """The fill is red with pieces from the red stripe, blue with those from elsewhere, except where a model has
    polished. A mask lies where it is seen, wherever the layer is."""
    for left, top in ((0, 0), (11, -5)):
        image, layer = make_image(lambda x, y: RED if 5 <= x < 20 else BLUE)
        layer.set_offsets(left, top)
        for first, last, channel in ((5, 20, 0), (90, 105, 2)):
            mask = add_channel(image, bytes(255 * (first <= k % WIDTH - left < last) for k in range(WIDTH * HEIGHT)))
            for method, least in (("patches", 1), ("auto", 0.8)):
                result = fill(image, layer, source_mask=mask, method=method, model=model("tiny-patches"))
                assert share(result, channel) >= least, (left, channel, method, share(result, channel))
        image.delete()


def test_layer_mask_of_sources():
    """The mask of a layer lies where its layer does."""
    image, layer = make_image(lambda x, y: BLUE if x >= 90 and 30 <= y < 60 else RED)
    other = add_noise(image, "other", halves, 30, 30)
    other.set_offsets(90, 30)
    other.add_mask(other.create_mask(Gimp.AddMaskType.WHITE))
    image.reorder_item(other, None, 1)
    assert share(fill(image, layer, source_mask=other.get_mask()), 2) == 1
    image.delete()


def test_mask_that_marks_nothing():
    for values, words in ((bytes(WIDTH * HEIGHT), "marks nothing"), (None, "is of another image")):
        image, layer = make_image()
        other, _ = make_image()
        mask = add_channel(image if values else other, values or bytes([255]) * (WIDTH * HEIGHT))
        before = state(image)
        status, message = call("inpaint", image, [layer], method="patches", source_mask=mask)
        assert status == Gimp.PDBStatusType.CALLING_ERROR and words in message, (status, message)
        assert state(image) == before
        image.delete()
        other.delete()


def test_whole_layer():
    """Nothing is known near the hole: there is nothing to take near it, but there is in the whole layer."""
    image, layer = make_image(lambda x, y: RED if x >= 380 else None, 440, 60, (8, 8, 40, 40))
    before = state(image)
    status, message = call("inpaint", image, [layer], method="patches", model=None)
    assert status != Gimp.PDBStatusType.SUCCESS and state(image) == before, message
    result = fill(image, layer, sources="picture")
    assert share(result, 0) == 1, share(result, 0)
    assert record_of(result)["sources"] == "picture"
    image.delete()


def layered():
    """An image with a small blue layer, hidden green above, a red one that covers all, and one that darkens it; with
    real numbers, which flattening does not round."""
    image, layer = make_image(lambda x, y: BLUE)
    add_noise(image, "hidden", lambda x, y: (30, 200, 30)).set_visible(False)
    add_noise(image, "red", lambda x, y: RED, seed=2)
    shade = add_noise(image, "shade", lambda x, y: (140, 140, 140), seed=3)
    shade.set_mode(Gimp.LayerMode.MULTIPLY)
    shade.set_opacity(60)
    layer.set_offsets(30, 15)
    image.convert_precision(Gimp.Precision.FLOAT_NON_LINEAR)
    return image, layer


def test_visible_layers():
    """The fill is that of the flattened image, by any method; it lies above all layers, and the selected layer
    stays selected."""
    for method in ("patches", "network", "auto"):
        more = {"method": method, "model": model("tiny-patches"), "quality": "draft", "seed": 4, "grow": 2}
        image, layer = layered()
        flat = image.duplicate()
        flat.flatten()
        ground = flat.get_layers()[0]
        result = fill(image, layer, sources="visible", **more)
        assert image.get_layers()[0] == result and image.get_selected_layers() == [layer]
        one, other = (floats(found, "R'G'B'A float") for found in (result, fill(flat, ground, **more)))
        assert difference(one, other) < 1e-5, method
        seen, other = (array.array("f", projection(each)) for each in (image, flat))
        assert difference(seen, other) < 1e-5, method
        if method != "network":
            fill(image, layer, **more)
            least = 0.9 if method == "patches" else 0.7  # a model has polished the border
            assert share(result, 0) > least and share(image.get_layers()[-2], 2) > least
        image.delete()
        flat.delete()


def test_visible_beyond_the_layer():
    """The selection need not touch the selected layer, which may be empty."""
    image, layer = make_image(lambda x, y: RED)
    empty = add_layer(image, "empty", 10, 10, TYPES["RGB", True])
    result = fill(image, empty, sources="visible")
    assert (*offsets(result), result.get_width(), result.get_height()) == HOLE
    assert share(result, 0) == 1
    status, message = call("inpaint", image, [empty], method="patches")
    assert status != Gimp.PDBStatusType.SUCCESS and "does not touch" in message, message
    image.delete()


def test_several():
    """Fill k of several is that of the seed plus k; the group counts as a new layer of the plug-in."""
    for more in ({}, {"method": "network", "model": model("tiny-patches"), "quality": "draft"}):
        image, layer = make_image()
        alone = [pixels(fill(image, layer, **{**more, "seed": seed})) for seed in (4, 5, 6)]
        assert len(set(alone)) == 3
        group = fill(image, layer, count=3, **more)
        assert group.is_group() and group.get_name().split(" #")[0] == "NCSN fill, seed 4"
        children = group.get_children()
        assert [pixels(each) for each in children] == alone
        assert [each.get_visible() for each in children] == [True, False, False]
        assert [each.get_name().split(" #")[0] for each in children] == [f"NCSN fill, seed {k}" for k in (4, 5, 6)]
        assert [record_of(each)["seed"] for each in children] == ["4", "5", "6"]
        assert image.get_selected_layers() == [layer]
        assert image.get_layers()[0] == group and fill(image, layer, **more) == image.get_layers()[0]
        assert image.get_layers()[1] == group
        image.delete()


def test_several_copies():
    """Where a layer has a look of its own, each of several fills looks as it does alone; the next fill replaces
    them."""
    def looks(**more):
        image = Gimp.Image.new(WIDTH, HEIGHT, Gimp.ImageBaseType.RGB)
        add_noise(image, "ground", lambda x, y: (160, 160, 160), seed=2)
        layer = add_noise(image, "upper", halves)
        layer.set_mode(Gimp.LayerMode.DIFFERENCE)
        layer.set_opacity(70)
        image.select_rectangle(Gimp.ChannelOps.REPLACE, *HOLE)
        return image, layer, fill(image, layer, **more)

    image, layer, group = looks(count=2)
    assert not layer.get_visible() and image.get_selected_layers() == group.get_children()[:1]
    for k, child in enumerate(group.get_children()):
        for each in group.get_children():
            each.set_visible(each == child)
        other, _, _ = looks(seed=4 + k)
        assert difference(projection(image), projection(other)) <= 1, k  # GIMP rounds groups otherwise
        other.delete()
    result = fill(image, layer, seed=4)
    other, _, _ = looks(seed=4)
    assert image.get_layers()[0] == result and not group.get_visible()
    assert difference(projection(image), projection(other)) <= 1
    image.delete()
    other.delete()


def tests():
    return ()
