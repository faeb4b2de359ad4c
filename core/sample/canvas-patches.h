/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patches of a canvas, copied from it and added to it. The grids of both axes say where they
 * are. Patches are numbered row by row, and continue on the other side at edges that wrap. */
#pragma once

#include "sample/grid.h"

G_BEGIN_DECLS

/* Writes the numbers of the patches with a pixel whose mask is above 0, or of all if mask is NULL,
 * and returns how many there are. mask: (y->size, x->size). */
gsize ncsn_canvas_list (const NcsnGrid *x, const NcsnGrid *y, const float *mask, gsize *numbers);

/* Copies `count` patches of these numbers. canvas: (y->size, x->size, channels); patches: (count,
 * y->patch, x->patch, channels). */
void ncsn_canvas_gather (const NcsnGrid *x, const NcsnGrid *y, const float *canvas, gsize channels,
                         const gsize *numbers, gsize count, float *patches);

/* Adds patches, of the same shapes, to the canvas, weighted by their shares. */
void ncsn_canvas_scatter (const NcsnGrid *x, const NcsnGrid *y, const float *patches,
                          gsize channels, const gsize *numbers, gsize count, float *canvas);

G_END_DECLS
