# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that GIMP draws from a text, a file or a path: a copy that replaces one keeps the new pixels."""

import os
import tempfile

from gi.repository import Gimp, Gio

from scene import make_image, model, pixels, succeed

QUIET = Gimp.RunMode.NONINTERACTIVE


def text_layer(image, folder):
    return Gimp.TextLayer.new(image, "M", Gimp.context_get_font(), 20, Gimp.Unit.pixel())


def link_layer(image, folder):
    other, _ = make_image()
    file = Gio.File.new_for_path(os.path.join(folder, "linked.png"))
    Gimp.file_save(QUIET, other, file, None)
    other.delete()
    return Gimp.LinkLayer.new(image, file)


def vector_layer(image, folder):
    path = Gimp.Path.new(image, "path")
    image.insert_path(path, None, 0)
    corners = ((2, 2), (30, 4), (15, 25))
    path.stroke_new_from_points(Gimp.PathStrokeType.BEZIER, [float(v) for corner in corners for v in corner * 3], True)
    return Gimp.VectorLayer.new(image, path)


def saved_and_loaded(image, folder):
    file = Gio.File.new_for_path(os.path.join(folder, "saved.xcf"))
    Gimp.file_save(QUIET, image, file, None)
    return Gimp.file_load(QUIET, file)


def check(make):
    """GIMP 3.2 draws a layer anew, for instance when it loads one, until it is told to keep its pixels."""
    with tempfile.TemporaryDirectory() as folder:
        image, _ = make_image()
        layer = make(image, folder)
        image.insert_layer(layer, None, 0)
        layer.set_opacity(60)
        layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE))
        before = pixels(layer)
        result = succeed("denoise", image, [layer], seed=3, sigma=0.3, model=model("tiny-patches"))
        after = pixels(result)
        assert pixels(layer) == before and after != before
        assert result.get_opacity() == 60 and result.get_mask()
        if hasattr(Gimp, "Rasterizable"):
            assert result.is_rasterized() and not layer.is_rasterized()
        loaded = saved_and_loaded(image, folder)
        assert pixels(loaded.get_layers()[0]) == after
        loaded.delete()
        image.delete()


def tests():
    yield "text", lambda: check(text_layer)
    if hasattr(Gimp, "Rasterizable"):
        yield "link", lambda: check(link_layer)
        yield "vector", lambda: check(vector_layer)
