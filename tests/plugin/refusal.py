# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors: one sentence that tells the user what to do, and nothing is changed."""

from gi.repository import Gimp, Gio

from scene import CANVAS, MODELS, add_channel, add_layer, call, make_image, model, select, state

CALLING, EXECUTION = Gimp.PDBStatusType.CALLING_ERROR, Gimp.PDBStatusType.EXECUTION_ERROR
ON_LAYERS = ("inpaint", "vary", "denoise")
ALL = ("generate", *ON_LAYERS)


def refuse(wanted_status, wanted_words, name, image, drawables, **arguments):
    before = state(image)
    status, message = call(name, image, drawables, **arguments)
    assert status == wanted_status, (status, message)
    assert wanted_words in message and "\n" not in message.strip(), message
    assert state(image) == before
    image.delete()


def selected_image(**arguments):
    image, layer = make_image(**arguments)
    select(image, "rectangle")
    return image, layer


def test_indexed():
    for name in ALL:
        image, layer = selected_image()
        image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 16, False,
                              False, "")
        refuse(EXECUTION, "Image ▸ Mode ▸ RGB", name, image, [layer])


def test_no_selection():
    image, layer = make_image()
    refuse(EXECUTION, "Nothing is selected", "inpaint", image, [layer])


def test_selection_off_the_layer():
    for name in ON_LAYERS:
        image, layer = make_image(place="inside")
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 4, 30)
        refuse(EXECUTION, "does not touch", name, image, [layer])
        # The bounds of this selection touch the layer, but its shape does not.
        image, layer = make_image(place="inside")
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 4, 30)
        image.select_rectangle(Gimp.ChannelOps.ADD, 0, 0, 40, 6)
        refuse(EXECUTION, "does not touch", name, image, [layer])


def test_drawables():
    for name in ON_LAYERS:
        image, layer = selected_image()
        refuse(CALLING, "exactly one layer", name, image, image.get_layers())
        image, layer = selected_image()
        refuse(CALLING, "exactly one layer", name, image, [])
        image, layer = selected_image()
        channel = add_channel(image, bytes(CANVAS[0] * CANVAS[1]))
        refuse(CALLING, "exactly one layer", name, image, [channel])


def test_floating_selection():
    """A new layer would be below it."""
    for name in ALL:
        image, layer = selected_image()
        floating = Gimp.Selection.float(image, [layer], 0, 0)
        refuse(EXECUTION, "floating selection", name, image, [floating])


def test_models():
    for path, words in (("/nowhere/at-all.safetensors", "/nowhere/at-all.safetensors"),
                        (__file__, __file__), (MODELS, MODELS)):
        for name in ALL:
            image, layer = selected_image()
            refuse(EXECUTION, words, name, image, [layer], model=Gio.File.new_for_path(path))
    image, layer = selected_image()
    refuse(CALLING, "not on this computer", "generate", image, [layer],
           model=Gio.File.new_for_uri("https://example.org/m.safetensors"))
    image, layer = selected_image()
    refuse(CALLING, "There is no model “at-all”", "vary", image, [layer],
           model=Gio.File.new_for_path("at-all"))


def test_default_model():
    """If no model is given and the default model does not exist, the error names the default model."""
    image, layer = make_image()
    refuse(CALLING, "“textures”", "generate", image, [layer], model=None)
    image, layer = selected_image()
    refuse(CALLING, "“photo”", "inpaint", image, [layer], model=None)


def test_classes():
    for name in ("dog", "3", "-1"):
        image, layer = selected_image()
        refuse(CALLING, "circle, square, line", "inpaint", image, [layer], **{"class": name})


def test_schedules():
    for arguments in ({"sigma_begin": 0.01}, {"epsilon": 1.0}, {"sigma_end": 5.0}):
        image, layer = selected_image()
        refuse(CALLING, "", "inpaint", image, [layer], sampler="annealed", **arguments)


def test_numbers_of_other_samplers():
    for rule, number in (("ode", "steps"), ("ode", "epsilon"), ("annealed", "snr"), ("consistent", "rho"),
                         ("predictor-corrector", "churn"), ("langevin", "levels"), ("ipndm", "churn"),
                         ("dpm", "order")):
        image, layer = selected_image()
        refuse(CALLING, f"The sampler “{rule}” does not use “{number}”", "vary", image, [layer],
               sampler=rule, **{number: 2 if number in ("steps", "levels", "order") else 0.5})


def test_arguments_of_other_models():
    """An argument that does not apply to the model is an error."""
    for name, used, words, arguments in (
            ("generate", "tiny-patches", "“columns” is for models of whole pictures", {"columns": 2}),
            ("generate", "tiny-patches", "“rows” is for models of whole pictures", {"rows": 3}),
            ("generate", "tiny", "“width” is for models of patches", {"width": 30}),
            ("generate", "tiny", "“tileable” is for models of patches", {"tileable": "both"}),
            ("inpaint", "tiny", "“context” is for models of patches", {"context": 9})):
        image, layer = selected_image()
        refuse(CALLING, words, name, image, [layer], model=model(used), **arguments)


def test_too_much():
    """More memory than any machine has; the advice depends on the arguments."""
    for words, more in (("smaller width", {}), ("fewer layers", {"layers": 100})):
        image, layer = make_image()
        refuse(EXECUTION, words, "generate", image, [layer], width=262144, height=262144,
               model=model("tiny-patches"), **more)


def test_large():
    """Only memory limits the size of a layer: this one has 23 megapixels."""
    image = Gimp.Image.new(5000, 4600, Gimp.ImageBaseType.RGB)
    layer = add_layer(image, "large", 5000, 4600, Gimp.ImageType.RGB_IMAGE)
    status, message = call("denoise", image, [layer], sigma=0.0, model=model("tiny-patches"))
    assert status == Gimp.PDBStatusType.SUCCESS, message
    image.delete()


def tests():
    return ()
