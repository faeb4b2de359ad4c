/* The shape of every array: four extents, row-major, channels fastest. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize n; /* pictures, or kernel rows of a convolution weight */
  gsize h; /* rows, or kernel columns */
  gsize w; /* columns, or input channels */
  gsize c; /* channels, or output channels */
} NcsnShape;

/* How many floats an array of this shape holds. The shape must have been checked not to overflow.
 */
static inline gsize
ncsn_shape_size (NcsnShape s)
{
  return s.n * s.h * s.w * s.c;
}

static inline gboolean
ncsn_shape_equal (NcsnShape a, NcsnShape b)
{
  return a.n == b.n && a.h == b.h && a.w == b.w && a.c == b.c;
}

G_END_DECLS
