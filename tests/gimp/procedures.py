# SPDX-License-Identifier: GPL-3.0-or-later
"""The procedures, called from Python inside GIMP (by run-in-gimp.py, through python-fu-eval).

What is expected of a new layer is worked out here anew, pixel by pixel, from the selection as GIMP
gives it. Results go to $NCSN_TEST_RESULTS, a line of TAP each: GIMP's own output is full of other things.
"""

import array
import math
import os
import random
import traceback

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
# Layers as (x, y, width, height) on the canvas.
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


def make_image(base="RGB", alpha=True, precision="u8", place="as-canvas", seed=1):
    """An image with one layer full of noise, some of it transparent, above a plain one."""
    kind = getattr(Gimp.ImageBaseType, base)
    image = Gimp.Image.new_with_precision(*CANVAS, kind, PRECISIONS[precision])
    below = Gimp.Layer.new(image, "below", *CANVAS, TYPES[base, alpha], 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(below, None, 0)
    x, y, width, height = PLACES[place]
    layer = Gimp.Layer.new(image, "noise", width, height, TYPES[base, alpha], 100, Gimp.LayerMode.NORMAL)
    layer.set_offsets(x, y)
    channels = 2 if base == "GRAY" else 4
    noise = bytearray(random.Random(seed).randbytes(width * height * channels))
    for i in range(0, len(noise), 7 * channels):
        noise[i + channels - 1] = 0
    buffer = layer.get_buffer()
    buffer.set(buffer.get_extent(), "Y'A u8" if base == "GRAY" else "R'G'B'A u8", bytes(noise))
    buffer.flush()
    image.insert_layer(layer, None, 0)
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


def pixels(drawable, format_name=None):
    buffer = drawable.get_buffer()
    return bytes(buffer.get(buffer.get_extent(), 1.0, format_name, Gegl.AbyssPolicy.NONE))


def floats(drawable, format_name):
    return array.array("f", pixels(drawable, format_name))


def projection(image):
    """The bytes of the image as it is seen, in the image's own precision."""
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    result = pixels(seen)
    seen.delete()
    return result


def state(image):
    """Everything about the layers that a refusal must leave alone."""
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
    status, message = call(*arguments, **more)
    assert status == Gimp.PDBStatusType.SUCCESS, (status, message)


def selection_on(image, place):
    """The selection's value at each pixel of a layer, by coordinates on the layer, where it is not 0."""
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


def check_filled(base, alpha, precision, place, kind, model_name):
    image, layer = make_image(base, alpha, precision, place)
    select(image, kind)
    before, seen_before = pixels(layer), projection(image)
    succeed("inpaint", image, [layer], seed=7, model=model(model_name))

    result, same, below = image.get_layers()
    assert (same, below.get_name()) == (layer, "below")
    assert result.get_name() == "NCSN fill, seed 7", result.get_name()
    assert result.type() == result_type(image), result.type()
    selected = selection_on(image, place)
    x, y, width, height = bounds(selected)
    assert (result.get_width(), result.get_height()) == (width, height)
    x0, y0 = PLACES[place][:2]
    assert offsets(result) == (x + x0, y + y0), offsets(result)

    colours = floats(result, "R'G'B'A float")
    for i in range(width * height):
        wanted = selected.get((x + i % width, y + i // width), 0)
        assert abs(colours[4 * i + 3] - wanted) < 2e-3, (i, colours[4 * i + 3], wanted)
        assert all(-1e-3 <= c <= 1.001 for c in colours[4 * i : 4 * i + 3]) or wanted == 0

    assert pixels(layer) == before
    seen = projection(image)
    size, changed = len(seen) // (CANVAS[0] * CANVAS[1]), 0
    for i in range(CANVAS[0] * CANVAS[1]):
        is_same = seen[i * size : (i + 1) * size] == seen_before[i * size : (i + 1) * size]
        outside = (i % CANVAS[0] - x0, i // CANVAS[0] - y0) not in selected
        assert is_same or not outside, (i % CANVAS[0], i // CANVAS[0])
        changed += not is_same
    assert changed > 0
    assert image.get_selected_layers() == [layer]
    image.delete()


def matrix():
    """Every pixel type with places and selections in turn, then every place with every selection."""
    places, count = list(PLACES), 0
    for base in ("RGB", "GRAY"):
        for alpha in (False, True):
            for precision in PRECISIONS:
                count += 1
                yield (base, alpha, precision, places[count % 5], SELECTIONS[count % 3],
                       ("tiny", "tiny-rgb")[count % 2])
    for place in PLACES:
        for kind in SELECTIONS:
            yield "RGB", True, "u8", place, kind, "tiny-rgb"


def test_same_answer_wherever_the_layer_lies():
    """The same layer and selection, moved together on the canvas, get the same pixels."""
    results = []
    for dx, dy in ((0, 0), (-3, -2), (9, 5)):
        image, layer = make_image()
        layer.set_offsets(dx, dy)
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 10 + dx, 9 + dy, 7, 6)
        succeed("inpaint", image, [layer], seed=3)
        results.append(pixels(image.get_layers()[0]))
        image.delete()
    assert results[0] == results[1] == results[2]


def fill_of(layer_change=None, **more):
    """The filled pixels of a 4 × 4 selection in the cell at (8, 8), after a change to the layer."""
    image, layer = make_image(alpha=True)
    if layer_change:
        x, y = layer_change
        buffer = layer.get_buffer()
        buffer.set(Gegl.Rectangle.new(x, y, 3, 3), "R'G'B'A u8", bytes([255, 255, 255, 255] * 9))
        buffer.flush()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 4, 4)
    succeed("inpaint", image, [layer], **{"seed": 3, **more})
    result = pixels(image.get_layers()[0])
    image.delete()
    return result


def test_context():
    """Known pixels of the same cell matter, those of other cells do not; nor do the selected ones."""
    plain = fill_of()
    assert fill_of((8, 8)) != plain
    assert fill_of((0, 0)) == plain
    assert fill_of((16, 8)) == plain
    assert fill_of((10, 10)) == plain


def test_arguments_reach_the_sampler():
    plain = fill_of()
    assert fill_of() == plain
    for more in ({"seed": 4}, {"class": "square"}, {"levels": 5}, {"steps": 3}, {"sigma_begin": 2.0},
                 {"sigma_end": 0.2}, {"epsilon": 0.005}, {"denoise": "no"}):
        assert fill_of(**more) != plain, more
    assert fill_of(levels=4, steps=2, sigma_begin=1.0, sigma_end=0.1, epsilon=0.01,
                   denoise="yes") == plain
    assert fill_of(**{"class": "1"}) == fill_of(**{"class": "square"})


def settings_of(layer):
    text = bytes(layer.get_parasite("gimp-ncsn").get_data()).decode().rstrip("\0").splitlines()
    assert text[0] == "[ncsn]"
    return dict(line.split("=", 1) for line in text[1:] if line)


def test_settings_are_kept():
    image, layer = make_image()
    select(image, "rectangle")
    succeed("inpaint", image, [layer], steps=3, **{"class": "line"})
    result = image.get_layers()[0]
    settings = settings_of(result)
    assert result.get_name() == "NCSN fill, class line, seed " + settings["seed"]
    wanted = {"procedure": "plug-in-ncsn-inpaint", "model": model().get_path(), "class": "2",
              "sigma-begin": "1", "sigma-end": "0.1", "levels": "4", "steps": "3", "denoise": "yes"}
    assert {key: settings[key] for key in wanted} == wanted, settings
    # The step size was not given, so it follows from the other numbers: 2 η σ², 1 - η² = γ^(-2/T).
    suited = 2 * math.sqrt(1 - 0.1 ** (2 / (4 * 3))) * 0.1**2
    assert math.isclose(float(settings["epsilon"]), suited, rel_tol=1e-6), settings
    # The seed that was drawn gives the same picture again, and the newest result is on top.
    succeed("inpaint", image, [layer], steps=3, seed=int(settings["seed"]), **{"class": "line"})
    assert pixels(image.get_layers()[0]) == pixels(result)
    assert image.get_layers()[1] == result
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


def test_infinite_pixels():
    image, layer = make_image(precision="float")
    buffer = layer.get_buffer()
    buffer.set(Gegl.Rectangle.new(8, 8, 2, 1), "R'G'B'A float",
               array.array("f", [float("nan"), 1, 1, 1, 1, float("inf"), 1, 1]).tobytes())
    buffer.flush()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 4, 4)
    succeed("inpaint", image, [layer], seed=1)
    assert all(0 <= value <= 1 for value in floats(image.get_layers()[0], "R'G'B'A float"))
    image.delete()


def check_generated(base, alpha, precision, model_name):
    image, layer = make_image(base, alpha, precision)
    before = pixels(layer)
    succeed("generate", image, [layer], seed=7, columns=3, rows=2, model=model(model_name),
            **{"class": "square"})
    result, same, _ = image.get_layers()
    assert result.get_name() == f"NCSN {model_name}, class square, seed 7", result.get_name()
    assert result.type() == result_type(image)
    assert (result.get_width(), result.get_height()) == (3 * CELL, 2 * CELL)
    assert offsets(result) == ((CANVAS[0] - 3 * CELL) // 2, (CANVAS[1] - 2 * CELL) // 2)
    colours = floats(result, "R'G'B'A float")
    assert all(value == 1 for value in colours[3::4])
    assert len(set(colours)) > 10
    assert same == layer and pixels(layer) == before
    image.delete()


def test_pictures_are_those_of_the_seed():
    """Picture k of a seed is the same, however the pictures are laid out."""
    def pictures(columns, rows, layers):
        image, layer = make_image()
        succeed("generate", image, [layer], seed=5, columns=columns, rows=rows, layers=layers)
        top = image.get_layers()[0]
        found = []
        for sheet in (top.get_children() if top.is_group() else [top]):
            buffer = sheet.get_buffer()
            for row in range(rows):
                for column in range(columns):
                    cell = Gegl.Rectangle.new(column * CELL, row * CELL, CELL, CELL)
                    found.append(bytes(buffer.get(cell, 1.0, None, Gegl.AbyssPolicy.NONE)))
        image.delete()
        return found

    one_row = pictures(6, 1, 1)
    assert len(set(one_row)) == 6
    assert pictures(3, 2, 1) == pictures(1, 2, 3) == one_row


def test_group_of_layers():
    image, layer = make_image()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 2, 3, 4, 4)
    succeed("generate", image, [layer], seed=9, layers=3)
    group = image.get_layers()[0]
    assert group.is_group() and group.get_name() == "NCSN tiny, seed 9"
    children = group.get_children()
    assert [c.get_name() for c in children] == [f"NCSN tiny, seed 9 ({i})" for i in (1, 2, 3)]
    assert [c.get_visible() for c in children] == [True, False, False]
    assert [settings_of(c)["layer"] for c in children] == ["1", "2", "3"]
    assert all(offsets(c) == (0, 1) for c in children), [offsets(c) for c in children]
    image.delete()


def test_larger_than_the_canvas():
    image, layer = make_image()
    succeed("generate", image, [layer], columns=6, rows=5)
    assert offsets(image.get_layers()[0]) == ((40 - 48) // 2, (30 - 40) // 2)
    image.delete()


def refuse(wanted_status, wanted_words, name, image, drawables, **arguments):
    before = state(image)
    status, message = call(name, image, drawables, **arguments)
    assert status == wanted_status, (status, message)
    assert wanted_words in message and "\n" not in message.strip(), message
    assert state(image) == before
    image.delete()


CALLING, EXECUTION = Gimp.PDBStatusType.CALLING_ERROR, Gimp.PDBStatusType.EXECUTION_ERROR


def selected_image(**arguments):
    image, layer = make_image(**arguments)
    select(image, "rectangle")
    return image, layer


def test_refuse_indexed():
    for name in ("inpaint", "generate"):
        image, layer = selected_image()
        image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 16, False,
                              False, "")
        refuse(EXECUTION, "Image ▸ Mode ▸ RGB", name, image, [layer])


def test_refuse_no_selection():
    image, layer = make_image()
    refuse(EXECUTION, "Nothing is selected", "inpaint", image, [layer])


def test_refuse_selection_off_the_layer():
    image, layer = make_image(place="inside")
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 4, 30)
    refuse(EXECUTION, "does not touch", "inpaint", image, [layer])
    # The bounds of this one meet the layer, its shape does not.
    image, layer = make_image(place="inside")
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 4, 30)
    image.select_rectangle(Gimp.ChannelOps.ADD, 0, 0, 40, 6)
    refuse(EXECUTION, "does not touch", "inpaint", image, [layer])


