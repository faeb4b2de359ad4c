# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the plug-in in a real GIMP without a display, in TAP.

usage: run-in-gimp.py GIMP-CONSOLE PLUG-IN MAKE-MODEL OPERATION

GIMP gets its own folder, in which the plug-in and the operation are installed. procedures.py runs inside GIMP. A few scripts are
started from here, because only the caller of GIMP sees their output and exit status.
"""

import sys
import tempfile
from pathlib import Path

from own_gimp import Gimp, run_test

EX_USAGE, EX_SOFTWARE = 64, 70  # GIMP's exit statuses after a calling error and an execution error

IMAGE = """(script-fu-use-v3)
(define image (gimp-image-new 40 30 {base}))
(define layer (gimp-layer-new image "noise" 40 30 {base}-IMAGE 100 LAYER-MODE-NORMAL))
(gimp-image-insert-layer image layer -1 0)
(gimp-drawable-fill layer FILL-WHITE)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 6 7 13 15)
"""

# Writes the bits of a new layer to stderr.
CONVERTED = Gimp.importing("scene") + """
from array import array
from random import Random
image, layer = scene.make_image(precision='float-linear')
values = Random(1).choices(range(256), k=4 * layer.get_width() * layer.get_height())
scene.paint(layer, 'RGBA float', array('f', [v / 255 for v in values]))
result = scene.succeed('vary', image, [layer], seed=1, model=scene.model('tiny-rgb'))
print('bits', scene.pixels(result).hex(), file=sys.stderr)
image.delete()
"""


def call(name, arguments, drawables="layer"):
    return (f"(plug-in-ncsn-{name} #:run-mode RUN-NONINTERACTIVE #:image image"
            f" #:drawables (vector {drawables}) {arguments})\n")


def model_of(gimp, name="tiny"):
    return f'#:model "{gimp.models}/{name}.safetensors"'


def check_values(gimp):
    """A script passes named arguments and gets the new layers."""
    model = model_of(gimp)
    status, errors = gimp.script(
        IMAGE.format(base="RGB")
        + "(define made " + call("generate", f'{model} #:seed 7 #:class "line" #:layers 2') + ")"
        + "(define filled " + call("inpaint", f"{model} #:seed 8 #:steps 3") + ")"
        + '(gimp-message (string-append "made: " (number->string (vector-length made)) ": "'
        + ' (gimp-item-get-name (vector-ref made 1)) ", " (gimp-item-get-name (vector-ref filled 0))))')
    assert status == 0, errors
    assert "made: 2: NCSN tiny, class line, seed 7 (2), NCSN fill, seed 8" in errors, errors


def check_refusal(gimp, words, base, name, arguments, drawables="layer"):
    """The error message on stderr and exit status 70: Script-Fu turns every error into an execution error."""
    model = model_of(gimp) if "#:model" not in arguments else ""
    status, errors = gimp.script(IMAGE.format(base=base) + call(name, f"{model} {arguments}", drawables))
    assert status == EX_SOFTWARE, (status, errors)
    assert words in errors, errors


def check_no_noise(gimp):
    """For a layer without noise there is a message that says what to try, and the script continues."""
    model = model_of(gimp)
    status, errors = gimp.script(IMAGE.format(base="RGB") + call("denoise", model))
    assert status == 0, errors
    assert "Hardly any noise was found" in errors and "0.05" in errors, errors
    status, errors = gimp.script(IMAGE.format(base="RGB") + call("denoise", f"{model} #:sigma 0"))
    assert status == 0 and "Hardly" not in errors, errors


def check_everything_selected(gimp):
    """If the whole layer is filled, there is a message, and the script continues. For a part there is none."""
    model = model_of(gimp)
    for selection, expected in (("(gimp-selection-all image)", True), ("", False)):
        status, errors = gimp.script(IMAGE.format(base="RGB") + selection + call("inpaint", model))
        assert status == 0, errors
        assert ("The whole layer is selected" in errors) == expected, errors


def check_uncaught_in_python(gimp):
    """python-fu-eval turns an exception into a calling error, so a failed assertion ends the batch."""
    status, errors = gimp.run("python-fu-eval", f"""
image = Gimp.Image.new(9, 9, Gimp.ImageBaseType.RGB)
procedure = Gimp.get_pdb().lookup_procedure('plug-in-ncsn-generate')
config = procedure.create_config()
config.set_property('image', image)
config.set_property('model', Gio.File.new_for_path('{gimp.models}/none.safetensors'))
if procedure.run(config).index(0) != Gimp.PDBStatusType.SUCCESS:
    raise RuntimeError(Gimp.get_pdb().get_last_error())
""")
    assert status == EX_USAGE, (status, errors)
    assert f"{gimp.models}/none.safetensors" in errors, errors


def check_conversions(gimp):
    """Whatever the user sets for GIMP, the plug-in has babl convert pixels in one way only, which repeats the bits."""
    found = set()
    for tolerance in ("0", "0.1"):
        gimp.environment["BABL_TOLERANCE"] = tolerance
        status, errors = gimp.run("python-fu-eval", CONVERTED)
        del gimp.environment["BABL_TOLERANCE"]
        assert status == 0, errors
        found.add(next(line for line in errors.splitlines() if line.startswith("bits")))
    assert len(found) == 1, "the bits differ"


def outside_tests(gimp):
    yield "Script-Fu: values", lambda: check_values(gimp)
    yield "Script-Fu: no noise", lambda: check_no_noise(gimp)
    yield "Script-Fu: everything selected", lambda: check_everything_selected(gimp)
    yield "Python-Fu: conversions of pixels", lambda: check_conversions(gimp)
    yield "Python-Fu: exit status", lambda: check_uncaught_in_python(gimp)
    for case in (
        ("Image ▸ Mode ▸ RGB", "INDEXED", "generate", ""),
        ("Image ▸ Mode ▸ RGB", "INDEXED", "inpaint", ""),
        ("exactly one layer", "RGB", "inpaint", "", "layer layer"),
        ("/none.safetensors", "GRAY", "inpaint", model_of(gimp, "none")),
        ("circle, square, line", "GRAY", "generate", '#:class "dog"'),
        ("out of range", "RGB", "generate", "#:levels -1"),
        ("out of range", "RGB", "denoise", "#:sigma 25"),
        ("Nothing is selected", "RGB", "inpaint", "#:seed (begin (gimp-selection-none image) 1)"),
    ):
        yield "Script-Fu: refusal: " + " ".join(case[:3]), lambda: check_refusal(gimp, *case)


def main():
    console, plug_in, make_model, operation = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        gimp = Gimp(Path(folder), console, plug_in, make_model, operation)
        status, errors = gimp.run("python-fu-eval", Gimp.importing("procedures"))
        count = gimp.report(status, errors)
        for name, test in outside_tests(gimp):
            count += 1
            run_test(count, name, test)
        print(f"1..{count}")


main()
