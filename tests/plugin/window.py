# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of dialogs, Undo and Cancel, which need a GIMP with windows. run-in-window.py starts them inside GIMP and
presses the keys."""

import os
import random
import time
import traceback
from pathlib import Path

from gi.repository import GdkPixbuf, Gimp

from hand import (BUSY, CANCEL, LEISURELY, PATIENT, SUCCESS, TITLES, answer, assert_untouched, call, closing, forget,
                  make_image, names, new_items, state, tree, wish)
from scene import CELL, MODELS, pixels, record_of
from window_changes import test_closed, test_kill, test_mode, test_one

NAMED = Path(os.environ["NCSN_MODEL_PATH"])  # the folder of models that are found by name
LARGE = [1100, 800]  # more than any dialog asks for
ATTEMPTS = 3  # because a window that computes its layout at the same time may reset its size
MAX_PRESSES = 3  # because a key may come before a window is ready
NOTES = []  # comments on the running test, for its TAP output


def change_by(key, image):
    """Presses a key in GIMP's window, again if nothing happens; returns the layers."""
    before = tree(image.get_layers())
    for _ in range(MAX_PRESSES):
        wish(("GIMP$", key, LEISURELY))
        end = time.monotonic() + 10
        while tree(image.get_layers()) == before and time.monotonic() < end:
            time.sleep(0.05)
        if tree(image.get_layers()) != before:
            break
    return tree(image.get_layers())


def check_undo(image, name, **arguments):
    """One Undo removes exactly what a call did; one Redo restores it."""
    before = tree(image.get_layers())
    assert call(image, name, Gimp.RunMode.NONINTERACTIVE, **arguments) == SUCCESS
    after, chosen = tree(image.get_layers()), names(image.get_selected_layers())
    assert after != before
    undone = change_by("ctrl+z", image)
    assert undone == before, undone
    assert not Gimp.Selection.is_empty(image)
    redone = change_by("ctrl+y", image)
    assert redone == after, redone
    assert names(image.get_selected_layers()) == chosen, (names(image.get_selected_layers()), chosen)


def test_undo(image):
    """Also for a layer with a low opacity, which is replaced by a copy."""
    check_undo(image, "generate", seed=2, layers=3)
    for opacity in (100, 40):
        image.get_layers()[-1].set_opacity(opacity)
        for name in ("inpaint", "vary", "denoise"):
            check_undo(image, name, seed=1)
        check_undo(image, "inpaint", seed=1, count=3)
    image.get_layers()[-1].set_opacity(100)
    image.get_layers()[-1].set_visible(True)


def test_cancel(image):
    """Escape at a random time during long work: nothing has changed, and no process continues."""
    draw = random.Random(1)
    long = {"sampler": "annealed", "levels": 100, "steps": 5000}  # a minute, on any machine
    big = make_image(3000, 2000)
    Gimp.Selection.none(big)
    for name in ("generate", "inpaint", "vary", "denoise") * int(os.environ.get("NCSN_TEST_CANCELS", 2)):
        used = big if name == "denoise" else image
        arguments = {"model_name": "large"} if name == "denoise" else long
        if name == "inpaint":
            arguments = {**long, "count": 2}
        before = state(used)
        wish(closing(TITLES[name], "Return"), (BUSY[name], "Escape", draw.uniform(0.1, 1.5)))
        status = call(used, name, Gimp.RunMode.INTERACTIVE, **arguments)
        ended = time.monotonic()
        assert status == CANCEL, (name, status)
        assert_untouched(used, before)
        seconds = ended - answer()[1]["pressed"]
        NOTES.append(f"{name} cancelled in {seconds:.3f} s")
        # Most of this time is used by xdotool, GIMP and this interpreter.
        assert seconds < 2, (name, seconds)
    big.delete()


def test_decline(image):
    """Each dialog opens, for models of both kinds, and after Escape nothing has changed."""
    for name, title in TITLES.items():
        for model_name in ("tiny", "tiny-patches"):
            before = state(image)
            wish(closing(title, "Escape"))
            assert call(image, name, Gimp.RunMode.INTERACTIVE, model_name) == CANCEL
            assert_untouched(image, before)


def test_no_model(image):
    """If no model is found, the dialog says so and its OK does nothing."""
    before = state(image)
    wish((TITLES["vary"], "Return", LEISURELY), closing(TITLES["vary"], "Escape"))
    assert call(image, "vary", Gimp.RunMode.INTERACTIVE, None) == CANCEL
    assert_untouched(image, before)


def accept(image, name, keys, model_name="tiny-patches"):
    """The record of the new layer after these keys and OK, which needs no Return: that would open a list."""
    before = len(image.get_layers())
    wish(*[(TITLES[name], key, LEISURELY) for key in keys], closing(TITLES[name], "alt+a"))
    assert call(image, name, Gimp.RunMode.INTERACTIVE, model_name) == SUCCESS
    assert len(image.get_layers()) == before + 1
    return record_of(image.get_layers()[0])


def test_disabled(image):
    """The quality can be chosen for a network, and not where pieces of the picture do the work."""
    levels = [accept(image, "inpaint", keys)["levels"] for keys in ((), ("alt+w Down Down alt+b alt+w Up Up",),
                                                                    ("alt+b",))]
    assert levels[0] == levels[1] != levels[2], levels


