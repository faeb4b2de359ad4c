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
} CliToyColour;

typedef enum {
  CLI_TOY_INK,    /* text, true arrows */
  CLI_TOY_FAINT,  /* frames, ticks, captions */
  CLI_TOY_FIRST,  /* the mode at (5, 5); the data's support */
  CLI_TOY_SECOND, /* the mode at (-5, -5); low density; what is wrong */
  CLI_TOY_SHADE,  /* a band behind a chart */
} CliToyInk;

typedef enum {
  CLI_TOY_DENSITY_RAMP, /* white to blue, light enough for arrows on it */
  CLI_TOY_ERROR_RAMP,   /* pale yellow to dark purple */
} CliToyRamp;

void cli_toy_set_ink (cairo_t *cr, CliToyInk ink, double alpha);

/* The ramp's colour at `at` in [0, 1], clamped. */
CliToyColour cli_toy_ramp (CliToyRamp ramp, double at);

G_END_DECLS
