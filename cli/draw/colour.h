/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of all figures. Ramps go evenly from light to dark, and the inks also differ in
 * lightness, so that colour-blind readers and grey printers can tell them apart. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double red, green, blue; /* sRGB in [0, 1] */
} CliColour;

typedef enum {
  CLI_INK_TEXT,   /* text, true arrows */
  CLI_INK_FAINT,  /* frames, ticks, captions */
  CLI_INK_FIRST,  /* the first series: the mode at (5, 5); the data's support */
  CLI_INK_SECOND, /* the second series: the mode at (-5, -5); low density; wrong scores */
  CLI_INK_SHADE,  /* a band in the background of a chart */
} CliInk;

typedef enum {
  CLI_RAMP_DENSITY, /* white to blue, light enough for arrows on top */
  CLI_RAMP_ERROR,   /* pale yellow to dark purple */
} CliRamp;

void cli_draw_set_ink (cairo_t *cr, CliInk ink, double alpha);

/* The ramp's colour at `at`, which is clamped to [0, 1]. */
CliColour cli_draw_ramp (CliRamp ramp, double at);

G_END_DECLS
