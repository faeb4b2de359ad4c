# SPDX-License-Identifier: GPL-3.0-or-later
"""plug-in-ncsn-generate with the texture of a layer, which needs no model."""

from gi.repository import Gimp

from removal import BLUE, HEIGHT, RED, WIDTH, add_noise, colours, halves, make_image, share
from scene import call, offsets, pixels, record_of, state, succeed


def sheets_of(image, drawables, **arguments):
    """The new layers, from the top down."""
    top = succeed("generate", image, drawables, **{"model": None, "source": "picture", "seed": 4, **arguments})
    return top.get_children() if top.is_group() else [top]


def test_sheets():
    """Layers of the asked size in the middle of the selection; each number of a seed has its own."""
    image, layer = make_image()
    two = sheets_of(image, [layer], width=48, height=40, layers=2)
    assert [each.get_name() for each in two] == [f"NCSN ground, seed 4 ({k})" for k in (1, 2)]
    assert all((each.get_width(), each.get_height(), *offsets(each)) == (48, 40, 36, 20) for each in two)
    record = record_of(two[1])
    wanted = {"task": "generate", "source": "picture", "width": "48", "height": "40", "layer": "2", "seed": "4"}
    assert {key: record.get(key) for key in wanted} == wanted and "model" not in record, record
    two = [pixels(each) for each in two]
    assert two[0] != two[1]
    assert [pixels(each) for each in sheets_of(image, [layer], width=48, height=40)] == two[:1]
    for more in ({"seed": 5}, {"tileable": "both"}, {"tileable": "horizontally"}):
        assert pixels(sheets_of(image, [layer], width=48, height=40, **more)[0]) != two[0], more
    image.delete()


def test_selected_part():
    """Only what is selected and opaque is the model, whatever the selection's shape. Transparent pixels are green."""
    image, layer = make_image(lambda x, y: None if x % 40 < 10 else halves(x, y), hole=(0, 0, 60, HEIGHT))
    for channel, left in ((0, 0), (2, 60)):
        image.select_ellipse(Gimp.ChannelOps.REPLACE, left, 0, 60, HEIGHT)
        sheet, = sheets_of(image, [layer], width=32, height=32)
        assert share(sheet, channel) == 1, (channel, share(sheet, channel))
        image.remove_layer(sheet)
    Gimp.Selection.none(image)
    sheet, = sheets_of(image, [layer], width=40, height=32)
    assert all(green < 100 for _, green, _ in colours(sheet))
    image.delete()


def test_place_of_the_layer():
    """The selection is on the canvas, wherever the layer lies."""
    image, _ = make_image(lambda x, y: BLUE)
    layer = add_noise(image, "moved", halves)
    layer.set_offsets(60, 10)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 50, 0, 60, HEIGHT)
    sheet, = sheets_of(image, [layer], width=32, height=32)
    assert share(sheet, 0) == 1
    image.delete()


def test_gray():
    image = Gimp.Image.new(WIDTH, HEIGHT, Gimp.ImageBaseType.RGB)
    layer = add_noise(image, "gray", lambda x, y: (160, 160, 160))
    sheet, = sheets_of(image, [layer], width=32, height=32)
    assert all(max(c) - min(c) <= 1 for c in colours(sheet))
    image.convert_grayscale()
    sheet, = sheets_of(image, [layer], width=32, height=32)
    assert sheet.type() == Gimp.ImageType.GRAYA_IMAGE and len(set(pixels(sheet, "Y' u8"))) > 10
    image.delete()


def test_refusals():
    for words, hole, arguments in (("opaque rectangle of 16 × 16", (3, 3, 15, 40), {}),
                                   ("opaque rectangle of 16 × 16", (0, 0, 30, 30), {}),
                                   ("does not touch", (100, 0, 10, 60), {}),
                                   ("“columns” is not used", (50, 0, 50, 60), {"columns": 2}),
                                   ("too small for a texture", (50, 0, 50, 60), {"width": 15})):
        image, _ = make_image(hole=hole)
        layer = add_noise(image, "small", lambda x, y: RED if x > 20 else None, 90, 60)
        before = state(image)
        status, message = call("generate", image, [layer], **{"model": None, "source": "picture", **arguments})
        assert status != Gimp.PDBStatusType.SUCCESS and words in message, (status, message)
        assert state(image) == before
        status, message = call("generate", image, [], model=None, source="picture", **arguments)
        assert status == Gimp.PDBStatusType.CALLING_ERROR, message
        image.delete()


def tests():
    return ()
