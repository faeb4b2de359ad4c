/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Square panels of a figure, each of which shows a part of the plane. Canvas lengths are points. */
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

/* A line of text whose base line begins, has its middle or ends at (x, y); bold from the size of
 * titles on. Returns where it ends. */
double cli_draw_text (cairo_t *cr, double x, double y, CliAlign align, double size, CliInk ink,
                      const char *text);

/* Where a point of the plane is on the canvas. */
double cli_panel_x (const CliPanel *panel, double x);
double cli_panel_y (const CliPanel *panel, double y);

/* Nothing outside of the panel is drawn until cairo_restore (). */
void cli_panel_save_and_clip (const CliPanel *panel);

/* Pixels a side of a tint, the outermost of which have their middles on the frame. */
#define CLI_PANEL_RASTER 129

/* The point of the plane under pixel `index`, row by row from the lower left. */
void cli_panel_raster_point (const CliPanel *panel, gsize index, float *x);

/* Fills the panel with CLI_PANEL_RASTER² values in [0, 1] in that order. */
void cli_panel_tint (const CliPanel *panel, const double *values, CliRamp ramp);

/* The frame, with ticks at -5, 0 and 5, and two lines of text above it. caption may be NULL. */
void cli_panel_frame (const CliPanel *panel, const char *title, const char *caption);

G_END_DECLS
