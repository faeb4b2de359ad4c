# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a GIMP with windows shows, run inside one (by run-in-window.py, which plays the person).

Before each step that needs a hand, a wish is written for it: keys to press in turn, each as (title of the
window, key, seconds to wait before, size to give it first, whether the key closes it), of which the last two
may be left out. What the hand saw comes back as its answer.
"""

import json
import os
import random
import time
import traceback
from pathlib import Path

from gi.repository import Gegl, Gimp, Gio

HAND = Path(os.environ["NCSN_TEST_HAND"])
MODELS = Path(os.environ["NCSN_TEST_MODELS"])
TITLES = {"generate": "^Generate", "inpaint": "^Inpaint", "vary": "^Vary", "denoise": "^Denoise"}
BUSY = {"generate": "^Drawing new pictures", "inpaint": "^Filling", "vary": "^Drawing a new version",
        "denoise": "^Removing noise"}
SUCCESS, CANCEL = Gimp.PDBStatusType.SUCCESS, Gimp.PDBStatusType.CANCEL
LEISURELY = 1.0  # until a window is drawn
LARGE = [1100, 800]  # more than any dialog asks for
ATTEMPTS = 3  # a window that lays itself out as it is given a size may take its own again
PRESSES = 3  # a key may come before a window is ready for it
NOTES = []  # what is told besides, of the test that runs


def wish(*keys):
    for name in ("wish", "answer"):
        (HAND / name).unlink(missing_ok=True)
    (HAND / "part").write_text(json.dumps(keys), encoding="utf-8")
    (HAND / "part").rename(HAND / "wish")


def closing(title, key, size=None):
    """A wish for a key that closes a dialog."""
    return title, key, LEISURELY, size, True


def answer():
    """What the hand saw: a list of {"size", "pressed"}."""
    end = time.monotonic() + 20
    while not (HAND / "answer").exists() and time.monotonic() < end:
        time.sleep(0.01)
    return json.loads((HAND / "answer").read_text(encoding="utf-8"))


def file_of(model):
    return Gio.File.new_for_path(str(MODELS / (model + ".safetensors")))


def call(image, name, mode, model="tiny", **arguments):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", [image.get_layers()[-1]])
    config.set_property("run-mode", mode)
    config.set_property("model", model and file_of(model))
    for key, value in arguments.items():
        config.set_property(key, value)
    return procedure.run(config).index(0)


def names(items):
    return [item.get_name() for item in items]


def tree(items):
    return [(item.get_name(), tree(item.get_children()) if item.is_group() else None) for item in items]


def pixels(drawable):
    buffer = drawable.get_buffer()
    return bytes(buffer.get(buffer.get_extent(), 1.0, None, Gegl.AbyssPolicy.NONE))


def state(image):
    """Everything that a cancelled call must leave alone, in the image and around it."""
    tiles = [pixels(layer) for layer in image.get_layers()]
    return tree(image.get_layers()), tiles, image.is_dirty(), len(Gimp.get_images()), sorted(workers())


def wait_for_workers(before):
    """A plug-in's process ends by itself, but after GIMP has had its answer."""
    end = time.monotonic() + 2
    while sorted(workers()) != before and time.monotonic() < end:
        time.sleep(0.01)


def assert_untouched(image, before):
    wait_for_workers(before[-1])
    for old, new in zip(before, state(image), strict=True):
        assert new == old, (str(old)[:200], str(new)[:200])


def workers():
    """The processes of the plug-in that this GIMP started."""
    ours = f"GIMP3_DIRECTORY={os.environ['GIMP3_DIRECTORY']}".encode()
    for folder in Path("/proc").iterdir():
        try:
            if (folder / "comm").read_text().strip() == "ncsn" and ours in (folder / "environ").read_bytes():
                yield folder.name
        except OSError:
            pass  # ended meanwhile, or not ours to look at


def change_by(key, image):
    """What the layers are after a key in GIMP's window, which is pressed again if nothing comes of it."""
    before = tree(image.get_layers())
    for _ in range(PRESSES):
        wish(("GIMP$", key, LEISURELY))
        end = time.monotonic() + 10
        while tree(image.get_layers()) == before and time.monotonic() < end:
            time.sleep(0.05)
        if tree(image.get_layers()) != before:
            break
    return tree(image.get_layers())


def make_image(width=60, height=40):
    image = Gimp.Image.new(width, height, Gimp.ImageBaseType.RGB)
    layer = Gimp.Layer.new(image, "ground", width, height, Gimp.ImageType.RGB_IMAGE, 100,
                           Gimp.LayerMode.NORMAL)
    buffer = layer.get_buffer()
    buffer.set(buffer.get_extent(), "R'G'B' u8", random.Random(1).randbytes(3 * width * height))
    buffer.flush()
    image.insert_layer(layer, None, 0)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 3, 3, width // 2, height // 2)
    return image


def check_undo(image, name, **arguments):
    """One Undo takes away all that a call did, and no more; one Redo brings it back."""
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
    """Also of a layer that is shown faintly, which a copy takes the place of."""
    check_undo(image, "generate", seed=2, layers=3)
    for opacity in (100, 40):
        image.get_layers()[-1].set_opacity(opacity)
        for name in ("inpaint", "vary", "denoise"):
            check_undo(image, name, seed=1)
    image.get_layers()[-1].set_opacity(100)
    image.get_layers()[-1].set_visible(True)


