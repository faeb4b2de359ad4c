# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests in GIMP's window share: wishes for keys, calls with dialogs, and what an image has.

A wish is a list of keys, each as (title of the window, key, seconds to wait before, size to give the window first,
whether the key closes the window); the last two are optional. run-in-window.py presses them; the answer has what it
saw.
"""

import json
import os
import random
import time
from pathlib import Path

from gi.repository import Gimp

from scene import add_layer, model, paint, pixels

HAND = Path(os.environ["NCSN_TEST_HAND"])
TITLES = {"generate": "^Generate", "inpaint": "^Remove", "vary": "^Vary", "denoise": "^Denoise"}
BUSY = {"generate": "^Drawing new pictures", "inpaint": "^Filling", "vary": "^Drawing a new version",
        "denoise": "^Removing noise"}
SUCCESS, CANCEL, REFUSED = (Gimp.PDBStatusType.SUCCESS, Gimp.PDBStatusType.CANCEL,
                            Gimp.PDBStatusType.EXECUTION_ERROR)
LEISURELY = 1.0  # seconds until a window is drawn
PATIENT = 6.0  # seconds until a dialog has shown the results of a tiny model


def wish(*keys):
    for name in ("wish", "answer"):
        (HAND / name).unlink(missing_ok=True)
    (HAND / "part").write_text(json.dumps(keys), encoding="utf-8")
    (HAND / "part").rename(HAND / "wish")


def closing(title, key, size=None):
    """A wish for a key that closes a dialog."""
    return title, key, LEISURELY, size, True


def answer():
    """The answer to the wish: a list of {"size", "pressed"}."""
    end = time.monotonic() + 60
    while not (HAND / "answer").exists() and time.monotonic() < end:
        time.sleep(0.01)
    return json.loads((HAND / "answer").read_text(encoding="utf-8"))


def call(image, name, mode, model_name="tiny", **arguments):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", [image.get_layers()[-1]])
    config.set_property("run-mode", mode)
    config.set_property("model", model_name and model(model_name))
    for key, value in arguments.items():
        config.set_property(key, value)
    return procedure.run(config).index(0)


def forget(image, name):
    """The next dialog begins with the arguments of its call, not with those that were last accepted in one, for any
    image or for this one."""
    settings = Path(os.environ["GIMP3_DIRECTORY"]) / "plug-in-settings"
    (settings / f"GimpProcedureConfigRun-plug-in-ncsn-{name}.last").unlink(missing_ok=True)
    for parasite in image.get_parasite_list():
        if f"plug-in-ncsn-{name}" in parasite:
            image.detach_parasite(parasite)


def names(items):
    return [item.get_name() for item in items]


def tree(items):
    return [(item.get_name(), tree(item.get_children()) if item.is_group() else None) for item in items]


def state(image):
    """Everything that must stay the same after a cancelled call, in the image and outside it."""
    tiles = [pixels(layer) for layer in image.get_layers()]
    return tree(image.get_layers()), tiles, image.is_dirty(), len(Gimp.get_images()), sorted(workers())


def wait_for_workers(before):
    """Waits until the plug-in's processes have ended, which may be after GIMP has their results."""
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
            pass  # the process has ended, or belongs to another user


def make_image(width=60, height=40):
    image = Gimp.Image.new(width, height, Gimp.ImageBaseType.RGB)
    layer = add_layer(image, "ground", width, height, Gimp.ImageType.RGB_IMAGE)
    paint(layer, "R'G'B' u8", random.Random(1).randbytes(3 * width * height))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 3, 3, width // 2, height // 2)
    return image


def new_items(image, call_it):
    """What a call adds to the image's layers, groups as they are; removes it again."""
    before = [layer.get_id() for layer in image.get_layers()]
    assert call_it() == SUCCESS
    added = [layer for layer in image.get_layers() if layer.get_id() not in before]
    found = [[pixels(each) for each in item.get_children()] if item.is_group() else pixels(item) for item in added]
    for item in added:
        image.remove_layer(item)
    return found
