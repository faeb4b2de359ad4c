# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of a layer is kept: the image looks as if the layer itself had the new pixels."""

import array
import math

from gi.repository import Gegl, Gimp

from scene import (CANVAS, TYPES, add_channel, call, changes, difference, floats, make_image, make_opaque, model,
                   offsets, paint, pixels, projection, select, succeed)

PART = (6, 7, 13, 15)
HIDDEN = 14  # masks hide the pixels from this column on


def plain(image, layer):
    return layer


def masked(image, layer):
    mask = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(mask)
    paint(mask, "Y u8", [255 if x < HIDDEN - 2 else 100 if x < HIDDEN else 0 for x in range(CANVAS[0])] * CANVAS[1])
    return layer


def filtered(image, layer):
    layer.append_filter(Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "invert"))
    return layer


def faint(image, layer):
    layer.set_opacity(40)
    return layer


def multiplied(image, layer):
    layer.set_mode(Gimp.LayerMode.MULTIPLY)
    return layer


def clipped(image, layer):
    layer.set_composite_mode(Gimp.LayerCompositeMode.CLIP_TO_BACKDROP)
    return layer


def translucent(image, layer):
    make_opaque(layer, 128 / 255)
    return layer


def locked(image, layer):
    faint(image, layer)
    layer.set_lock_content(True)
    layer.set_lock_visibility(True)
    layer.set_lock_alpha(True)
    return layer


def in_group(image, layer):
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    image.reorder_item(layer, group, 0)
    group.set_opacity(70)
    return faint(image, layer)


def group(image, layer):
    inner = in_group(image, layer)
    inner.set_opacity(100)
    return masked(image, inner.get_parent())


LOOKS = (plain, masked, filtered, faint, multiplied, clipped, translucent, locked, in_group)


def scene(look, part=PART, precision="u8"):
    """An opaque layer of noise with this look, above green pixels in half of the canvas."""
    image, layer = make_image(precision=precision)
    make_opaque(layer)
    green = Gimp.Layer.new(image, "green", CANVAS[0], CANVAS[1] // 2, TYPES["RGB", True], 100,
                           Gimp.LayerMode.NORMAL)
    image.insert_layer(green, None, 1)
    Gimp.context_push()
    Gimp.context_set_foreground(Gegl.Color.new("green"))
    green.fill(Gimp.FillType.FOREGROUND)
    Gimp.context_pop()
    layer = look(image, layer)
    if part:
        image.select_rectangle(Gimp.ChannelOps.REPLACE, *part)
    return image, layer


def new_colours(name, **arguments):
    """The new colours of PART, from a layer with a plain look."""
    image, layer = scene(plain)
    result = succeed(name, image, [layer], **arguments)
    colours = floats(result, "R'G'B'A float")
    image.delete()
    return colours


def seen_with(colours, look):
    """The visible image if the layer itself has these colours."""
    image, layer = scene(look)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, *CANVAS)
    layer.set_lock_content(False)
    x, y, width, height = PART
    values = floats(layer, "R'G'B'A float")
    for row in range(height):
        for column in range(width):
            at, new = 4 * ((y + row) * CANVAS[0] + x + column), 4 * (row * width + column)
            values[at : at + 3] = colours[new : new + 3]
    paint(layer, "R'G'B'A float", values)
    layer.update(0, 0, *CANVAS)
    seen = projection(image)
    image.delete()
    return seen


TASKS = (("denoise", {"seed": 3, "sigma": 0.2, "model": "tiny-patches"}),
         ("vary", {"seed": 3, "model": "tiny-patches"}),
         ("inpaint", {"seed": 3, "model": "tiny-rgb"}))


def check_seen(name, arguments, look):
    arguments = {**arguments, "model": model(arguments["model"])}
    wanted = seen_with(new_colours(name, **arguments), look)
    image, layer = scene(look)
    before, seen_before = pixels(layer), projection(image)
    succeed(name, image, [layer], **arguments)
    seen = projection(image)
    assert seen != seen_before
    assert difference(seen, wanted) <= 1, difference(seen, wanted)
    for (x, y), old, new in changes(seen_before, seen):
        inside = PART[0] <= x < PART[0] + PART[2] and PART[1] <= y < PART[1] + PART[3]
        if not inside or (look is masked and x >= HIDDEN):
            assert old == new, (x, y)
    assert pixels(layer) == before
    assert layer.get_visible() == (look is plain)
    image.delete()


def tests():
    for name, arguments in TASKS:
        for look in LOOKS if name == "denoise" else (masked, faint, translucent):
            yield f"{name} {look.__name__}", lambda: check_seen(name, arguments, look)


def test_nothing_to_change():
    """With σ = 0 no visible bit changes, for whole layers and for parts, also of groups."""
    for look in (*LOOKS, group):
        for part, precision in ((None, "u8"), (PART, "float"), (PART, "u16")):
            image, layer = scene(look, part, precision)
            if part is None:
                image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, *CANVAS)
                Gimp.Selection.none(image)
            else:
                select(image, "soft-ellipse")
            before = projection(image)
            succeed("denoise", image, [layer], sigma=0.0, model=model("tiny-patches"))
            same = projection(image)
            if precision == "float":
                assert difference(array.array("f", before), array.array("f", same)) < 1e-5, look.__name__
            else:
                assert same == before, (look.__name__, part)
            image.delete()


