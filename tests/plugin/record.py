# SPDX-License-Identifier: GPL-3.0-or-later
"""The parasite of a new layer holds the record of its call, which repeats the call bit for bit."""

import math
import re

from gi.repository import Gimp, Gio

from scene import make_image, model, pixels, record_of, select, succeed

RULES = ("langevin", "annealed", "consistent", "predictor-corrector", "ode", "ipndm", "dpm")
TASKS = {
    "generate": {"columns": 2, "layers": 2},
    "inpaint": {"resample": 2},
    "vary": {"strength": 0.3},
    "denoise": {},
}


def arguments_of(record):
    """The keys of a record that are arguments, with values of the arguments' types."""
    config = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + record["task"]).create_config()
    found = {}
    for key, text in record.items():
        spec = config.find_property(key)
        if key == "model":
            found[key] = Gio.File.new_for_path(text)
        elif spec and (key, text) != ("class", "-1"):
            found[key] = type(spec.default_value)(text)
    return found


def run(name, **arguments):
    """The pixels of the new layers and the record of the first one. Image and selection are always the same."""
    image, layer = make_image(precision="float")
    select(image, "soft-ellipse")
    top = succeed(name, image, [layer], **arguments)
    layers = top.get_children() if top.is_group() else [top]
    found = [pixels(each) for each in layers], record_of(layers[0])
    image.delete()
    return found


def check_repeat(name, **arguments):
    first, record = run(name, **arguments)
    again, record_again = run(name, **arguments_of(record))
    assert record_again == record, (record, record_again)
    assert again == first


def test_contents():
    """The record contains the task, the version, the model's path and hash, and the numbers."""
    _, record = run("inpaint", sampler="annealed", steps=3, **{"class": "line"})
    assert record["task"] == "inpaint" and re.fullmatch(r"\d+\.\d+\.\d+", record["version"])
    assert record["model"] == model().get_path() and re.fullmatch("[0-9a-f]{64}", record["hash"])
    wanted = {"class": "2", "sampler": "annealed", "levels": "4", "steps": "3", "denoise": "true",
              "context": "-1", "resample": "0"}
    assert {key: record[key] for key in wanted} == wanted, record
    assert (float(record["sigma-begin"]), float(record["sigma-end"])) == (1, 0.1)
    # The step size was not given, so it follows from the other numbers: 2 η σ², 1 - η² = γ^(-2/T).
    suited = 2 * math.sqrt(1 - 0.1 ** (2 / (4 * 3))) * 0.1**2
    assert math.isclose(float(record["epsilon"]), suited, rel_tol=1e-6), record
    assert int(record["seed"]) >= 0


def test_models_are_told_apart():
    _, one = run("inpaint", seed=1)
    _, other = run("inpaint", seed=1, model=model("tiny-rgb"))
    assert one["hash"] != other["hash"]


def test_model_by_name():
    """A model can be given by its name. The record then has the name, because paths differ between computers."""
    named, record = run("generate", seed=1, model=Gio.File.new_for_path("named"))
    assert record["model"] == "named"
    path = model("named").get_path().replace("/models/", "/named/")
    assert run("generate", seed=1, model=Gio.File.new_for_path(path))[1]["model"] == "named"
    assert named == run("generate", seed=1)[0]


def test_seed_is_drawn_anew():
    assert run("vary")[1]["seed"] != run("vary")[1]["seed"]


def tests():
    """Every task with both kinds of models and two qualities; every sampler."""
    for name, arguments in TASKS.items():
        sampled = {"quality": "draft"} if name != "denoise" else {}
        yield f"repeated {name}", lambda: check_repeat(name, **arguments, **sampled)
        if name == "generate":
            arguments = {"width": 21, "tileable": "both", "layers": 2}
        yield f"repeated {name}, patches", lambda: check_repeat(
            name, model=model("tiny-patches"), **arguments)
    for rule in RULES:
        yield f"repeated {rule}", lambda: check_repeat("vary", sampler=rule, **{"class": "square"})
    yield "repeated best", lambda: check_repeat("inpaint", quality="best", model=model("tiny-rgb"))


def test_told_defaults():
    """The descriptions of the arguments name the default model and the default numbers of passes."""
    for name in TASKS:
        config = Gimp.get_pdb().lookup_procedure(f"plug-in-ncsn-{name}").create_config()
        default = {"generate": "textures", "denoise": "camera"}.get(name, "photo")
        words = config.find_property("model").blurb
        assert words.endswith(f"the model called “{default}”"), (name, words)
    words = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-inpaint").create_config().find_property("resample").blurb
    assert words.endswith("0: 4, or 2 for a model that sees holes"), words