def test_refuse_drawables():
    image, layer = selected_image()
    refuse(CALLING, "exactly one layer", "inpaint", image, image.get_layers())
    image, layer = selected_image()
    refuse(CALLING, "exactly one layer", "inpaint", image, [])
    image, layer = selected_image()
    mask = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(mask)
    refuse(CALLING, "exactly one layer", "inpaint", image, [mask])


def test_refuse_models():
    for path, words in (("/nowhere/at-all.safetensors", "/nowhere/at-all.safetensors"),
                        (__file__, __file__), (MODELS, MODELS)):
        for name in ("inpaint", "generate"):
            image, layer = selected_image()
            refuse(EXECUTION, words, name, image, [layer], model=Gio.File.new_for_path(path))
    image, layer = selected_image()
    refuse(CALLING, "not on this computer", "generate", image, [layer],
           model=Gio.File.new_for_uri("https://example.org/m.safetensors"))


def test_default_model():
    """None given and none found is a sentence that names the one looked for."""
    image, layer = make_image()
    refuse(CALLING, "digits", "generate", image, [layer], model=None)


def test_refuse_classes():
    for name in ("dog", "3", "-1"):
        image, layer = selected_image()
        refuse(CALLING, "circle, square, line", "inpaint", image, [layer], **{"class": name})


