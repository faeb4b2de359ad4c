# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets of the texture of one photograph, without a trained model, judged as textures.py judges those of a model."""

import json
import zlib

import pictures
from textures import CANVAS, COPY, by_gmic, distance, materials, sheet

OURS = "ncsn, picture"
DEFAULT_COUNT = None  # all materials


def by_ncsn(ncsn):
    def draw(_material, seen):
        return [ncsn.draw("sample", "--model", ncsn.put("seen.png", picture), "--canvas", f"{CANVAS}x{CANVAS}",
                          "--tileable", "both", "--seed", 1 + number) for number, picture in enumerate(seen)]
    return draw


def painters(ncsn, gmic):
    """(what changes with each version, how it draws) of each painter."""
    return {OURS: (ncsn.build(), by_ncsn(ncsn)),
            "G'MIC, patches": (gmic.version(), by_gmic(gmic, "syntexturize_matchpatch")),
            "G'MIC, phases": (gmic.version(), by_gmic(gmic, "syntexturize")),
            COPY: ("", lambda _material, seen: seen)}


def judge(draw, material, seen, held_out, stem):
    """The distance. The first drawing and then the distance are kept in files of this stem."""
    drawn = draw(material, seen)
    result = float(distance(drawn, held_out, zlib.crc32(material.encode())))
    pictures.save(drawn[0], stem.with_suffix(".png"))
    stem.with_suffix(".json").write_text(json.dumps(result))
    return result


def measure(ncsn, gmic, _model, count, kept, say):
    """(distance of each material and painter, a sheet of some materials)."""
    figures, drawings = {}, {}
    kept.mkdir(parents=True, exist_ok=True)
    for material, parts in materials(count):
        seen, held_out = zip(*parts)
        figures[material], drawings[material] = {}, {"held out": held_out[0]}
        for number, (name, (version, draw)) in enumerate(painters(ncsn, gmic).items()):
            stem = kept / f"{material}-{number}-{version.replace('.', '-')}"
            path = stem.with_suffix(".json")
            figures[material][name] = (json.loads(path.read_text()) if path.exists()
                                       else judge(draw, material, seen, held_out, stem))
            drawings[material][name] = pictures.load(stem.with_suffix(".png"))
        say("; ".join([material, *(f"{name} {value:.1f}" for name, value in figures[material].items())]))
    return figures, {"sheets": sheet(drawings)}