def test_half_selected():
    """Pixels selected by half change by half, on a layer with a low opacity."""
    image, layer = scene(faint, None)
    channel = add_channel(image, [128] * (CANVAS[0] * CANVAS[1]))
    results = []
    for half in (False, True):
        if half:
            image.select_item(Gimp.ChannelOps.REPLACE, channel)
        else:
            Gimp.Selection.none(image)
        result = succeed("denoise", image, [layer], seed=3, sigma=0.2, model=model("tiny-patches"))
        results.append(floats(result, "R'G'B'A float"))
    old, half = floats(layer, "R'G'B'A float"), floats(image.get_selection(), "Y float")[0]
    assert 0.4 < half < 0.8, half
    for a, whole, part in zip(old, *results, strict=True):
        assert abs(part - (a + (whole - a) * half)) < 0.01, (a, whole, part)
    image.delete()


def test_one_stands_for_the_layer():
    """After a second call on the same layer only the newest copy is visible, and it is selected."""
    image, layer = scene(faint)
    first = succeed("vary", image, [layer], seed=1, model=model("tiny-patches"))
    second = succeed("vary", image, [layer], seed=2, model=model("tiny-patches"))
    once = projection(image)
    assert [each.get_visible() for each in (first, second, layer)] == [False, True, False]
    assert image.get_selected_layers() == [second]
    image.delete()
    image, layer = scene(faint)
    succeed("vary", image, [layer], seed=2, model=model("tiny-patches"))
    assert projection(image) == once
    image.delete()


def in_part(result, format_name):
    """The floats of PART, which is on the canvas, in a new layer."""
    x, y = offsets(result)
    return floats(result, format_name, (PART[0] - x, PART[1] - y, *PART[2:]))


def test_fill_of_a_translucent_layer():
    """A fill is as translucent as its surroundings; an erased hole in an opaque layer becomes opaque."""
    for look, alpha in ((translucent, 128 / 255), (plain, 1)):
        image, layer = scene(look)
        paint(layer, "R'G'B'A u8", bytes(4 * PART[2] * PART[3]), PART)
        result = succeed("inpaint", image, [layer], seed=1, model=model("tiny-patches"))
        assert all(abs(a - alpha) < 0.005 for a in in_part(result, "A float")), look.__name__
        image.delete()


def test_group_with_filters():
    """A group with filters cannot become one layer: an error, and nothing changes."""
    image, layer = scene(group)
    filtered(image, layer)
    status, message = call("denoise", image, [layer], sigma=0.1, model=model("tiny-patches"))
    assert status == Gimp.PDBStatusType.EXECUTION_ERROR and "group with filters" in message, message
    assert image.get_layers()[0] == layer and layer.get_visible()
    image.delete()


def test_not_finite():
    """A NaN is transparent in the new layer, in a patch and in a copy."""
    for look in (plain, faint):
        image, layer = scene(look, precision="float")
        paint(layer, "R'G'B'A float", array.array("f", [float("nan"), 0.5, 9, 1]), (8, 9, 1, 1))
        result = succeed("denoise", image, [layer], seed=3, sigma=0.2, model=model("tiny-patches"))
        found = in_part(result, "R'G'B'A float")
        assert all(map(math.isfinite, found)), look.__name__
        hole = 4 * ((9 - PART[1]) * PART[2] + 8 - PART[0]) + 3
        assert [i for i in range(3, len(found), 4) if found[i] != 1] == [hole] and found[hole] == 0, look.__name__
        image.delete()


def test_text_and_small_groups():
    """Text layers and groups smaller than the canvas: visible changes are inside them only."""
    for kind in ("text", "group"):
        image, layer = scene(plain, None)
        if kind == "text":
            upper = Gimp.TextLayer.new(image, "M", Gimp.context_get_font(), 20, Gimp.Unit.pixel())
            image.insert_layer(upper, None, 0)
        else:
            upper = Gimp.GroupLayer.new(image, "small")
            image.insert_layer(upper, None, 0)
            child = layer.copy()
            image.insert_layer(child, upper, 0)
            child.resize(12, 9, -5, -6)
        upper.set_offsets(7, 8)
        upper.set_opacity(60)
        x, y, width, height = 7, 8, upper.get_width(), upper.get_height()
        assert width < CANVAS[0] - 7, width
        before = projection(image)
        succeed("denoise", image, [upper], seed=3, sigma=0.0, model=model("tiny-patches"))
        assert projection(image) == before, kind
        result = succeed("denoise", image, [upper], seed=3, sigma=0.3, model=model("tiny-patches"))
        places = [place for place, old, new in changes(before, projection(image)) if old != new]
        assert places and all(x <= px < x + width and y <= py < y + height for px, py in places), (kind, places[:5])
        assert not result.is_group()
        image.delete()


def test_mask_is_edited():
    """If a layer mask is given, the procedure works on its layer."""
    image, layer = scene(masked)
    result = succeed("denoise", image, [layer.get_mask()], seed=3, sigma=0.2, model=model("tiny-patches"))
    other, same = scene(masked)
    again = succeed("denoise", other, [same], seed=3, sigma=0.2, model=model("tiny-patches"))
    assert pixels(result) == pixels(again) and projection(image) == projection(other)
    image.delete()
    other.delete()
