# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawing of materials: the distance between crops of drawn pictures and crops that were held out from training,
compared with the distance between seen and held-out crops."""

import time
import zlib

import numpy as np

import pictures
import sheets
import wasserstein

HELD_OUT = 0.25  # share of each picture's width, at the right, as `ncsn train --hold-out 0.25` keeps it
CANVAS = 512
CROP, CROPS = 64, 64
DRAWS = 8  # of crops; with a single draw a distance between real crops varies by a half
COPY = "copy"
DEFAULT_COUNT = None  # all materials
SHOWN = 3


def materials(count):
    """(name, [(seen, held out)…]) of each material."""
    folders = sorted(path for path in (pictures.SHARED / "data" / "textures").iterdir() if path.is_dir())
    for folder in folders[:count]:
        yield folder.name, [halves(pictures.load(path)) for path in sorted(folder.glob("*.jpg"))]


def halves(picture):
    cut = picture.shape[1] - round(HELD_OUT * picture.shape[1])
    return picture[:, :cut], picture[:, cut:]


def crops(chance, sources):
    """Descriptors of random crops, from each source in turn."""
    result = []
    for number in range(CROPS):
        source = sources[number % len(sources)]
        top, left = (chance.integers(extent - CROP + 1) for extent in source.shape[:2])
        result.append(source[top:top + CROP, left:left + CROP].astype(np.float32) / 255)
    return wasserstein.descriptors(result)


def distance(drawn, held_out, seed):
    """The distance in thousandths, as the mean over several draws of crops."""
    chance = np.random.default_rng(seed)
    return 1000 * np.mean([wasserstein.distances(crops(chance, drawn), crops(chance, held_out))
                           for _ in range(DRAWS)])


def by_ncsn(ncsn, model):
    """Draws as many canvases as there are pictures of the material, since those may differ."""
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
    """(distance and seconds of each material and painter, a sheet of some materials)."""
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
    """Some of the names, evenly spaced."""
    count = min(SHOWN, len(names))
    return [names[len(names) * number // count] for number in range(count)]


def sheet(drawings):
    """(columns, rows) of some materials, without copies, which look like the held-out pictures."""
    columns = [name for name in next(iter(drawings.values())) if name != COPY]
    return columns, [[sheets.tile(drawings[material][name], (0, 0)) for name in columns]
                     for material in shown(list(drawings))]
