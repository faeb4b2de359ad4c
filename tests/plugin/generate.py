# SPDX-License-Identifier: GPL-3.0-or-later
"""plug-in-ncsn-generate, called from Python inside GIMP."""

from gi.repository import Gimp

from scene import CANVAS, CELL, floats, make_image, model, offsets, pixels, record_of, result_type, succeed


def check_generated(base, alpha, precision, model_name):
    image, layer = make_image(base, alpha, precision)
    before = pixels(layer)
    size = {"width": 20, "height": 13} if model_name == "tiny-patches" else {"columns": 3, "rows": 2}
    width, height = size.get("width", 3 * CELL), size.get("height", 2 * CELL)
    succeed("generate", image, [layer], seed=7, model=model(model_name), **size, **{"class": "square"})
    result, same, _ = image.get_layers()
    assert result.get_name() == f"NCSN {model_name}, class square, seed 7", result.get_name()
    assert result.type() == result_type(image)
    assert (result.get_width(), result.get_height()) == (width, height)
    assert offsets(result) == ((CANVAS[0] - width) // 2, (CANVAS[1] - height) // 2)
    colours = floats(result, "R'G'B'A float")
    assert all(value == 1 for value in colours[3::4])
    assert len(set(colours)) > 10
    assert same == layer and pixels(layer) == before
    image.delete()


def sheets_of(**arguments):
    """The image and the new layers, from the top down."""
    image, layer = make_image()
    top = succeed("generate", image, [layer], seed=5, **arguments)
    return image, top.get_children() if top.is_group() else [top]


def test_pictures_are_those_of_the_seed():
    """Picture k of a seed is the same for every number of columns, rows and layers."""
    def pictures(columns, rows, layers):
        image, sheets = sheets_of(columns=columns, rows=rows, layers=layers)
        found = []
        for sheet in sheets:
            for row in range(rows):
                for column in range(columns):
                    found.append(pixels(sheet, None, (column * CELL, row * CELL, CELL, CELL)))
        image.delete()
        return found

    one_row = pictures(6, 1, 1)
    assert len(set(one_row)) == 6
    assert pictures(3, 2, 1) == pictures(1, 2, 3) == one_row


def test_group_of_layers():
    image, layer = make_image()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 2, 3, 4, 4)
    group = succeed("generate", image, [layer], seed=9, layers=3)
    assert group.is_group() and group.get_name() == "NCSN tiny, seed 9"
    children = group.get_children()
    assert [c.get_name() for c in children] == [f"NCSN tiny, seed 9 ({i})" for i in (1, 2, 3)]
    assert [c.get_visible() for c in children] == [True, False, False]
    assert [record_of(c)["layer"] for c in children] == ["1", "2", "3"]
    assert all(offsets(c) == (0, 1) for c in children), [offsets(c) for c in children]
    image.delete()


def test_larger_than_the_canvas():
    image, layer = make_image()
    succeed("generate", image, [layer], columns=6, rows=5)
    assert offsets(image.get_layers()[0]) == ((40 - 48) // 2, (30 - 40) // 2)
    image.delete()


def test_patches_fill_the_selection_or_the_canvas():
    for selection, bounds in (((3, 4, 21, 11), (3, 4, 21, 11)), (None, (0, 0, *CANVAS))):
        image, layer = make_image()
        if selection:
            image.select_rectangle(Gimp.ChannelOps.REPLACE, *selection)
        result = succeed("generate", image, [layer], model=model("tiny-patches"))
        assert (*offsets(result), result.get_width(), result.get_height()) == bounds
        record = record_of(result)
        assert (record["width"], record["height"]) == (str(bounds[2]), str(bounds[3]))
        image.delete()


def patches_of(**arguments):
    image, sheets = sheets_of(model=model("tiny-patches"), width=24, height=17, **arguments)
    found = [pixels(sheet) for sheet in sheets]
    image.delete()
    return found


def test_patches_in_layers():
    """Layers differ from each other; layer k of a seed does not depend on the number of layers."""
    three = patches_of(layers=3)
    assert len(set(three)) == 3
    assert patches_of(layers=1) == three[:1]


def test_guidance():
    """It changes the picture and is in the record; 1 is none."""
    found = {}
    for weight in (None, 1, 3):
        image, layer = make_image()
        given = {} if weight is None else {"guidance": weight}
        result = succeed("generate", image, [layer], seed=5, **given, **{"class": "square"})
        found[weight] = pixels(result)
        assert record_of(result).get("guidance") == ("3" if weight == 3 else None)
        image.delete()
    assert found[None] == found[1] != found[3]


def test_tileable():
    """Each choice gives a different picture."""
    ways = [patches_of(tileable=way)[0] for way in ("no", "horizontally", "vertically", "both")]
    assert len(set(ways)) == 4


def tests():
    for case in (("RGB", True, "u8", "tiny"), ("RGB", False, "float", "tiny-rgb"),
                 ("GRAY", True, "u16", "tiny"), ("GRAY", False, "half", "tiny-rgb"),
                 ("RGB", True, "u32-linear", "tiny-patches"), ("GRAY", True, "float-linear", "tiny-patches")):
        yield "generated " + " ".join(map(str, case)), lambda: check_generated(*case)
