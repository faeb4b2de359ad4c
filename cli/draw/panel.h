/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Square panels of a figure, each showing a part of the plane, and text. Canvas lengths are points.
 */
#pragma once

#include "colour.h"

G_BEGIN_DECLS

#define CLI_TITLE_SIZE 13.0
#define CLI_TEXT_SIZE 10.5

/* Shows [-extent, extent]². */
typedef struct {
  cairo_t *cr;
  double left, top, side;
  double extent;
} CliPanel;

typedef enum { CLI_ALIGN_LEFT, CLI_ALIGN_CENTRE, CLI_ALIGN_RIGHT } CliAlign;

/* Draws a line of text whose base line begins, is centred or ends at (x, y); bold from
 * CLI_TITLE_SIZE on. Returns the x where it ends. */
double cli_draw_text (cairo_t *cr, double x, double y, CliAlign align, double size, CliInk ink,
                      const char *text);

/* The position on the canvas of a point of the plane. */
double cli_panel_x (const CliPanel *panel, double x);
double cli_panel_y (const CliPanel *panel, double y);

/* Clips all drawing to the panel until cairo_restore (). */
void cli_panel_save_and_clip (const CliPanel *panel);

/* Pixels a side of a tint; the centres of the outermost pixels lie on the frame. */
#define CLI_PANEL_RASTER 129

/* The point of the plane at pixel `index`, counted row by row from the lower left. */
void cli_panel_raster_point (const CliPanel *panel, gsize index, float *x);

/* Fills the panel with the ramp's colours of CLI_PANEL_RASTER² values in [0, 1], in that order. */
void cli_panel_tint (const CliPanel *panel, const double *values, CliRamp ramp);

/* Draws the frame with ticks at -5, 0 and 5, and two lines of text above it. caption may be NULL.
 */
void cli_panel_frame (const CliPanel *panel, const char *title, const char *caption);

G_END_DECLS
