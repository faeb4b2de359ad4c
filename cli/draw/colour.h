/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of the study's figures. Ramps run from light to dark evenly, and the few colours that
 * tell things apart differ in lightness too, so that they serve colour-blind people and grey
 * printers. */
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
  CLI_INK_FIRST,  /* the mode at (5, 5); the data's support */
  CLI_INK_SECOND, /* the mode at (-5, -5); low density; what is wrong */
  CLI_INK_SHADE,  /* a band behind a chart */
} CliInk;

typedef enum {
  CLI_RAMP_DENSITY, /* white to blue, light enough for arrows on it */
  CLI_RAMP_ERROR,   /* pale yellow to dark purple */
} CliRamp;

void cli_draw_set_ink (cairo_t *cr, CliInk ink, double alpha);

/* The ramp's colour at `at` in [0, 1], clamped. */
CliColour cli_draw_ramp (CliRamp ramp, double at);

G_END_DECLS
