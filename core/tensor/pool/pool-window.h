/* The windows of a pooling: which inputs an output sees, and which outputs see an input. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize size; /* of the square window */
  gsize stride;
  gsize pad; /* zeros (average) or nothing (maximum) on every side; at most size/2 */
} NcsnWindow;

/* The rows or columns first … last-1. */
typedef struct {
  gsize first, last;
} NcsnSpan;

/* Of an input with `extent` rows or columns, those that output `o` sees. */
static inline NcsnSpan
ncsn_pool_inputs (gsize o, gsize extent, NcsnWindow w)
{
  gsize start = o * w.stride, end = start + w.size;

  return (NcsnSpan){start > w.pad ? start - w.pad : 0, MIN (end - w.pad, extent)};
}

/* Of an output with `extent` rows or columns, those that see input `i`. */
static inline NcsnSpan
ncsn_pool_outputs (gsize i, gsize extent, NcsnWindow w)
{
  gsize end = i + w.pad;

  return (NcsnSpan){end >= w.size ? (end - w.size) / w.stride + 1 : 0,
                    MIN (end / w.stride + 1, extent)};
}

G_END_DECLS
