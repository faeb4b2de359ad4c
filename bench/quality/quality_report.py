# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the results of ./dev bench quality as Markdown (models/RESULTS.md)."""

import re
from pathlib import Path

import cv2
import numpy as np
import skimage

import exposure
import from_picture
import machine
import pictures
from camera import SHOWN
from denoise import SIGMAS
from inpaint import FILLS, HOLES, LINES
from masks import EDGE
from measures import RING
from pictures import SIDE
from removal import ALIKE, LONGEST, PART, PARTS, TRUTH
from textures import CANVAS, COPY, CROP, CROPS, DRAWS, HELD_OUT, shown
from wasserstein import LEVELS

OURS = "ncsn"
OBJECTS = Path(__file__).with_name("objects.md")  # what a person sees on the sheet of objects.py; its links are its own
NEAR = 1.5  # times the distance of a copy


def measured(result):
    busy = " Other programs were busy on this machine meanwhile." if result["busy"] else ""
    model = f" with the model {result['model']}" if result["model"] else ""
    return f"Measured on {result['date']}{model}; {result['machine']}.{busy}"


def by_source(count):
    return ", ".join(f"{number} of {source}" for source, number in sorted(pictures.counts(count).items()))


def photographs(count):
    """A sentence on the number of photographs and their sources."""
    return f"""{count} photographs ({by_source(count)}).
Seconds are processor time for one picture: for ncsn and G'MIC of a whole command from file to file, for the
libraries of a call."""


def overview(figures):
    """A table of the best PSNR of the other programs and of our differences from it, by source of the photographs."""
    ours = [row[0] for row in next(iter(figures.values())) if row[0].startswith(OURS)]
    rows = []
    for damage, contestants in figures.items():
        for source in contestants[0][2]:
            psnr = {name: values[source] for name, _, values, *_ in contestants}
            best = max((name for name in psnr if name not in ours), key=psnr.get)
            rows.append((damage, source, f"{best}: {psnr[best]:.2f} dB",
                         *(f"{psnr[name] - psnr[best]:+.2f} dB" for name in ours)))
    return machine.table(("", "photographs", "best of the others", *ours), rows)


def details(figures, damages):
    """A table for each damage."""
    sources = next(iter(figures.values()))[0][2]
    return "\n\n".join(f"### {damage}\n\n" + machine.table(
        ("", *(f"PSNR of {source}, dB" for source in sources), "SSIM", "seconds", "setting"),
        [(name, *(f"{value:.2f}" for value in psnr.values()), f"{ssim:.3f}", f"{seconds:.2g}", setting)
         for name, setting, psnr, ssim, seconds in figures[damage]]) for damage in damages)


def inpaint(result):
    figures = result["figures"]
    return f"""{measured(result)} {photographs(result['pictures'])}

PSNR of the masked pixels, all channels, and the mean of the map of SSIM over them. “{OURS}” is one fill as
`ncsn inpaint` draws it, “{OURS}, mean” what `ncsn inpaint --mean {FILLS}` makes of {FILLS} fills. FSR
(frequency-selective reconstruction) and shift map are those of OpenCV's module xphoto.

{overview(figures)}

{details(figures, LINES)}

![scratches and text, filled](results-lines.png)

{details(figures, HOLES)}

![holes, filled](results-holes.png)
"""


def removed(figures):
    """A table of the fills of one size."""
    rows = [(name, f"{distance:.1f}", None if name == TRUTH else f"{psnr:.2f}", f"{energy:.2f}", str(alike),
             f"{border:.2f}", None if name == TRUTH else f"{seconds:.2g}")
            for name, (distance, psnr, energy, alike, border, seconds) in figures.items()]
    return machine.table(("", "distance", "PSNR, dB", "energy", "alike", "border", "seconds"), rows)


def removal(result):
    tables = "\n\n".join(f"### {size.replace('x', ' × ')}\n\n{removed(figures)}"
                         for size, figures in result["figures"].items())
    extents = ", ".join(f"{size.replace('x', ' × ')} from photographs of at most {longest} pixels a side"
                        for size, longest in LONGEST.items())
    return f"""{measured(result)}
{result['pictures']} whole photographs ({by_source(result['pictures'])}).

An ellipse at a random place, at least {EDGE} pixels from the edges, is removed from each:
{extents}.
Larger photographs are shrunk. What was there cannot be known; a fill should have what the surroundings and the removed
part have in common.

- distance: sliced Wasserstein distance (bench/quality/wasserstein.py) of {PARTS} crops of {PART} × {PART} pixels in the
  hole to the same of the photograph, in thousandths of the range of pixels, the mean over {LEVELS} scales;
- energy: the mean squared step between neighbouring pixels in the hole over that in the ring of {RING} pixels
  around it, a geometric mean; alike: in how many photographs it is in {ALIKE[0]}…{ALIKE[1]};
- border: the mean step across the border of the hole over that inside, a geometric mean;
- seconds: for ncsn and G'MIC of a whole command from file to file, for the libraries of a call.

“G'MIC, patches” is `inpaint 5`, “G'MIC, matches” `inpaint_matchpatch 0`; FSR is the fast variant of OpenCV's module
xphoto, shift map from there as well; biharmonic is scikit-image's.

{tables}

![large holes, filled](results-removal.png)

{OBJECTS.read_text().replace("../../models/", "")}"""


