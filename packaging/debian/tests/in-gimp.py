# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside GIMP: draws a texture, and fills a selection with the texture around it."""

from gi.repository import Gimp, Gio

SIDE = 128


def call(name, image, **arguments):
    """Calls a procedure of the plug-in and returns the new layer."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    assert procedure is not None, "GIMP did not load the plug-in"
    before = image.get_layers()
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_property("seed", 1)
    config.set_property("quality", "draft")
    for key, value in arguments.items():
        if isinstance(value, list):
            config.set_core_object_array(key, value)
        else:
            config.set_property(key, value)
    status = procedure.run(config).index(0)
    assert status == Gimp.PDBStatusType.SUCCESS, Gimp.get_pdb().get_last_error()
    new = [layer for layer in image.get_layers() if layer not in before]
    assert len(new) == 1
    return new[0]


def pixels(layer):
    buffer = layer.get_buffer()
    return buffer.get(buffer.get_extent(), 1.0, "R'G'B' u8", 0)


image = Gimp.Image.new(SIDE, SIDE, Gimp.ImageBaseType.RGB)
texture = call("generate", image, model=Gio.File.new_for_path("textures"), **{"class": "cobblestone"})
drawn = bytes(pixels(texture))
assert len(set(drawn)) > 64, "the texture has hardly any colours"

image.select_rectangle(Gimp.ChannelOps.REPLACE, 40, 40, 24, 24)
filled = call("inpaint", image, drawables=[texture], model=Gio.File.new_for_path("photo"))
_, left, top = filled.get_offsets()
width, height = filled.get_width(), filled.get_height()
assert left <= 40 and top <= 40 and left + width >= 64 and top + height >= 64, (left, top, width, height)
assert len(set(bytes(pixels(filled)))) > 32, "the fill has hardly any colours"
assert bytes(pixels(texture)) == drawn, "the layer itself has changed"
image.delete()
print(f"A texture of {SIDE} × {SIDE} pixels is drawn, and a part of {width} × {height} filled.")
