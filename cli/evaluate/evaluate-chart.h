/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss at each noise level, as a chart. */
#pragma once

#include <cairo.h>

#include "evaluate-report.h"

G_BEGIN_DECLS

/* Draws the losses per dimension, with two standard errors up and down, over σ on a logarithmic
 * scale, in the given rectangle; names of the axes stand outside. */
void cli_evaluate_chart (cairo_t *cr, double left, double top, double width, double height,
                         const CliEvaluateReport *report);

G_END_DECLS
