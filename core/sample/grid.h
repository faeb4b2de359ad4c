/* Where the patches of a canvas lie along one of its axes, and how much each counts there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize size, patch; /* pixels of the canvas and of a patch along the axis */
  gboolean wrap;     /* the axis goes round; else size ≥ patch */
  gboolean overlap;  /* patches overlap by half or more, and never move */
  gsize count;       /* patches that lie there now */
  gsize *starts;     /* first pixel of each, rising unless the axis wraps */
  gsize begin, end;  /* pixels begin … end-1 are covered */
  float *shares;     /* (count, patch): what a patch counts in each of its pixels; the shares in a
                        covered pixel sum to 1 */
} NcsnGrid;

/* Makes room for patches on an axis whose first four fields are set. */
void ncsn_grid_init (NcsnGrid *grid);
void ncsn_grid_clear (NcsnGrid *grid);

/* How many patches cover the axis at least. */
gsize ncsn_grid_fewest (const NcsnGrid *grid);

/* How many it takes when they may begin anywhere: one more, unless the axis wraps or is no longer
 * than a patch. Overlapping ones: twice as many, less the one at the end where it does not wrap. */
gsize ncsn_grid_most (const NcsnGrid *grid);

/* Lays the fewest patches, or the overlapping ones, evenly, the first and the last at the ends of
 * an axis that does not wrap. */
void ncsn_grid_lay_even (NcsnGrid *grid);

/* Lays them an even way apart, moved by `offset` < ncsn_grid_period (): round the axis where it
 * wraps; elsewhere back, with one more at the end, and what would stick out is pushed inside. */
void ncsn_grid_lay_shifted (NcsnGrid *grid, gsize offset);
gsize ncsn_grid_period (const NcsnGrid *grid);

/* The pixels that only the first, or only the last of at least two patches covers. */
gsize ncsn_grid_strip (const NcsnGrid *grid, gboolean last);

/* Takes that patch away; its strip is not covered any more. */
void ncsn_grid_leave_out (NcsnGrid *grid, gboolean last);

/* Works out the shares, when the patches lie as they shall. */
void ncsn_grid_share (NcsnGrid *grid);

G_END_DECLS
