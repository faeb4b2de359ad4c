# SPDX-License-Identifier: GPL-3.0-or-later
"""plug-in-ncsn-inpaint, called from Python inside GIMP."""

import array
import random

from gi.repository import Gimp

from scene import (PLACES, SELECTIONS, add_layer, call, changes, check_gray, check_new_layer, check_outside, floats,
                   make_image, matrix, model, paint, pixels, projection, record_of, select, select_floor,
                   selection_on, succeed)

MODELS = ("tiny", "tiny-rgb", "tiny-patches")


def cases():
    """Every pixel type with a model in turn, then every place with every selection."""
    for count, case in enumerate(matrix()):
        yield (*case, MODELS[count % 3])
    for place in PLACES:
        for kind in SELECTIONS:
            yield "RGB", True, "u8", place, kind, "tiny-rgb"


def check_filled(*case):
    check_new_layer("inpaint", "NCSN fill, seed 7", *case[:-1], model=model(case[-1]))


def test_same_answer_wherever_the_layer_lies():
    """The same layer and selection, moved together on the canvas, get the same pixels."""
    for name in ("tiny", "tiny-patches"):
        results = []
        for dx, dy in ((0, 0), (-3, -2), (9, 5)):
            image, layer = make_image()
            layer.set_offsets(dx, dy)
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 10 + dx, 9 + dy, 7, 6)
            results.append(pixels(succeed("inpaint", image, [layer], seed=3, model=model(name))))
            image.delete()
        assert results[0] == results[1] == results[2]


def fill_of(layer_change=None, alpha=True, **more):
    """The filled pixels of a 4 × 4 selection in the cell at (8, 8), after a change to the layer."""
    image, layer = make_image(alpha=alpha)
    if layer_change:
        paint(layer, "R'G'B'A u8", [255] * 36, (*layer_change, 3, 3))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 4, 4)
    result = pixels(succeed("inpaint", image, [layer], **{"seed": 3, **more}))
    image.delete()
    return result


def test_cells():
    """The fill depends on known pixels of the same cell, but not on other cells or on selected pixels."""
    plain = fill_of()
    assert fill_of((8, 8)) != plain
    assert fill_of((0, 0)) == plain
    assert fill_of((16, 8)) == plain
    assert fill_of((10, 10)) == plain


def test_context():
    """A model of patches reads the pixels within the context; by default, about as far as its patches are large."""
    for context in (-1, 4):
        # Without transparent pixels, which would be filled too and need pixels around them.
        arguments = {"model": model("tiny-patches"), "context": context, "alpha": False}
        plain = fill_of(**arguments)
        assert fill_of((10, 10), **arguments) == plain
        assert fill_of((7, 9), **arguments) != plain
        assert fill_of((30, 20), **arguments) == plain
    assert fill_of((2, 9), **arguments) == plain


def test_faint_selection():
    """Pixels that are selected by 1 … 16 of 255 are known: the hole gets the same pixels, and nothing else
    changes visibly."""
    for name in ("tiny-rgb", "tiny-patches"):
        image, layer = make_image(alpha=False)
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 9, 7, 6)
        clean = pixels(succeed("inpaint", image, [layer], seed=3, model=model(name)), "R'G'B' u8")
        image.remove_layer(image.get_layers()[0])
        before = projection(image)
        select_floor(image)
        result = succeed("inpaint", image, [layer], seed=3, model=model(name))
        assert pixels(result, "R'G'B' u8", (10, 9, 7, 6)) == clean
        for (x, y), old, new in changes(before, projection(image)):
            if not (10 <= x < 17 and 9 <= y < 15):
                assert all(abs(a - b) <= 1 for a, b in zip(old, new)), (x, y, old, new)
        image.delete()


def test_only_faint_selection():
    image, layer = make_image(alpha=False)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 9, 1, 1)
    image.select_rectangle(Gimp.ChannelOps.SUBTRACT, 10, 9, 1, 1)
    select_floor(image)
    status, message = call("inpaint", image, [layer])
    assert status != Gimp.PDBStatusType.SUCCESS and "a third" in message, message
    image.delete()


def test_gray():
    check_gray("inpaint", model=model("tiny-rgb"))


def test_arguments_reach_the_sampler():
    base = {"sampler": "annealed"}
    plain = fill_of(**base)
    assert fill_of(**base) == plain
    for more in ({"seed": 4}, {"class": "square"}, {"levels": 5}, {"steps": 3}, {"sigma_begin": 2.0},
                 {"sigma_end": 0.2}, {"epsilon": 0.005}, {"denoise": "false"}, {"resample": 2}):
        assert fill_of(**base, **more) != plain, more
    assert fill_of(levels=4, steps=2, sigma_begin=1.0, sigma_end=0.1, epsilon=0.01, denoise="true",
                   **base) == plain
    assert fill_of(**{"class": "1"}) == fill_of(**{"class": "square"})


