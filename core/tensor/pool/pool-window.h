/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of pooling: the inputs that an output depends on, and the outputs that depend on an
 * input. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize size; /* of the square window */
  gsize stride;
  gsize pad; /* zeros (average) or nothing (maximum) on each side; at most size/2 */
} NcsnWindow;

/* The rows or columns first … last-1. */
typedef struct {
  gsize first, last;
} NcsnSpan;

/* The rows or columns of an input, `extent` in all, that output `o` depends on. */
static inline NcsnSpan
ncsn_pool_inputs (gsize o, gsize extent, NcsnWindow w)
{
  gsize start = o * w.stride, end = start + w.size;

  return (NcsnSpan){start > w.pad ? start - w.pad : 0, MIN (end - w.pad, extent)};
}

/* The rows or columns of an output, `extent` in all, that depend on input `i`. */
static inline NcsnSpan
ncsn_pool_outputs (gsize i, gsize extent, NcsnWindow w)
{
  gsize end = i + w.pad;

  return (NcsnSpan){end >= w.size ? (end - w.size) / w.stride + 1 : 0,
                    MIN (end / w.stride + 1, extent)};
}

G_END_DECLS
