/* The parts of a picture that are worked on. */
#pragma once

#include "ncsn/hole.h"

G_BEGIN_DECLS

/* A rectangle of a picture, which it may stick out of. */
typedef struct {
  gssize x, y; /* of its upper left pixel */
  gsize width, height;
} NcsnRegion;

/* Which pixels of a picture are wanted. */
typedef struct {
  gsize width, height;
  const float
      *values; /* (height, width): those marked by NCSN_HOLE_THRESHOLD; NULL: all. Not owned */
  const float *alpha; /* (height, width): nothing is known of the picture where it is 0 or less, and
                         any mask above 0 marks such pixels; NULL: all is known. Not owned */
} NcsnMask;

static inline gboolean
ncsn_mask_is_unknown (const NcsnMask *mask, gsize pixel)
{
  return mask->alpha && !(mask->alpha[pixel] > 0.0f);
}

static inline gboolean
ncsn_mask_has (const NcsnMask *mask, gsize pixel)
{
  return !mask->values || mask->values[pixel] >= NCSN_HOLE_THRESHOLD ||
         (mask->values[pixel] > 0.0f && ncsn_mask_is_unknown (mask, pixel));
}

/* The cells of this size, counted from the upper left corner, that have something wanted: a GArray
 * of NcsnRegion, row by row (transfer full). */
GArray *ncsn_regions_cells (const NcsnMask *mask, gsize cell_width, gsize cell_height);

/* Regions, no smaller than a patch, around what is wanted: a GArray of NcsnRegion, ordered from the
 * top down (transfer full). What is wanted less than a quarter of a patch apart shares a region,
 * and no region has anything of another's: their boxes are joined instead, and so are boxes that
 * take no more patches together than apart. context: so many pixels
 * are looked at on each side; -1: a quarter of a patch, and as many more as cost no further patch.
 * Regions stick out of a picture that is smaller than a patch, on both sides, and out of no other.
 */
GArray *ncsn_regions_around (const NcsnMask *mask, gsize patch_width, gsize patch_height,
                             int context);

G_END_DECLS