def test_qualities_and_samplers():
    """Each gives a different result. A sampler or a number overrides the quality, and numbers without a sampler
    are for annealed."""
    qualities = [fill_of(quality=name) for name in ("draft", "normal", "best")]
    assert len(set(qualities)) == 3 and fill_of() == qualities[1]
    rules = ("langevin", "annealed", "consistent", "predictor-corrector", "ode", "ipndm", "dpm")
    results = [fill_of(sampler=name) for name in rules]
    # A pass through an interval begins with new noise, after which either multistep rule makes an Euler step.
    assert results[5] == results[6] and len(set(results)) == len(rules) - 1
    assert fill_of(sampler="consistent", quality="draft") == results[2]
    assert fill_of(quality="custom") == results[1]
    assert fill_of(levels=5) == fill_of(levels=5, sampler="annealed") != results[1]
    assert fill_of(sampler="predictor-corrector", snr=0.5) != results[3]
    assert fill_of(sampler="ode", rho=2.0) != results[4] != fill_of(sampler="ode", churn=20.0)


def test_one_pixel():
    """Offsets are exact: a selection of one pixel changes that pixel and no other."""
    for name, place in (("tiny", "up-left"), ("tiny-patches", "beyond"), ("tiny-rgb", "as-canvas")):
        image, layer = make_image(place=place)
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 23, 17, 1, 1)
        before = projection(image)
        result = succeed("inpaint", image, [layer], seed=1, model=model(name))
        assert (result.get_width(), result.get_height()) == (1, 1)
        assert check_outside(image, before, projection(image), selection_on(image, place), place) == 1
        image.delete()


def test_in_a_group():
    image, layer = make_image()
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    image.reorder_item(layer, group, 0)
    select(image, "rectangle")
    succeed("inpaint", image, [layer], seed=1)
    assert [l.get_name() for l in group.get_children()] == ["NCSN fill, seed 1", "noise"]
    succeed("generate", image, [layer], seed=1)
    assert [l.get_name() for l in group.get_children()][0] == "NCSN tiny, seed 1"
    image.delete()


def test_newest_on_top():
    image, layer = make_image()
    select(image, "rectangle")
    first = succeed("inpaint", image, [layer], seed=1)
    second = succeed("inpaint", image, [layer], seed=2)
    assert image.get_layers()[:3] == [second, first, layer]
    image.delete()


def test_infinite_pixels():
    for name in ("tiny", "tiny-patches"):
        image, layer = make_image(precision="float")
        paint(layer, "R'G'B'A float", array.array("f", [float("nan"), 1, 1, 1, 1, float("inf"), 1, 1]), (8, 8, 2, 1))
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 4, 4)
        result = succeed("inpaint", image, [layer], seed=1, model=model(name))
        assert all(0 <= value <= 1 for value in floats(result, "R'G'B'A float"))
        image.delete()


def tests():
    for case in cases():
        yield "filled " + " ".join(map(str, case)), lambda: check_filled(*case)


def remove(x, y, width, height, **more):
    """Fills a rectangle of 60 red and 60 blue columns with noise; the new layer, its place and its colours. Below
    the rectangle there is red at every size of the picture that patches are taken from."""
    draw = random.Random(5)
    image = Gimp.Image.new(120, 160, Gimp.ImageBaseType.RGB)
    layer = add_layer(image, "halves", 120, 160, Gimp.ImageType.RGB_IMAGE)
    halves = bytes(v for k in range(120 * 160) for high in [draw.randrange(150, 250)]
                   for v in ((high, 30, 30) if k % 120 < 60 else (30, 30, high)))
    paint(layer, "R'G'B' u8", halves)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, x, y, width, height)
    result = succeed("inpaint", image, [layer], seed=2, **more)
    found = (record_of(result), tuple(result.get_offsets())[1:] + (result.get_width(), result.get_height()),
             pixels(result, "R'G'B'A u8"))
    image.delete()
    return found


def test_patches_need_no_colours_of_the_model():
    """Patches fill red with red, though the model is gray, and the selection grows where it is wide."""
    record, place, colours = remove(8, 20, 40, 40, method="patches")
    assert (record["method"], record["grow"]) == ("patches", "3"), record
    assert place == (5, 17, 46, 46), place
    middle = [colours[4 * (y * 46 + x):][:4] for y in range(3, 43) for x in range(3, 43)]
    assert all(r > 100 > b and a == 255 for r, _, b, a in middle)
    edge = colours[4 * (23 * 46) + 3]
    assert 84 <= edge <= 86, edge  # a third
    assert remove(8, 20, 40, 40, method="patches")[2] == colours
    assert remove(8, 20, 40, 40, method="patches", grow=0)[1] == (8, 20, 40, 40)
    assert remove(8, 20, 6, 40, method="patches")[1] == (8, 20, 6, 40)


def test_method_by_width():
    """A model of patches leaves wide holes to the patches of the layer, and one of whole pictures none."""
    for name, wide in (("tiny-patches", True), ("tiny", False)):
        auto = remove(8, 20, 40, 40, grow=0, model=model(name))
        network = remove(8, 20, 40, 40, grow=0, model=model(name), method="network")
        assert (auto[2] != network[2]) == wide, name
        assert remove(8, 20, 40, 40, model=model(name))[0]["grow"] == ("3" if wide else "0")
    auto = remove(8, 20, 6, 40, model=model("tiny-patches"))
    assert auto[2] == remove(8, 20, 6, 40, model=model("tiny-patches"), method="network")[2]
