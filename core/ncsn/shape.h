/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of an array: four extents, row-major, channels fastest. Pictures are (N, H, W, C),
 * kernels of convolutions (kernel rows, kernel columns, C_in, C_out). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize n; /* pictures, or kernel rows */
  gsize h; /* rows, or kernel columns */
  gsize w; /* columns, or input channels */
  gsize c; /* channels, or output channels */
} NcsnShape;

/* The number of floats of an array of this shape. The caller has checked that it does not overflow.
 */
static inline gsize
ncsn_shape_size (NcsnShape s)
{
  return s.n * s.h * s.w * s.c;
}

/* Whether all four extents are equal. */
static inline gboolean
ncsn_shape_equal (NcsnShape a, NcsnShape b)
{
  return a.n == b.n && a.h == b.h && a.w == b.w && a.c == b.c;
}

G_END_DECLS
