/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangles of 8-bit pictures at another scale. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const guint8 *pixels; /* (rows, stride, channels) of the whole picture */
  guint stride, rows, channels;
  guint left, width; /* the columns that may be looked at: no others have any part in the result */
} NcsnResampleSource;

/* Writes what the rectangle of `extent` pixels from (left, top) shows, in `size` pixels, to `out`:
 * (size[1], size[0], channels), values 0 … 255. Where pixels are as large as those of the picture
 * they are its own, exactly; otherwise every one is a mean weighted by a triangle, whose half width
 * is a pixel of the coarser of the two grids: bilinear where the picture grows, free of aliasing
 * where it shrinks. Means are of the values as they are, gamma-corrected. `extent` may be a
 * fraction of a pixel; the rectangle must lie within the columns and rows. */
void ncsn_resample (const NcsnResampleSource *source, guint left, guint top, const double extent[2],
                    const guint size[2], float *out);

G_END_DECLS
