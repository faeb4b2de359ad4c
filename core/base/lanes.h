/* Where compilers do not vectorise by themselves: sums, which they must not regroup, and choices.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sums side by side, added up at the end: plain arrays, which compilers put into registers of any
 * width. */
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

/* Four floats: what every register holds. Where registers are narrower than a type, its values stay
 * in memory. */
#define NCSN_LANES 4

typedef float NcsnLanes __attribute__ ((vector_size (NCSN_LANES * sizeof (float))));

/* The same at any place that holds floats. Only for memory: GCC 14 fails to pass it as an argument
 * on 64-bit ARM. */
typedef NcsnLanes NcsnLanesInMemory __attribute__ ((aligned (sizeof (float)), may_alias));

/* What a comparison gives: all bits of a lane, or none. */
typedef gint32 NcsnMask __attribute__ ((vector_size (NCSN_LANES * sizeof (gint32))));

/* a where `first` says so, else b. */
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
  float most = a[0];
  gsize i = 0;

  for (; i + 2 * NCSN_LANES <= count; i += 2 * NCSN_LANES)
    for (guint v = 0; v < 2; v++) {
      NcsnLanes next = *(const NcsnLanesInMemory *)(a + i + v * NCSN_LANES);
      best[v] = ncsn_lanes_choose (next > best[v], next, best[v]);
    }
  for (guint k = 0; k < NCSN_LANES; k++)
    most = MAX (most, MAX (best[0][k], best[1][k]));
  for (; i < count; i++)
    most = MAX (most, a[i]);
  return most;
}

G_END_DECLS
