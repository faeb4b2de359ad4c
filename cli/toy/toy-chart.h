/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wrong a network is at each noise level, as a chart. */
#pragma once

#include "toy-network.h"
#include "cli/draw/panel.h"

G_BEGIN_DECLS

/* Draws the relative errors of `many` over its levels, inside and outside of the data's support,
 * and those of `one` at its only level, in the given rectangle; names of the axes stand outside.
 * The levels whose noise fills the region of low density are shaded. */
void cli_toy_chart (cairo_t *cr, double left, double top, double width, double height,
                    const CliToyNetwork *one, const CliToyNetwork *many);

G_END_DECLS
