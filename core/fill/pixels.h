/* Pixels from a picture's regions to arrays of their own, and back. */
#pragma once

#include "ncsn/error.h"
#include "fill/regions.h"

G_BEGIN_DECLS

/* What is done with values of the picture that a model has never seen. */
typedef struct {
  float lowest, highest; /* values are clamped to these, which tames infinities */
  gboolean blind; /* wanted pixels are not looked at: 0 stands for them, as for unknown ones */
} NcsnPixelRange;

/* Whether the channels of everything that is looked at are the same (ncsn/task.h). FALSE where all
 * of it is of one value, which says nothing about colours, or there is one channel only. */
gboolean ncsn_pixels_are_gray (const NcsnMask *mask, const float *picture, gsize channels,
                               gboolean blind);

/* Copies `count` regions of one size into pixels: (count, height, width, channels). Beyond its
 * edges the picture is mirrored. A pixel that is not a number is an NCSN_ERROR_ARGUMENT that tells
 * where it is. */
gboolean ncsn_pixels_load (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                           const float *picture, gsize channels, const NcsnPixelRange *range,
                           float *pixels, GError **error);

/* Writes 1 where pixels of the regions are wanted, are unknown or lie beyond the picture's edges, 0
 * elsewhere, into marks: (count, height, width). */
void ncsn_pixels_load_mask (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                            float *marks);

/* Writes 1 where ncsn_pixels_load () found nothing known, 0 elsewhere. */
void ncsn_pixels_load_unknown (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                               float *marks);

/* Copies the wanted pixels of the regions back, and no others. */
void ncsn_pixels_store (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                        const float *pixels, gsize channels, float *picture);

G_END_DECLS
