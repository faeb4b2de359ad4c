/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the patches of a canvas are along one of its axes, and with which weights they count. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize size, patch; /* pixels of the canvas and of a patch along the axis */
  gboolean wrap;     /* the axis wraps; otherwise size ≥ patch */
  gsize overlap;     /* the fewest pixels that neighbouring patches share; below `patch` */
  gsize step;    /* patches never move, and begin at multiples of this, but for the last one, which
                    ends with the axis; the axis does not wrap. 0: patches move */
  gsize count;   /* patches at present */
  gsize *starts; /* first pixel of each, rising unless the axis wraps */
  gsize begin, end; /* pixels begin … end-1 are covered */
  float *shares;    /* (count, patch): the weight of a patch in each of its pixels; the weights in a
                       covered pixel sum to 1 */
} NcsnGrid;

/* Allocates `starts` and `shares` for an axis whose first four fields are set. */
void ncsn_grid_init (NcsnGrid *grid);
void ncsn_grid_clear (NcsnGrid *grid);

/* The fewest patches that cover the axis. */
gsize ncsn_grid_fewest (const NcsnGrid *grid);

/* The number of patches at any offset: one more, unless the axis wraps or is no longer than a
 * patch. With a step: as many as there are steps. */
gsize ncsn_grid_most (const NcsnGrid *grid);

/* Places the fewest patches evenly, or those of a step. On an axis that does not wrap the first and
 * the last are at its ends. */
void ncsn_grid_lay_even (NcsnGrid *grid);

/* Places patches evenly, shifted by `offset` < ncsn_grid_period (): around an axis that wraps;
 * otherwise towards its beginning, with one more patch at the end, and patches that would extend
 * beyond the axis are moved inside. */
void ncsn_grid_lay_shifted (NcsnGrid *grid, gsize offset);
gsize ncsn_grid_period (const NcsnGrid *grid);

/* How many pixels the first, or the last, of at least two patches covers alone. */
gsize ncsn_grid_strip (const NcsnGrid *grid, gboolean last);

/* Removes that patch; its strip is no longer covered. */
void ncsn_grid_leave_out (NcsnGrid *grid, gboolean last);

/* Computes the shares of the patches at their present places. */
void ncsn_grid_share (NcsnGrid *grid);

G_END_DECLS
