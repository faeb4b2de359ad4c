# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the dialogs for preview.py, in GIMP: Remove with an ellipse of 600 × 450 pixels, the others without a
selection."""

import os

from gi.repository import Gimp, Gio

WIDTH, HEIGHT = 4000, 3000

image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["NCSN_BENCH_PHOTO"]))
image.scale(WIDTH, HEIGHT)
for name in ("inpaint", "vary", "denoise", "generate"):
    Gimp.Selection.none(image)
    if name == "inpaint":
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 1700, 1275, 600, 450)
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ncsn-" + name)
    config = procedure.create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", image.get_layers())
    config.set_property("run-mode", Gimp.RunMode.INTERACTIVE)
    procedure.run(config)
