# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainings without a dialog, and the ids of the pages of help."""

import os
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from gi.repository import Gimp, Gio

from scene import add_layer, paint

DATA = Path(os.environ["XDG_DATA_HOME"], "gimp-ncsn")
HELP = Path(__file__).parents[2] / "docs" / "help" / "en" / "gimp-help.xml"
SUCCESS = Gimp.PDBStatusType.SUCCESS
SIDE = 130
PATIENCE = 200  # seconds


def tests():
    return ()


def make_image(side=SIDE):
    image = Gimp.Image.new(side, side, Gimp.ImageBaseType.RGB)
    layer = add_layer(image, "stripes", side, side, Gimp.ImageType.RGB_IMAGE)
    row = b"".join(bytes([255 * (x // 4 % 2)] * 3) for x in range(side))
    paint(layer, "R'G'B' u8", row * side)
    return image


def train(image, drawables=(), **arguments):
    """Calls the procedure; returns whether it succeeded, and the message of an error."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-train")
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", list(drawables))
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    for name, value in {"minutes": 0.15, **arguments}.items():
        config.set_property(name.replace("_", "-"), value)
    status = procedure.run(config).index(0)
    return status == SUCCESS, Gimp.get_pdb().get_last_error()


def wait_for(path):
    end = time.monotonic() + PATIENCE
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert path.exists(), path


def test_training():
    """The call returns while the training learns; its model is then found by its name, and is one that draws."""
    image = make_image()
    model = DATA / "models" / "stripes.safetensors"
    assert train(image, model_name="stripes", source="layers", drawables=image.get_layers())[0]
    assert (DATA / "models" / "stripes.csv").exists() and len(list(DATA.glob("trainings/stripes/pictures/*"))) == 1
    assert "already" in train(image, model_name="stripes")[1]
    wait_for(model)
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-generate")
    config = procedure.create_config()
    for name, value in {"image": image, "run-mode": Gimp.RunMode.NONINTERACTIVE,
                        "model": Gio.File.new_for_path(str(model))}.items():
        config.set_property(name, value)
    config.set_core_object_array("drawables", [])
    assert procedure.run(config).index(0) == SUCCESS
    assert len(image.get_layers()) == 2
    image.delete()


def check_refusal(words, *call, **arguments):
    before = sorted(DATA.rglob("*"))
    done, message = train(*call, **arguments)
    assert not done and words in message, message
    assert sorted(DATA.rglob("*")) == before, set(DATA.rglob("*")) - set(before)


def test_refusals():
    """Each refusal is a sentence, and leaves no files."""
    image, small = make_image(), make_image(100)
    (DATA / "models").mkdir(parents=True, exist_ok=True)
    (DATA / "trainings").mkdir(exist_ok=True)
    empty = DATA.parent / "empty"
    empty.mkdir(exist_ok=True)
    check_refusal("no name yet", image, model_name="")
    check_refusal("cannot be the name", image, model_name="a/b")
    check_refusal("no layer to learn from", image, model_name="new", source="layers")
    check_refusal("has no opaque rectangle of 128 × 128", small, model_name="new")
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 127, 130)
    check_refusal("or the selection leaves none", image, model_name="new")
    check_refusal("No folder of pictures is chosen", image, model_name="new", source="folder")
    check_refusal("holds no picture that can be read", image, model_name="new", source="folder",
                  folder=Gio.File.new_for_path(str(empty)))
    image.delete()
    small.delete()


def test_help():
    """Every procedure has a page of help."""
    pages = {item.get("id") for item in ElementTree.parse(HELP).getroot()}
    pdb = Gimp.get_pdb()
    names = pdb.query_procedures("plug-in-ncsn-.*", *[".*"] * 7)
    assert len(names) >= 5, names
    for name in names:
        assert pdb.lookup_procedure(name).get_help_id() in pages, name
