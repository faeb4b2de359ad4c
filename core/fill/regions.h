/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a picture that are sampled, and the mask that says which. */
#pragma once

#include "ncsn/hole.h"

G_BEGIN_DECLS

/* A rectangle of pixels, which may extend beyond the picture. */
typedef struct {
  gssize x, y; /* of its upper left pixel */
  gsize width, height;
} NcsnRegion;

/* Which pixels of a picture are wanted, that is to be changed, and which are known. */
typedef struct {
  gsize width, height;
  const float *values; /* (height, width): pixels with at least NCSN_HOLE_THRESHOLD are wanted;
                          NULL: all are. Not owned */
  const float *alpha;  /* (height, width): pixels with 0 or less are unknown, and wanted if their
                          mask is above 0; NULL: all are known. Not owned */
} NcsnMask;

static inline gboolean
ncsn_mask_is_unknown (const NcsnMask *mask, gsize pixel)
{
  return mask->alpha != NULL && !(mask->alpha[pixel] > 0.0f);
}

static inline gboolean
ncsn_mask_has (const NcsnMask *mask, gsize pixel)
{
  return mask->values == NULL || mask->values[pixel] >= NCSN_HOLE_THRESHOLD ||
         (mask->values[pixel] > 0.0f && ncsn_mask_is_unknown (mask, pixel));
}

/* The cells of this size, in a grid from the upper left corner, that have wanted pixels: a GArray
 * of NcsnRegion, row by row (transfer full). */
GArray *ncsn_regions_cells (const NcsnMask *mask, gsize cell_width, gsize cell_height);

/* Regions around wanted pixels, not smaller than a patch: a GArray of NcsnRegion, ordered from top
 * to bottom (transfer full). Wanted pixels less than a quarter of a patch apart share a region. No
 * region contains wanted pixels of another: such boxes are joined, and so are boxes that take no
 * more patches together than apart. context: the margin on each side in pixels; -1:
 * ncsn_hole_margin (), and as many more as take no further patch. Regions extend beyond the picture
 * only where it is smaller than a patch, equally on both sides. */
GArray *ncsn_regions_around (const NcsnMask *mask, gsize patch_width, gsize patch_height,
                             int context);

G_END_DECLS
