# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawing materials: how far crops of what is drawn are from crops of the same material that nobody has seen,
beside crops that have been seen."""

import time
import zlib

import numpy as np

import pictures
import sheets
import wasserstein

HELD_OUT = 0.25  # of each picture's width, its right end, as `ncsn train --hold-out 0.25` keeps it
CANVAS = 512
CROP, CROPS = 64, 64
DRAWS = 8  # of crops; one alone moves a distance between real crops by a half
COPY = "copy"
USUAL_COUNT = None  # all
SHOWN = 3


def materials(count):
    """(name, [(seen, held out)…]) of each."""
    folders = sorted(path for path in (pictures.SHARED / "data" / "textures").iterdir() if path.is_dir())
    for folder in folders[:count]:
        yield folder.name, [halves(pictures.load(path)) for path in sorted(folder.glob("*.jpg"))]


def halves(picture):
    cut = picture.shape[1] - round(HELD_OUT * picture.shape[1])
    return picture[:, :cut], picture[:, cut:]


def crops(chance, sources):
    """What crops of them look like, from each source in turn."""
    result = []
    for number in range(CROPS):
        source = sources[number % len(sources)]
        top, left = (chance.integers(extent - CROP + 1) for extent in source.shape[:2])
        result.append(source[top:top + CROP, left:left + CROP].astype(np.float32) / 255)
    return wasserstein.descriptors(result)


def distance(drawn, held_out, seed):
    """In thousandths, the mean over draws of crops of both."""
    chance = np.random.default_rng(seed)
    return 1000 * np.mean([wasserstein.distances(crops(chance, drawn), crops(chance, held_out))
                           for _ in range(DRAWS)])


def by_ncsn(ncsn, model):
    """As many canvases as there are pictures, which may differ."""
    def draw(material, seen):
        return [ncsn.draw("sample", "--model", model, "--class", material, "--canvas", f"{CANVAS}x{CANVAS}",
                          "--tileable", "both", "--seed", 1 + number) for number in range(len(seen))]
    return draw


def by_gmic(gmic, command):
    def draw(_material, seen):
        return [gmic.draw((gmic.put("seen.png", picture),), f"{command} {CANVAS},{CANVAS}") for picture in seen]
    return draw


def painters(ncsn, gmic, model):
    return {"ncsn": by_ncsn(ncsn, model),
            "G'MIC, patches": by_gmic(gmic, "syntexturize_matchpatch"),
            "G'MIC, phases": by_gmic(gmic, "syntexturize"),
            COPY: lambda _material, seen: seen}


def measure(ncsn, gmic, model, count, _kept, say):
    """Distances and seconds of each material and painter, and a sheet of some."""
    figures, drawings = {}, {}
    for material, parts in materials(count):
        seen, held_out = zip(*parts)
        figures[material], drawings[material] = {}, {"held out": held_out[0]}
        for name, draw in painters(ncsn, gmic, model).items():
            started = time.monotonic()
            drawn = draw(material, seen)
            seconds = (time.monotonic() - started) / len(drawn)
            figures[material][name] = (float(distance(drawn, held_out, zlib.crc32(material.encode()))), seconds)
            drawings[material][name] = drawn[0]
        say("; ".join([material, *(f"{name} {row[0]:.1f}" for name, row in figures[material].items())]))
    return figures, {"textures": sheet(drawings)}


def shown(names):
    """Some from all over the alphabet."""
    count = min(SHOWN, len(names))
    return [names[len(names) * number // count] for number in range(count)]


def sheet(drawings):
    """(columns, rows) of some materials; a copy looks like what is held out."""
    columns = [name for name in next(iter(drawings.values())) if name != COPY]
    return columns, [[sheets.tile(drawings[material][name], (0, 0)) for name in columns]
                     for material in shown(list(drawings))]