def denoise(result):
    figures = result["figures"]
    sigmas = ", ".join(map(str, SIGMAS))
    return f"""{measured(result)} {photographs(result['pictures'])}

They are given white Gaussian noise of σ = {sigmas} of 255, kept as files have it: rounded and cut to 8 bits. The
others are told σ by their settings; “{OURS}” estimates it from the picture, “{OURS}, told” gets `--sigma`.

{overview(figures)}

{details(figures, figures)}

![noise of σ = 25, taken off](results-noise.png)
"""


def camera(result):
    figures = result["figures"]
    strengths = "; ".join(f"{name}: {shot:g} and {read:g}, {quality}"
                          for name, (shot, read, quality) in exposure.STRENGTHS.items())
    return f"""{measured(result)} {photographs(result['pictures'])}

They are taken by a camera (bench/quality/exposure.py): from light, through white balance and Bayer's mosaic, with noise
of variance shot · light + read, OpenCV's edge-aware demosaicing, and JPEG by Pillow. Shot, read and quality are
{strengths}. Nobody is told the level. GEGL's operations are those of GIMP's filters.

{overview(figures)}

{details(figures, figures)}

![noise of the strength “{SHOWN}”, taken off](results-camera.png)
"""


def textures(result):
    figures = result["figures"]
    names = list(next(iter(figures.values())))
    ratios = {material: row[OURS][0] / row[COPY][0] for material, row in figures.items()}
    rows = [(material, *(f"{row[name][0]:.1f}" for name in names), f"{ratios[material]:.2f}")
            for material, row in figures.items()]
    seconds = [np.mean([row[name][1] for row in figures.values()]) for name in names if name != COPY]
    rows.append(("seconds a picture", *(f"{value:.2g}" for value in seconds), "–", "–"))
    reached = sum(ratio <= NEAR for ratio in ratios.values())
    return f"""{measured(result)}
Each material is drawn on {CANVAS} × {CANVAS} pixels by `ncsn sample --tileable both`,
and by G'MIC from the part that the model has learnt from (`syntexturize_matchpatch`, `syntexturize`). Seconds are
those of a whole command from file to file. Figures are
distances to the right {100 * HELD_OUT:.0f} % of the material's pictures, which nobody has seen: sliced Wasserstein distances of
{CROPS} crops of {CROP} × {CROP} pixels, as bench/quality/wasserstein.py defines them, in thousandths of the range of
pixels, the mean over {LEVELS} scales and {DRAWS} draws of crops. “{COPY}” is crops of the part that has been seen: as
near as the material is to itself.
{reached} of {len(figures)} materials are at most {NEAR} times as far away as these.

{machine.table(("material", *names, f"{OURS} / {COPY}"), rows)}

![{', '.join(shown(list(figures)))}](results-textures.png)
"""


def sheets(result):
    figures = result["figures"]
    names = list(next(iter(figures.values())))
    rows = [(material, *(f"{row[name]:.1f}" for name in names)) for material, row in figures.items()]
    rows.append(("mean", *(f"{np.mean([row[name] for row in figures.values()]):.2f}" for name in names)))
    others = [name for name in names if name.startswith("G'MIC")]
    nearest = np.mean([min(row[name] for name in others) for row in figures.values()])
    return f"""{measured(result)}
Without a trained model: each photograph of a material gives a sheet of {CANVAS} × {CANVAS} pixels,
“{from_picture.OURS}” by `ncsn sample --model PHOTOGRAPH --tileable both`, G'MIC's as above. Distances are those of the
section before, to the same held-out parts. Of the two of G'MIC, the nearer for each material has
{nearest:.2f} in the mean.

{machine.table(("material", *names), rows)}

![{', '.join(shown(list(figures)))}](results-sheets.png)
"""


SECTIONS = {"inpaint": ("Filling", inpaint), "removal": ("Large holes", removal),
            "denoise": ("Taking noise off", denoise), "camera": ("Taking the noise of cameras off", camera),
            "textures": ("Textures", textures), "sheets": ("Sheets from one photograph", sheets)}


def sections(text):
    """The text below each heading of the second level, by heading."""
    return dict(re.findall(r"^## (.*)\n\n((?:(?!## ).*\n)*)", text, re.M))


def text(results, gmic, old):
    """The whole report; sections without new results keep their old text."""
    versions = f"OpenCV {cv2.__version__}, scikit-image {skimage.__version__}, G'MIC {gmic}"
    parts = [f"""# What the models reach, beside other programs

By `./dev bench quality`. {versions}, as Debian 13 has
them; G'MIC's neural networks are left out, as their weights do not come with it.

Photographs are the middle {SIDE} × {SIDE} pixels of pictures that no model was trained on, from the validation
part of CID22 and the Kodak suite in turn. Figures are means over them. Of the settings of another program
that were tried on these very pictures the best are shown, which favours it a little.
"""]
    bodies = sections(old) | {SECTIONS[name][0]: SECTIONS[name][1](result) for name, result in results.items()}
    parts += [f"## {heading}\n\n{bodies[heading].strip()}\n" for heading, _ in SECTIONS.values() if heading in bodies]
    return "\n".join(parts)
