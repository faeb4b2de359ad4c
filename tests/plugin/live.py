# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation ncsn:denoise as a filter of layers inside GIMP, compared with the procedure."""

import array
import contextlib
import os
import random
import shutil

from gi.repository import Gimp

from scene import add_layer, difference, floats, make_image, model, paint, projection, succeed

FORMAT = "R'G'B'A float"


@contextlib.contextmanager
def camera(name="tiny-patches"):
    """Installs a tiny model under the name that the operation looks for."""
    path = os.path.join(os.environ["NCSN_MODEL_PATH"], "camera.safetensors")
    shutil.copy(model(name).get_path(), path)
    try:
        yield
    finally:
        os.remove(path)


def visible(image):
    """The floats of what the image shows."""
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    found = floats(seen, FORMAT)
    seen.delete()
    return found


def append(layer, **properties):
    """Appends the filter non-destructively."""
    live = Gimp.DrawableFilter.new(layer, "ncsn:denoise", "")
    change(live, **properties)
    layer.append_filter(live)
    return live


def change(live, **properties):
    config = live.get_config()
    for name, value in properties.items():
        config.set_property(name, value)
    live.update()


def by_procedure(layer_of, **arguments):
    """What a new image shows after the procedure."""
    image, layer = layer_of()
    succeed("denoise", image, [layer], model=model("tiny-patches"), seed=0, **arguments)
    found = visible(image)
    image.delete()
    return found


def opaque(precision="float"):
    """An image whose only layer is noise without alpha, from 0.2 to 0.8: so nothing is clamped."""
    image, layer = make_image(precision=precision, alpha=False)
    image.remove_layer(image.get_layers()[1])
    paint(layer, FORMAT, array.array("f", [0.2 + 0.6 * value for value in floats(layer, FORMAT)]))
    return image, layer


def test_same_as_the_procedure():
    """A property changes it, and without the filter everything is as before."""
    with camera():
        for precision, tolerance in (("float", 1e-5), ("u8", 1.01 / 255), ("float-linear", 1e-4)):
            image, layer = opaque(precision)
            before, own = projection(image), floats(layer, FORMAT)
            live = append(layer)
            off = difference(visible(image), by_procedure(lambda: opaque(precision)))
            assert off < tolerance, (precision, off)
            for properties, arguments in (
                    ({"noise": 0.2}, {"sigma": 0.2}), ({"strength": 50.0}, {"sigma": 0.2, "strength": 50}),
                    ({"noise": 0.02, "strength": 100.0, "colour": 0.0}, {"sigma": 0.02, "colour": 0})):
                change(live, **properties)
                off = difference(visible(image), by_procedure(lambda: opaque(precision), **arguments))
                assert off < tolerance, (precision, arguments, off)
            assert projection(image) != before and floats(layer, FORMAT) == own
            live.delete()
            assert projection(image) == before and layer.get_filters() == []
            image.delete()


def test_alpha():
    """The filter changes colours, but no alpha."""
    with camera():
        image, layer = make_image(precision="float")
        before = visible(image)
        append(layer, noise=0.2)
        after = visible(image)
        assert before[3::4] == after[3::4]
        assert before != after
        image.delete()


def test_merged():
    """Merged into the layer, the result stays; a layer above the filter follows what is painted below it."""
    with camera():
        image, layer = opaque()
        live = append(layer, noise=0.2)
        shown = visible(image)
        own = floats(layer, FORMAT)
        repaint(layer, array.array("f", [1 - value for value in own]))
        assert difference(visible(image), shown) > 0.1
        repaint(layer, own)
        assert difference(visible(image), shown) < 1e-5
        layer.merge_filters()
        assert difference(floats(layer, FORMAT), shown) < 1e-5 and layer.get_filters() == []
        image.delete()
        del live


def repaint(layer, values):
    paint(layer, FORMAT, values)
    layer.update(0, 0, layer.get_width(), layer.get_height())


def test_gray():
    """A gray layer stays gray and changes."""
    with camera():
        image = Gimp.Image.new_with_precision(64, 64, Gimp.ImageBaseType.GRAY, Gimp.Precision.FLOAT_NON_LINEAR)
        layer = add_layer(image, "noise", 64, 64, Gimp.ImageType.GRAY_IMAGE)
        paint(layer, "Y' float", floats_of_noise(64 * 64))
        before = visible(image)
        append(layer, noise=0.2)
        assert difference(visible(image), before) > 0.05
        image.delete()


def floats_of_noise(count):
    draw = random.Random(2)
    return array.array("f", [0.5 + draw.gauss(0, 0.1) for _ in range(count)])


def test_no_model():
    """Without its model the filter changes nothing, and GIMP goes on."""
    image, layer = opaque()
    before = projection(image)
    append(layer)
    assert projection(image) == before
    image.delete()


def tests():
    return ()
