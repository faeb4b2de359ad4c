/* Eight floats at once, where compilers do not vectorise by themselves: sums, which they must not
 * regroup, and choices. GCC and Clang split the type where a processor's registers are smaller. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_LANES 8

/* To be read from and written to any place that holds floats. */
typedef float NcsnLanes __attribute__ ((vector_size (NCSN_LANES * sizeof (float)),
                                        aligned (sizeof (float)), may_alias));

/* What a comparison gives: all bits of a lane, or none. */
typedef gint32 NcsnMask __attribute__ ((vector_size (NCSN_LANES * sizeof (gint32))));

/* Σ a_i b_i */
static inline G_ALWAYS_INLINE float
ncsn_lanes_dot (const float *a, const float *b, gsize count)
{
  NcsnLanes sums[2] = {{0}};
  float rest = 0;
  gsize i = 0;

  for (; i + 2 * NCSN_LANES <= count; i += 2 * NCSN_LANES)
    for (guint k = 0; k < 2; k++)
      sums[k] += *(const NcsnLanes *)(a + i + k * NCSN_LANES) *
                 *(const NcsnLanes *)(b + i + k * NCSN_LANES);
  for (; i < count; i++)
    rest += a[i] * b[i];
  sums[0] += sums[1];
  for (guint k = 0; k < NCSN_LANES; k++)
    rest += sums[0][k];
  return rest;
}

static inline G_ALWAYS_INLINE float
ncsn_lanes_sum (const float *a, gsize count)
{
  NcsnLanes sums[2] = {{0}};
  float rest = 0;
  gsize i = 0;

  for (; i + 2 * NCSN_LANES <= count; i += 2 * NCSN_LANES)
    for (guint k = 0; k < 2; k++)
      sums[k] += *(const NcsnLanes *)(a + i + k * NCSN_LANES);
  for (; i < count; i++)
    rest += a[i];
  sums[0] += sums[1];
  for (guint k = 0; k < NCSN_LANES; k++)
    rest += sums[0][k];
  return rest;
}

/* The largest of a_i; count > 0. */
static inline G_ALWAYS_INLINE float
ncsn_lanes_max (const float *a, gsize count)
{
  float most = a[0];
  gsize i = 0;

  if (count >= NCSN_LANES) {
    NcsnLanes best = *(const NcsnLanes *)a;
    for (i = NCSN_LANES; i + NCSN_LANES <= count; i += NCSN_LANES) {
      NcsnLanes next = *(const NcsnLanes *)(a + i);
      NcsnMask better = next > best;
      best = (NcsnLanes)(((NcsnMask)next & better) | ((NcsnMask)best & ~better));
    }
    for (guint k = 0; k < NCSN_LANES; k++)
      most = best[k] > most ? best[k] : most;
  }
  for (; i < count; i++)
    most = a[i] > most ? a[i] : most;
  return most;
}

G_END_DECLS
