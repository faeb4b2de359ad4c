/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Square panels of a figure, each of which shows a part of the plane. Canvas lengths are points. */
#pragma once

#include "colour.h"

G_BEGIN_DECLS

#define CLI_TOY_TITLE_SIZE 13.0
#define CLI_TOY_TEXT_SIZE 10.5

/* Shows [-extent, extent]². */
typedef struct {
  cairo_t *cr;
  double left, top, side;
  double extent;
} CliToyPanel;

typedef enum { CLI_TOY_LEFT, CLI_TOY_CENTRE, CLI_TOY_RIGHT } CliToyAlign;

/* A line of text whose base line begins, has its middle or ends at (x, y); bold from the size of
 * titles on. Returns where it ends. */
double cli_toy_text (cairo_t *cr, double x, double y, CliToyAlign align, double size, CliToyInk ink,
                     const char *text);

/* Where a point of the plane is on the canvas. */
double cli_toy_panel_x (const CliToyPanel *panel, double x);
double cli_toy_panel_y (const CliToyPanel *panel, double y);

/* Nothing outside of the panel is drawn until cairo_restore (). */
void cli_toy_panel_save_and_clip (const CliToyPanel *panel);

/* Pixels a side of a tint, the outermost of which have their middles on the frame. */
#define CLI_TOY_RASTER 129

/* The point of the plane under pixel `index`, row by row from the lower left. */
void cli_toy_panel_raster_point (const CliToyPanel *panel, gsize index, float *x);

/* Fills the panel with CLI_TOY_RASTER² values in [0, 1] in that order. */
void cli_toy_panel_tint (const CliToyPanel *panel, const double *values, CliToyRamp ramp);

/* The frame, with ticks at -5, 0 and 5, and two lines of text above it. caption may be NULL. */
void cli_toy_panel_frame (const CliToyPanel *panel, const char *title, const char *caption);

G_END_DECLS
