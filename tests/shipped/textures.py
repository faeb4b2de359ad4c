# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares, by `ncsn evaluate`, the distance between patches that the shipped textures model draws and the held-out
part of each picture with the distance between the training part and the held-out part."""

import json
import os
import sys

import support

MODEL, PICTURES = sys.argv[2:4]
MATERIALS = ("bark", "gravel", "ice", "leaves", "marble", "sand", "wall-stone", "wood")
SAMPLES = 64
MAX_RATIO = 1.5  # to the distance of the training part, mean over the materials


def ratio(folder, material):
    """Ratio of the two distances, each the mean over the scales."""
    result = support.run("evaluate", "--model", MODEL, "--data", PICTURES, "--hold-out", 0.25, "--count", 2,
                         "--class", material, "--samples", SAMPLES, "--json", folder=folder, timeout=900)
    assert result.returncode == 0, result.stderr
    row, = json.loads(result.stdout)["distances"]
    assert row["class"] == material, row
    return sum(row["generated"]) / sum(row["training"])


def materials_look_like_what_was_held_out(folder):
    if not os.path.isdir(PICTURES):
        raise support.Skip(f"pictures of materials ({PICTURES}) cannot be found")
    ratios = {material: ratio(folder, material) for material in MATERIALS}
    print("#", ", ".join(f"{material} {share:.2f}" for material, share in ratios.items()))
    assert sum(ratios.values()) / len(ratios) <= MAX_RATIO, ratios


support.main([materials_look_like_what_was_held_out])
