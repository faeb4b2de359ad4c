/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart of the errors of a network at each noise level. */
#pragma once

#include "cli/draw/panel.h"
#include "toy-network.h"

G_BEGIN_DECLS

/* Draws the relative errors of `many` over its levels, inside and outside the data's support, and
 * those of `one` at its only level, in the given rectangle, which does not include the axes' names.
 * The levels whose noise fills the region of low density are shaded. */
void cli_toy_chart (cairo_t *cr, double left, double top, double width, double height,
                    const CliToyNetwork *one, const CliToyNetwork *many);

G_END_DECLS