def test_cancel(image):
    """Escape at random moments of a long work: everything is as before, and no process goes on."""
    draw = random.Random(1)
    long = {"sampler": "annealed", "levels": 100, "steps": 5000}  # a minute, on any machine
    big = make_image(3000, 2000)
    Gimp.Selection.none(big)
    for name in ("generate", "inpaint", "vary", "denoise") * int(os.environ.get("NCSN_TEST_CANCELS", 2)):
        used = big if name == "denoise" else image
        arguments = {"model": "large"} if name == "denoise" else long
        before = state(used)
        wish(closing(TITLES[name], "Return"), (BUSY[name], "Escape", draw.uniform(0.1, 1.5)))
        status = call(used, name, Gimp.RunMode.INTERACTIVE, **arguments)
        ended = time.monotonic()
        assert status == CANCEL, (name, status)
        assert_untouched(used, before)
        seconds = ended - answer()[1]["pressed"]
        NOTES.append(f"{name} cancelled in {seconds:.3f} s")
        # Most of it is xdotool, GIMP and this interpreter.
        assert seconds < 2, (name, seconds)
    big.delete()


def test_decline(image):
    """Each dialog opens, for models of both kinds, and Escape leaves everything as it was."""
    for name, title in TITLES.items():
        for model in ("tiny", "tiny-patches"):
            before = state(image)
            wish(closing(title, "Escape"))
            assert call(image, name, Gimp.RunMode.INTERACTIVE, model=model) == CANCEL
            assert_untouched(image, before)


def test_no_model(image):
    """Where no model is found the dialog says so, and its OK does nothing."""
    before = state(image)
    wish((TITLES["vary"], "Return", LEISURELY), closing(TITLES["vary"], "Escape"))
    assert call(image, "vary", Gimp.RunMode.INTERACTIVE, model=None) == CANCEL
    assert_untouched(image, before)


def size_of_dialog(image, model="tiny", size=None):
    """How large a dialog is, or is after it was given a size."""
    wish(closing(TITLES["inpaint"], "Escape", size))
    assert call(image, "inpaint", Gimp.RunMode.INTERACTIVE, model=model) == CANCEL
    seen = answer()[0]["size"]
    NOTES.append(f"{model[:20]}: {seen}, asked for {size}")
    return seen


def test_sizes(image):
    """The dialog stays on the screen with a long name, and follows the size that it is given."""
    name = "a-long-name-" * 15
    (MODELS / f"{name}.safetensors").write_bytes((MODELS / "tiny.safetensors").read_bytes())
    width, height = size_of_dialog(image, name)
    assert width < 1000 and height < 700, (width, height)
    assert any(size_of_dialog(image, size=LARGE) == LARGE for _ in range(ATTEMPTS))


def test_accept(image):
    """Each dialog's OK makes a layer."""
    for name, title in TITLES.items():
        before = len(image.get_layers())
        wish(closing(title, "Return"))
        assert call(image, name, Gimp.RunMode.INTERACTIVE, seed=5) == SUCCESS
        assert len(image.get_layers()) == before + 1
    # “automatic” is a word in the dialog, and not 0.
    found = next(layer.get_name() for layer in image.get_layers() if "denoised" in layer.get_name())
    assert float(found.split("σ ")[1].split(" #")[0]) > 0.1, found


def test_last_values(image):
    """What was accepted in the dialog is what With Last Values repeats."""
    names = [layer.get_name() for layer in image.get_layers()]
    assert call(image, "vary", Gimp.RunMode.WITH_LAST_VALS) == SUCCESS
    new = [layer for layer in image.get_layers() if layer.get_name() not in names]
    assert len(new) == 1
    old = next(layer for layer in image.get_layers() if new[0].get_name().startswith(layer.get_name() + " #"))
    assert "seed 5" in old.get_name() and pixels(new[0]) == pixels(old)


def test_closed(_):
    """An image that is closed while it is worked on: the work ends. From the menu, for a procedure that a
    script calls keeps the image alive."""
    image, before = make_image(2000, 1500), sorted(workers())
    number, display = image.get_id(), Gimp.Display.new(image)
    wish(("GIMP$", "alt+r Up Right Down Down Return", LEISURELY), closing(TITLES["inpaint"], "Return"),
         (BUSY["inpaint"], "shift", 0.5), ("GIMP$", "ctrl+w", 0.5), ("^Close", "ctrl+d", LEISURELY))
    assert len(answer()) == 5
    end = time.monotonic() + 10
    while Gimp.Image.id_is_valid(number) and time.monotonic() < end:
        time.sleep(0.05)
    assert not Gimp.Image.id_is_valid(number)
    wait_for_workers(before)
    assert sorted(workers()) == before
    del display


def main():
    image = make_image()
    display = Gimp.Display.new(image)
    with open(os.environ["NCSN_TEST_RESULTS"], "w", encoding="utf-8") as results:
        # A dialog starts from what was last accepted in it, whatever a script gives: hence the order.
        tests = (test_undo, test_cancel, test_decline, test_no_model, test_sizes, test_accept,
                 test_last_values, test_closed)
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
