/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contents of panels: densities, errors, points, and scores as arrows. */
#pragma once

#include "cli/draw/panel.h"
#include "toy-plane.h"

G_BEGIN_DECLS

/* Draws the square root of the mixture's density at noise level `sigma` as a tint: the root makes
 * the small mode visible. */
void cli_toy_field_density (const CliPanel *panel, double sigma);

/* Draws the squared error ‖s - ∇ln q_σ‖² of a score at the grid's points (CLI_TOY_POINTS, 2) over
 * the mean of ‖∇ln q_σ‖² on the grid, as a tint on a logarithmic scale. The panel must show the
 * grid's square. */
void cli_toy_field_error (const CliPanel *panel, const CliToyPlane *plane, const float *score,
                          double sigma);

/* Draws the horizontal scale of these tints, with its numbers below. */
void cli_toy_field_error_scale (cairo_t *cr, double left, double top, double width);

/* Draws the border of the data's support, and the names of its two sides if `named`. */
void cli_toy_field_support (const CliPanel *panel, const CliToyPlane *plane, gboolean named);

/* Draws the legend of that border from (x, y) on. Returns the x where it ends. */
double cli_toy_field_support_legend (cairo_t *cr, double x, double y);

/* Draws points x (count, 2), each in the colour of the mode to which the same point of `by`
 * belongs. */
void cli_toy_field_points (const CliPanel *panel, const float *x, const float *by, gsize count);

/* Writes the share of the points that belong to each mode beside it, in its colour. */
void cli_toy_field_shares (const CliPanel *panel, const float *x, gsize count);

/* Draws a score at some of the grid's points (CLI_TOY_POINTS, 2) as arrows; NULL: the true score at
 * `sigma`. An arrow's length is proportional to the square root of the score's, and the longest
 * true one reaches to the next arrow. Arrows that miss the true score by more than half of its
 * length have another colour. The panel must show the grid's square. */
void cli_toy_arrows (const CliPanel *panel, const CliToyPlane *plane, const float *score,
                     double sigma);

/* Draws the legend of the two colours from (x, y) on. Returns the x where it ends. */
double cli_toy_arrows_legend (cairo_t *cr, double x, double y);

G_END_DECLS
