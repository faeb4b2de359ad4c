# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests inside GIMP share: test images, calls of procedures, and checks of a new layer against the
selection as GIMP returns it."""

import array
import os
import random

from gi.repository import Gegl, Gimp, Gio

MODELS = os.environ["NCSN_TEST_MODELS"]
CELL = 8  # the tiny models draw 8 × 8 pixels
CANVAS = (40, 30)

PRECISIONS = {
    "u8": Gimp.Precision.U8_NON_LINEAR,
    "u8-linear": Gimp.Precision.U8_LINEAR,
    "u16": Gimp.Precision.U16_NON_LINEAR,
    "u32-linear": Gimp.Precision.U32_LINEAR,
    "half": Gimp.Precision.HALF_NON_LINEAR,
    "float": Gimp.Precision.FLOAT_NON_LINEAR,
    "float-linear": Gimp.Precision.FLOAT_LINEAR,
}
TYPES = {
    ("RGB", False): Gimp.ImageType.RGB_IMAGE,
    ("RGB", True): Gimp.ImageType.RGBA_IMAGE,
    ("GRAY", False): Gimp.ImageType.GRAY_IMAGE,
    ("GRAY", True): Gimp.ImageType.GRAYA_IMAGE,
    ("INDEXED", True): Gimp.ImageType.INDEXEDA_IMAGE,
}
# The bounds of layers, (x, y, width, height) on the canvas.
PLACES = {
    "as-canvas": (0, 0, *CANVAS),
    "up-left": (-5, -3, 37, 25),
    "beyond": (11, 9, 60, 50),
    "around": (-13, -7, 80, 61),
    "inside": (4, 6, 21, 17),
}
SELECTIONS = ("rectangle", "hard-ellipse", "soft-ellipse")


def model(name="tiny"):
    return Gio.File.new_for_path(os.path.join(MODELS, name + ".safetensors"))


def add_layer(image, name, width, height, kind):
    """Inserts a new, empty layer at the top."""
    layer = Gimp.Layer.new(image, name, width, height, kind, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    return layer


def paint(drawable, format_name, values, part=None):
    """Writes bytes or an array of values in a GEGL format to a drawable, or to the part (x, y, width, height)."""
    buffer = drawable.get_buffer()
    buffer.set(Gegl.Rectangle.new(*part) if part else buffer.get_extent(), format_name, bytes(values))
    buffer.flush()


def make_opaque(layer, alpha=1):
    """Gives all pixels of a layer the same alpha."""
    values = floats(layer, "R'G'B'A float")
    values[3::4] = array.array("f", [alpha]) * (len(values) // 4)
    paint(layer, "R'G'B'A float", values)


def make_image(base="RGB", alpha=True, precision="u8", place="as-canvas", seed=1):
    """An image with a layer of noise, in which every seventh pixel is transparent, above an empty layer."""
    kind = getattr(Gimp.ImageBaseType, base)
    image = Gimp.Image.new_with_precision(*CANVAS, kind, PRECISIONS[precision])
    add_layer(image, "below", *CANVAS, TYPES[base, alpha])
    x, y, width, height = PLACES[place]
    layer = add_layer(image, "noise", width, height, TYPES[base, alpha])
    layer.set_offsets(x, y)
    channels = 2 if base == "GRAY" else 4
    noise = bytearray(random.Random(seed).randbytes(width * height * channels))
    for i in range(width * height):
        noise[i * channels + channels - 1] = 0 if i % 7 == 0 else 255
    paint(layer, "Y'A u8" if base == "GRAY" else "R'G'B'A u8", noise)
    return image, layer


def select(image, kind):
    if kind == "rectangle":
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 6, 7, 13, 15)
    else:
        Gimp.context_push()
        Gimp.context_set_antialias(False)
        Gimp.context_set_feather(kind == "soft-ellipse")
        Gimp.context_set_feather_radius(5, 5)
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 5, 6, 18, 16)
        Gimp.context_pop()


def add_channel(image, values):
    """Inserts a channel of the canvas's size with these bytes."""
    channel = Gimp.Channel.new(image, "channel", image.get_width(), image.get_height(), 100,
                               Gegl.Color.new("black"))
    image.insert_channel(channel, None, 0)
    paint(channel, "Y u8", values)
    return channel


def select_floor(image, max_value=16):
    """Selects unselected pixels by 1 … max_value of 255, as a scanned mask or a wide feather does."""
    values = pixels(image.get_selection(), "Y u8")
    channel = add_channel(image, [max(value, 1 + i % max_value) for i, value in enumerate(values)])
    image.select_item(Gimp.ChannelOps.REPLACE, channel)
    image.remove_channel(channel)


def check_gray(name, **arguments):
    """The result is gray for a gray image, and for a colour image whose pixels are all gray."""
    for base in ("GRAY", "RGB"):
        image, layer = make_image(base, precision="float")
        noise = random.Random(3).choices(range(256), k=CANVAS[0] * CANVAS[1])
        paint(layer, "Y' float", array.array("f", [v / 255 for v in noise]))
        select(image, "rectangle")
        colours = floats(succeed(name, image, [layer], seed=3, **arguments), "R'G'B'A float")
        for c in (1, 2):
            assert difference(colours[::4], colours[c::4]) < 1e-5
        assert max(colours[::4]) - min(colours[::4]) > 0.1
        image.delete()


def pixels(drawable, format_name=None, part=None):
    """The bytes of a drawable, or of its part (x, y, width, height), in a GEGL format or its own."""
    buffer = drawable.get_buffer()
    rectangle = Gegl.Rectangle.new(*part) if part else buffer.get_extent()
    return bytes(buffer.get(rectangle, 1.0, format_name, Gegl.AbyssPolicy.NONE))