def test_refuse_schedules():
    for arguments in ({"sigma_begin": 0.01}, {"epsilon": 1.0}, {"sigma_end": 5.0}):
        image, layer = selected_image()
        refuse(CALLING, "", "inpaint", image, [layer], **arguments)


def test_refuse_too_much():
    image, layer = make_image()
    refuse(EXECUTION, "ask for fewer", "generate", image, [layer], columns=100, rows=100, layers=100,
           model=model("large"))


def tests():
    for case in matrix():
        yield "filled " + " ".join(map(str, case)), lambda: check_filled(*case)
    for base, alpha, precision, name in (("RGB", True, "u8", "tiny"), ("RGB", False, "float", "tiny-rgb"),
                                         ("GRAY", True, "u16", "tiny"), ("GRAY", False, "half", "tiny-rgb")):
        yield f"generated {base} {precision} {name}", lambda: check_generated(base, alpha, precision, name)
    for name, function in sorted(globals().items()):
        if name.startswith("test_"):
            yield name.removeprefix("test_").replace("_", " "), function


def main():
    with open(os.environ["NCSN_TEST_RESULTS"], "w", encoding="utf-8") as results:
        count = 0
        for name, function in tests():
            count += 1
            try:
                function()
                print("ok", count, name, file=results, flush=True)
            except Exception:
                print("not ok", count, name, file=results)
                for line in traceback.format_exc().splitlines():
                    print("#", line, file=results, flush=True)
        print(f"1..{count}", file=results)


main()