def test_without_model(image):
    """OK needs no model once the dialog is told to draw the texture of the layer, and needs one again after that."""
    record = accept(image, "generate", ("alt+a", "alt+d Down"), None)
    assert record["source"] == "picture" and "model" not in record, record
    record = accept(image, "generate", ("alt+d Up", "alt+a", "alt+m Down"), None)
    assert record["model"] == "named" and "source" not in record, record


def test_kinds(image):
    """Classes with pictures are a grid, in which an arrow leads from one to the next."""
    (NAMED / "pictured.safetensors").write_bytes((Path(MODELS) / "tiny-patches.safetensors").read_bytes())
    sheet = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, CELL, 3 * CELL)
    sheet.savev(str(NAMED / "pictured.png"), "png", [], [])
    keys = ("alt+m Home Down", "alt+k Right Right"), ("alt+k Left",)
    records = [accept(image, "generate", some) for some in keys]
    assert [(record["model"], record["class"]) for record in records] == [("pictured", "1"), ("pictured", "0")], records


def test_vanished(image):
    """A model that has gone is found by its name in another folder, else the default takes its place."""
    own = Path(os.environ["XDG_DATA_HOME"]) / "gimp-ncsn" / "models"
    own.mkdir(parents=True, exist_ok=True)
    moved = (NAMED / "pictured.safetensors").rename(own / "pictured.safetensors")
    assert accept(image, "generate", ())["model"] == "pictured"
    default = moved.rename(own / "textures.safetensors")
    record = accept(image, "generate", ())
    default.unlink()
    assert record["model"] == "textures", record


def size_of_dialog(image, model_name="tiny", size=None):
    """The size of a dialog, after it was given a size if there is one."""
    wish(closing(TITLES["inpaint"], "Escape", size))
    assert call(image, "inpaint", Gimp.RunMode.INTERACTIVE, model_name) == CANCEL
    seen = answer()[0]["size"]
    NOTES.append(f"{model_name[:20]}: {seen}, asked for {size}")
    return seen


def test_sizes(image):
    """The dialog fits on the screen with a long name, and can be resized."""
    name = "a-long-name-" * 15
    (Path(MODELS) / f"{name}.safetensors").write_bytes((Path(MODELS) / "tiny.safetensors").read_bytes())
    width, height = size_of_dialog(image, name)
    assert width < 1000 and height < 700, (width, height)
    assert any(size_of_dialog(image, size=LARGE) == LARGE for _ in range(ATTEMPTS))


def test_accept(image):
    """The OK of each dialog makes a layer."""
    for name, title in TITLES.items():
        before = len(image.get_layers())
        forget(image, name)
        wish(closing(title, "Return"))
        assert call(image, name, Gimp.RunMode.INTERACTIVE, seed=5) == SUCCESS
        assert len(image.get_layers()) == before + 1
    # “automatic” in the dialog is -1, and not 0.
    found = next(layer.get_name() for layer in image.get_layers() if "denoised" in layer.get_name())
    assert float(found.split("σ ")[1].split(" #")[0]) > 0.1, found


def shown(title, key):
    """A wish for a key that closes a dialog once it has shown its results."""
    return title, key, PATIENT, None, True


def test_shown(image):
    """What a dialog has shown is not in the image until it is added, and then is one layer."""
    for name, title in TITLES.items():
        before = state(image)
        wish(shown(title, "Escape"))
        assert call(image, name, Gimp.RunMode.INTERACTIVE, "tiny-patches") == CANCEL
        assert_untouched(image, before)
        wish(shown(title, "alt+a"))
        added = new_items(image, lambda n=name: call(image, n, Gimp.RunMode.INTERACTIVE, "tiny-patches"))
        assert len(added) == 1, (name, len(added))


def test_last_values(image):
    """With Last Values repeats the call that was accepted in the dialog."""
    names = [layer.get_name() for layer in image.get_layers()]
    assert call(image, "vary", Gimp.RunMode.WITH_LAST_VALS) == SUCCESS
    new = [layer for layer in image.get_layers() if layer.get_name() not in names]
    assert len(new) == 1
    old = next(layer for layer in image.get_layers() if new[0].get_name().startswith(layer.get_name() + " #"))
    assert "seed 5" in old.get_name() and pixels(new[0]) == pixels(old)


def main():
    image = make_image()
    display = Gimp.Display.new(image)
    with open(os.environ["NCSN_TEST_RESULTS"], "w", encoding="utf-8") as results:
        tests = (test_undo, test_cancel, test_decline, test_no_model, test_sizes, test_disabled, test_without_model,
                 test_shown, test_accept, test_last_values, test_kinds, test_vanished, test_one, test_mode, test_kill,
                 test_closed)
        for count, test in enumerate(tests, 1):
            name = test.__name__.removeprefix("test_").replace("_", " ")
            try:
                test(image)
                print("ok", count, name, file=results)
            except Exception:
                print("not ok", count, name, file=results)
                NOTES.extend(traceback.format_exc().splitlines())
            for note in NOTES:
                print("#", note, file=results, flush=True)
            NOTES.clear()
        print(f"1..{len(tests)}", file=results)
    display.delete()


main()
