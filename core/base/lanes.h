/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectorised loops that compilers do not find by themselves: sums, because a compiler must not
 * regroup them, and selections. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Partial sums that are added up at the end. They are plain arrays, which compilers keep in
 * registers of any width. */
#define NCSN_SUMS 16

/* Σ a_i b_i */
static inline G_ALWAYS_INLINE float
ncsn_lanes_dot (const float *a, const float *b, gsize count)
{
  float sums[NCSN_SUMS] = {0}, rest = 0;
  gsize i = 0;

  for (; i + NCSN_SUMS <= count; i += NCSN_SUMS)
    for (guint k = 0; k < NCSN_SUMS; k++)
      sums[k] += a[i + k] * b[i + k];
  for (; i < count; i++)
    rest += a[i] * b[i];
  for (guint k = 0; k < NCSN_SUMS / 2; k++)
    rest += sums[k] + sums[k + NCSN_SUMS / 2];
  return rest;
}

/* Σ a_i */
static inline G_ALWAYS_INLINE float
ncsn_lanes_sum (const float *a, gsize count)
{
  float sums[NCSN_SUMS] = {0}, rest = 0;
  gsize i = 0;

  for (; i + NCSN_SUMS <= count; i += NCSN_SUMS)
    for (guint k = 0; k < NCSN_SUMS; k++)
      sums[k] += a[i + k];
  for (; i < count; i++)
    rest += a[i];
  for (guint k = 0; k < NCSN_SUMS / 2; k++)
    rest += sums[k] + sums[k + NCSN_SUMS / 2];
  return rest;
}

/* Four floats, because every processor's vector registers hold as many. Values of a type wider than
 * the registers would stay in memory. */
#define NCSN_LANES 4

typedef float NcsnLanes __attribute__ ((vector_size (NCSN_LANES * sizeof (float))));

/* The same without alignment, for memory only: GCC 14 fails to pass it as an argument on 64-bit
 * ARM. */
typedef NcsnLanes NcsnLanesInMemory __attribute__ ((aligned (sizeof (float)), may_alias));

/* The result of a comparison: all bits of a lane set, or none. */
typedef gint32 NcsnMask __attribute__ ((vector_size (NCSN_LANES * sizeof (gint32))));

/* a where `first` is set, b elsewhere. */
static inline G_ALWAYS_INLINE NcsnLanes
ncsn_lanes_choose (NcsnMask first, NcsnLanes a, NcsnLanes b)
{
  return (NcsnLanes)(((NcsnMask)a & first) | ((NcsnMask)b & ~first));
}

/* The largest of a_i; count > 0. */
static inline G_ALWAYS_INLINE float
ncsn_lanes_max (const float *a, gsize count)
{
  NcsnLanes best[2] = {a[0] - (NcsnLanes){0}, a[0] - (NcsnLanes){0}};
  float max = a[0];
  gsize i = 0;

  for (; i + 2 * NCSN_LANES <= count; i += 2 * NCSN_LANES)
    for (guint v = 0; v < 2; v++) {
      NcsnLanes next = *(const NcsnLanesInMemory *)(a + i + v * NCSN_LANES);
      best[v] = ncsn_lanes_choose (next > best[v], next, best[v]);
    }
  for (guint k = 0; k < NCSN_LANES; k++)
    max = MAX (max, MAX (best[0][k], best[1][k]));
  for (; i < count; i++)
    max = MAX (max, a[i]);
  return max;
}

G_END_DECLS
