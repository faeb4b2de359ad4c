/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores as arrows. */
#pragma once

#include "cli/draw/panel.h"
#include "toy-plane.h"

G_BEGIN_DECLS

/* A score at the grid's points (CLI_TOY_POINTS, 2), thinned out. The length of an arrow grows as
 * the square root of the score's, and the longest true one at `sigma` fills the distance to the
 * next. Arrows that miss the true score by more than half of its length stand out. score NULL: the
 * true one itself. The panel shows the grid's square. */
void cli_toy_arrows (const CliToyPanel *panel, const CliToyPlane *plane, const float *score,
                     double sigma);

/* What the two looks mean, in a line from (x, y) on. Returns where it ends. */
double cli_toy_arrows_legend (cairo_t *cr, double x, double y);

G_END_DECLS
