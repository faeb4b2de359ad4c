# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the shipped models with other programs of Debian on pictures that no model was trained on.

usage: quality.py BUILD-FOLDER [inpaint | removal | denoise | camera | textures | sheets]… [--pictures N] [--resume]
                  [--methods METHOD…] [--sizes SIZE…] [--photo-model MODEL] [--textures-model MODEL]

Measures these sections, or all, and writes them into models/RESULTS.md, whose other sections do not change, and
into models/results-*.png. Keeps repaired pictures in the build folder. Omits a section whose model is missing.

usage: quality.py BUILD-FOLDER objects [--pictures N] [--resume] [--photo-model MODEL] [--ncsn OPTIONS]…

Removes objects from photographs and leaves sheets to be looked at in the build folder. All objects without options go
into models/results-objects.png too; what it shows is to be written into bench/quality/objects.md."""

import argparse
import datetime
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import busy
import camera
import denoise
import from_picture
import inpaint
import machine
import objects
import pictures
import quality_report
import removal
import sheets
import textures
from programs import Gmic, Ncsn

MODELS = Path(__file__).parents[2] / "models"
SECTIONS = {"inpaint": (inpaint, "photo"), "removal": (removal, "photo"), "denoise": (denoise, "photo"),
            "camera": (camera, "camera"), "textures": (textures, "textures"), "sheets": (from_picture, None)}
OBJECTS = "objects"


def say(text):
    print(f"quality: {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench quality", description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, OBJECTS, []], metavar="SECTION",
                        help=", ".join(SECTIONS) + f"; all; or {OBJECTS} alone")
    parser.add_argument("--pictures", type=int, metavar="N",
                        help="number of photographs (default: 8; of removal 32), of materials or of objects (default: "
                             "all)")
    parser.add_argument("--resume", action="store_true",
                        help="use the repaired pictures of the last measurement; removal and sheets use our own "
                             "only if neither program nor model have changed")
    parser.add_argument("--methods", nargs="+", metavar="METHOD",
                        help="of ncsn inpaint, for removal (default: a single fill, without --method)")
    parser.add_argument("--sizes", nargs="+", choices=[*removal.LONGEST], metavar="SIZE",
                        help="of the ellipses of removal: " + ", ".join(removal.LONGEST) + " (default: all)")
    for model in ("photo", "camera", "textures"):
        parser.add_argument(f"--{model}-model", default=model, metavar="MODEL",
                            help=f"use MODEL instead of the model “{model}”")
    parser.add_argument("--ncsn", action="append", metavar="OPTIONS",
                        help=f"options of ncsn inpaint for {OBJECTS}, in one word as in --ncsn='--mean 8'; "
                             "each time this is given adds a column (default: none)")
    options = parser.parse_args()
    if OBJECTS in options.sections and len(options.sections) > 1:
        parser.error(f"{OBJECTS} goes alone: please measure the other sections in a call of their own.")
    return options


def kept_folder(name, options):
    """The folder of a section's repaired pictures, which is empty unless they are to be used again."""
    kept = options.build / "bench" / "kept" / name
    if not options.resume:
        shutil.rmtree(kept, ignore_errors=True)
    return kept


def draw_objects(options, ncsn, gmic):
    _, problem = ncsn.model(options.photo_model)
    if problem:
        sys.exit(f"quality: {problem}")
    columns, rows = objects.draw(ncsn, gmic, options.photo_model, options.ncsn or [""], options.pictures,
                                 kept_folder(OBJECTS, options), say)
    if not options.pictures and not options.ncsn:
        sheets.draw(columns, rows, MODELS / f"results-{OBJECTS}.png")


def measure(name, options, ncsn, gmic):
    """Measures a section and writes its pictures. Returns its results, or None if its model is missing."""
    section, of = SECTIONS[name]
    model = of and getattr(options, f"{of}_model")
    model_hash, problem = ncsn.model(model) if model else (None, None)
    if problem:
        say(f"{problem} The section {name} is omitted.")
        return None
    processors = len(os.sched_getaffinity(0))
    is_busy = busy.is_busy(processors)
    kept = kept_folder(name, options)
    own = {option: getattr(options, option) for option in getattr(section, "OPTIONS", ())}
    figures, drawn = section.measure(ncsn, gmic, model, options.pictures or section.DEFAULT_COUNT, kept, say, **own)
    for sheet, (columns, rows) in drawn.items():
        sheets.draw(columns, rows, MODELS / f"results-{sheet}.png")
    return {"date": str(datetime.date.today()), "model": model and f"`{Path(model).stem}` ({model_hash[:12]})",
            "machine": f"{machine.processor()}, {processors} processors, {machine.memory()}",
            "pictures": options.pictures or section.DEFAULT_COUNT, "busy": is_busy, "figures": figures}


def main():
    options = arguments()
    if not (pictures.SHARED / "data").is_dir():
        sys.exit(f"quality: There is no folder ‘data’ in {pictures.SHARED}. Set NCSN_SHARED to the folder that holds it.")
    started, results = time.time(), {}
    with tempfile.TemporaryDirectory() as folder:
        ncsn, gmic = Ncsn(options.build / "cli" / "ncsn", folder), Gmic(folder)
        if OBJECTS in options.sections:
            return draw_objects(options, ncsn, gmic)
        for name in options.sections or SECTIONS:
            if result := measure(name, options, ncsn, gmic):
                results[name] = result
        version = gmic.version()
    if not results:
        sys.exit("quality: No section was measured, so nothing is written.")
    path = MODELS / "RESULTS.md"
    path.write_text(quality_report.text(results, version, path.read_text()))
    say(f"{time.time() - started:.0f} s; models/RESULTS.md is written.")


main()
