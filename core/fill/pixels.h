/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of pixels from a picture's regions to arrays and back. */
#pragma once

#include "ncsn/error.h"
#include "fill/regions.h"

G_BEGIN_DECLS

/* Which values of the picture a model gets to see. */
typedef struct {
  float lowest, highest; /* values are clamped to these, infinities included */
  gboolean blind;        /* wanted pixels are not read: they are 0, as unknown ones are */
} NcsnPixelRange;

/* A picture as models get to see it. */
typedef struct {
  const NcsnMask *mask;
  const float *picture; /* (height, width, channels) */
  gsize channels;
  NcsnPixelRange range;
} NcsnPixelSource;

/* Value i of the picture in the range; 0 where the pixel is unknown. */
static inline float
ncsn_pixel_value (const NcsnPixelSource *source, gsize i)
{
  const float value =
      ncsn_mask_is_unknown (source->mask, i / source->channels) ? 0.0f : source->picture[i];

  return CLAMP (value, source->range.lowest, source->range.highest);
}

/* Whether the channels are equal in all pixels that are read (ncsn/task.h). FALSE if all of these
 * have the same value, which says nothing about colours, or if there is only one channel. */
gboolean ncsn_pixels_are_gray (const NcsnMask *mask, const float *picture, gsize channels,
                               gboolean blind);

/* Copies `count` regions of one size into pixels: (count, height, width, channels). The picture is
 * mirrored at its edges. NCSN_ERROR_ARGUMENT, with the place, if a pixel is not a number. */
gboolean ncsn_pixels_load (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                           const float *picture, gsize channels, const NcsnPixelRange *range,
                           float *pixels, GError **error);

/* Writes 1 where pixels of the regions are wanted, unknown or beyond the picture's edges, and 0
 * elsewhere, into marks: (count, height, width). */
void ncsn_pixels_load_mask (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                            float *marks);

/* Writes 1 where pixels of the regions are unknown, and 0 elsewhere, into marks: (count, height,
 * width). */
void ncsn_pixels_load_unknown (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                               float *marks);

/* Writes 1 where pixels of the region are unknown or beyond the picture's edges, and 0 elsewhere,
 * into marks: (height, width). */
void ncsn_pixels_load_unknown_or_outside (const NcsnMask *mask, const NcsnRegion *region,
                                          float *marks);

/* Copies the wanted pixels of the regions, and no others, to the picture. */
void ncsn_pixels_store (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                        const float *pixels, gsize channels, float *picture);

G_END_DECLS
