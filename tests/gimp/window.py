# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a GIMP with windows shows, run inside one (by run-in-window.py, which plays the person).

Before each step that needs a hand, a line says what is wanted: the folder $NCSN_TEST_HAND holds a file
with that name until it is done.
"""

import os
import time
import traceback
from pathlib import Path

from gi.repository import Gimp, Gio

HAND = Path(os.environ["NCSN_TEST_HAND"])
MODEL = os.path.join(os.environ["NCSN_TEST_MODELS"], "tiny.safetensors")


def ask(wish):
    (HAND / wish).touch()


def call(image, name, mode, **arguments):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", [image.get_layers()[-1]])
    config.set_property("run-mode", mode)
    config.set_property("model", Gio.File.new_for_path(MODEL))
    for key, value in arguments.items():
        config.set_property(key, value)
    return procedure.run(config).index(0)


def tree(items):
    return [(item.get_name(), tree(item.get_children()) if item.is_group() else None) for item in items]


def wait_for_change(image, before):
    end = time.monotonic() + 20
    while tree(image.get_layers()) == before and time.monotonic() < end:
        time.sleep(0.1)
    return tree(image.get_layers())


def make_image():
    image = Gimp.Image.new(60, 40, Gimp.ImageBaseType.RGB)
    layer = Gimp.Layer.new(image, "ground", 60, 40, Gimp.ImageType.RGB_IMAGE, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 3, 3, 20, 20)
    return image


def check_undo(image, name, **arguments):
    """One Undo takes away all that a call did, and no more; one Redo brings it back."""
    before = tree(image.get_layers())
    assert call(image, name, Gimp.RunMode.NONINTERACTIVE, **arguments) == Gimp.PDBStatusType.SUCCESS
    after = tree(image.get_layers())
    assert after != before
    ask("undo")
    undone = wait_for_change(image, after)
    assert undone == before, undone
    assert not Gimp.Selection.is_empty(image)
    ask("redo")
    redone = wait_for_change(image, before)
    assert redone == after, redone


def test_undo(image):
    check_undo(image, "inpaint", seed=1)
    check_undo(image, "generate", seed=2, layers=3)


def test_dialog(image):
    """The dialog opens, and its OK makes a layer."""
    before = tree(image.get_layers())
    ask("accept")
    assert call(image, "inpaint", Gimp.RunMode.INTERACTIVE) == Gimp.PDBStatusType.SUCCESS
    assert len(tree(image.get_layers())) == len(before) + 1
    ask("decline")
    assert call(image, "generate", Gimp.RunMode.INTERACTIVE) == Gimp.PDBStatusType.CANCEL
    assert len(tree(image.get_layers())) == len(before) + 1


def test_last_values(image):
    """What was chosen in the dialog is what With Last Values repeats."""
    before = len(image.get_layers())
    ask("accept-generate")
    arguments = {"seed": 5, "class": "line"}
    assert call(image, "generate", Gimp.RunMode.INTERACTIVE, **arguments) == Gimp.PDBStatusType.SUCCESS
    assert call(image, "generate", Gimp.RunMode.WITH_LAST_VALS) == Gimp.PDBStatusType.SUCCESS
    names = [name for name, _ in tree(image.get_layers())]
    assert len(names) == before + 2
    assert names.count("NCSN tiny, class line, seed 5") + names.count(
        "NCSN tiny, class line, seed 5 #1") == 2, names


def test_cancel(image):
    """The Cancel button ends a long run within seconds, and nothing has happened."""
    before = tree(image.get_layers())
    ask("accept-and-cancel")
    start = time.monotonic()
    status = call(image, "generate", Gimp.RunMode.INTERACTIVE, columns=60, rows=60, layers=20)
    assert status == Gimp.PDBStatusType.CANCEL, status
    assert time.monotonic() - start < 60
    assert tree(image.get_layers()) == before


def main():
    image = make_image()
    display = Gimp.Display.new(image)
    with open(os.environ["NCSN_TEST_RESULTS"], "w", encoding="utf-8") as results:
        # A dialog starts from what was last accepted in it, whatever a script gives: hence the order.
        tests = (test_undo, test_dialog, test_cancel, test_last_values)
        for count, test in enumerate(tests, 1):
            name = test.__name__.removeprefix("test_").replace("_", " ")
            try:
                test(image)
                print("ok", count, name, file=results, flush=True)
            except Exception:
                print("not ok", count, name, file=results)
                for line in traceback.format_exc().splitlines():
                    print("#", line, file=results, flush=True)
        print(f"1..{len(tests)}", file=results)
    display.delete()


main()