def floats(drawable, format_name, part=None):
    return array.array("f", pixels(drawable, format_name, part))


def difference(some, others):
    """The largest absolute difference of two sequences of the same length."""
    return max(abs(a - b) for a, b in zip(some, others, strict=True))


def changes(before, after):
    """Compares two projections of an image: ((x, y), old bytes, new bytes) for each pixel of the canvas."""
    size = len(before) // (CANVAS[0] * CANVAS[1])
    for i in range(CANVAS[0] * CANVAS[1]):
        at = slice(i * size, (i + 1) * size)
        yield (i % CANVAS[0], i // CANVAS[0]), before[at], after[at]


def projection(image):
    """The bytes of the visible image, in its own precision."""
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    result = pixels(seen)
    seen.delete()
    return result


def state(image):
    """Everything about the layers that must stay the same if a call fails."""
    layers = image.get_layers()
    return [(layer.get_id(), layer.get_name(), pixels(layer)) for layer in layers], image.is_dirty()


def call(name, image, drawables, **arguments):
    """Runs a procedure; returns its status and its message."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    config.set_property("model", arguments.pop("model", model()))
    for key, value in arguments.items():
        config.set_property(key.replace("_", "-"), value)
    result = procedure.run(config)
    message = "" if result.index(0) == Gimp.PDBStatusType.SUCCESS else Gimp.get_pdb().get_last_error()
    return result.index(0), message


def succeed(*arguments, **more):
    """Runs a procedure and returns the top layer, which is the new layer or its group."""
    status, message = call(*arguments, **more)
    assert status == Gimp.PDBStatusType.SUCCESS, (status, message)
    return arguments[1].get_layers()[0]


def selection_on(image, place):
    """The values of the selection that are not 0, by the coordinates on a layer; all 1 if nothing is selected."""
    if Gimp.Selection.is_empty(image):
        return {(x, y): 1.0 for x in range(PLACES[place][2]) for y in range(PLACES[place][3])}
    values = floats(image.get_selection(), "Y float")
    x0, y0, width, height = PLACES[place]
    found = {}
    for y in range(CANVAS[1]):
        for x in range(CANVAS[0]):
            value = values[y * CANVAS[0] + x]
            if value > 0 and 0 <= x - x0 < width and 0 <= y - y0 < height:
                found[x - x0, y - y0] = value
    return found


def bounds(points):
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1


def result_type(image):
    gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
    return Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE


def offsets(layer):
    found = layer.get_offsets()
    return found.offset_x, found.offset_y


def record_of(layer):
    """The record in the parasite of a layer."""
    text = bytes(layer.get_parasite("gimp-ncsn").get_data()).decode().rstrip("\0").splitlines()
    assert text[0] == "[ncsn]"
    return dict(line.split("=", 1) for line in text[1:] if line)


def check_outside(image, seen_before, seen, selected, place):
    """Checks that no bit outside the selection has changed; returns the number of changed pixels."""
    x0, y0 = PLACES[place][:2]
    changed = 0
    for (x, y), old, new in changes(seen_before, seen):
        assert old == new or (x - x0, y - y0) in selected, (x, y)
        changed += old != new
    return changed


def flattened(image):
    """The bytes of the flattened image."""
    copy = image.duplicate()
    result = pixels(copy.flatten())
    copy.delete()
    return result


def check_new_layer(name, title, base, alpha, precision, place, kind, **arguments):
    """Calls a procedure that works on a layer, and checks what it must change and what it must not change."""
    image, layer = make_image(base, alpha, precision, place)
    if kind:
        select(image, kind)
    selected = selection_on(image, place)
    before, seen_before, flat_before = pixels(layer), projection(image), flattened(image)
    result = succeed(name, image, [layer], seed=7, **arguments)

    assert image.get_layers()[1] == layer and image.get_layers()[2].get_name() == "below"
    assert result.get_name().startswith(title), result.get_name()
    assert result.type() == result_type(image), result.type()
    x, y, width, height = bounds(selected)
    x0, y0 = PLACES[place][:2]
    assert (result.get_width(), result.get_height()) == (width, height)
    assert offsets(result) == (x + x0, y + y0), offsets(result)
    check_opacity(result, layer, selected, name != "inpaint")

    assert pixels(layer) == before
    assert check_outside(image, seen_before, projection(image), selected, place) > 0
    assert check_outside(image, flat_before, flattened(image), selected, place) > 0
    assert image.get_selected_layers() == [layer]
    image.delete()


def check_opacity(result, layer, selected, keeps_shape):
    """The opacity of the new layer is the selection, times the layer's alpha if the task keeps the alpha."""
    x, y, width, height = bounds(selected)
    old, new = floats(layer, "R'G'B'A float"), floats(result, "R'G'B'A float")
    for i in range(width * height):
        px, py = x + i % width, y + i // width
        wanted = selected.get((px, py), 0)
        if keeps_shape:
            wanted *= old[4 * (py * layer.get_width() + px) + 3]
        assert abs(new[4 * i + 3] - wanted) < 2e-3, (i, new[4 * i + 3], wanted)
        assert all(-1e-3 <= c <= 1.001 for c in new[4 * i : 4 * i + 3]) or wanted == 0


def matrix(shapes=(True, False)):
    """Every pixel type, combined with changing places and selections: (base, alpha, precision, place, kind)."""
    places, count = list(PLACES), 0
    for base in ("RGB", "GRAY"):
        for alpha in shapes:
            for precision in PRECISIONS:
                count += 1
                yield base, alpha, precision, places[count % 5], SELECTIONS[count % 3]
