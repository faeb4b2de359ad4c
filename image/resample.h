/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scales rectangles of 8-bit pictures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const guint8 *pixels; /* (rows, stride, channels) of the whole picture */
  guint stride, rows, channels;
  guint left, width; /* the columns that may be read; no others influence the result */
} NcsnResampleSource;

/* Scales the rectangle of `extent` pixels (width, height) at (left, top) to `size` pixels (width,
 * height). out: (size[1], size[0], channels), values 0 … 255.
 *
 * Along each axis, pixel i of the result is a mean of the picture's pixels j with weights
 *
 *   max (1 − |j + ½ − c_i| / r, 0),   c_i = origin + (i + ½) extent/size,   r = max (extent/size,
 * 1),
 *
 * divided by their sum. This is bilinear interpolation where the picture grows and a triangle
 * filter against aliasing where it shrinks; at scale 1 the pixels are copied exactly. The means are
 * of gamma-corrected values. `extent` need not be whole; the rectangle must lie within the columns
 * and rows of the source. */
void ncsn_resample (const NcsnResampleSource *source, guint left, guint top, const double extent[2],
                    const guint size[2], float *out);

G_END_DECLS
