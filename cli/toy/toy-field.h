/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a panel shows of the plane: densities, errors and points. Arrows have a file of their own.
 */
#pragma once

#include "cli/draw/panel.h"
#include "toy-plane.h"

G_BEGIN_DECLS

/* The density of the mixture at noise level `sigma`, as a tint; its square root, so that the small
 * mode shows. */
void cli_toy_field_density (const CliPanel *panel, double sigma);

/* The squared error ‖s - ∇ln q_σ‖² of a score at the grid's points (CLI_TOY_POINTS, 2) over the
 * mean of ‖∇ln q_σ‖² on the grid, as a tint on a logarithmic scale. The panel shows the grid's
 * square. */
void cli_toy_field_error (const CliPanel *panel, const CliToyPlane *plane, const float *score,
                          double sigma);

/* The scale of these tints, lying, with its numbers below. */
void cli_toy_field_error_scale (cairo_t *cr, double left, double top, double width);

/* The border of the data's support, and the names of its two sides if `named`. */
void cli_toy_field_support (const CliPanel *panel, const CliToyPlane *plane, gboolean named);

/* What that line means, beginning at (x, y). Returns where it ends. */
double cli_toy_field_support_legend (cairo_t *cr, double x, double y);

/* Points (count, 2), each in the colour of the mode that its namesake in `by` belongs to. */
void cli_toy_field_points (const CliPanel *panel, const float *x, const float *by, gsize count);

/* The shares of the points that belong to each mode, written beside it in its colour. */
void cli_toy_field_shares (const CliPanel *panel, const float *x, gsize count);

/* A score at the grid's points (CLI_TOY_POINTS, 2), thinned out. The length of an arrow grows as
 * the square root of the score's, and the longest true one at `sigma` fills the distance to the
 * next. Arrows that miss the true score by more than half of its length stand out. score NULL: the
 * true one itself. The panel shows the grid's square. */
void cli_toy_arrows (const CliPanel *panel, const CliToyPlane *plane, const float *score,
                     double sigma);

/* What the two looks mean, in a line from (x, y) on. Returns where it ends. */
double cli_toy_arrows_legend (cairo_t *cr, double x, double y);

G_END_DECLS
