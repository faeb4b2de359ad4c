/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sliced Wasserstein distance: points projected on random directions, sorted and compared. */
#include "ncsn/wasserstein.h"

#include <math.h>
#include <stdlib.h>

#include "base/lanes.h"
#include "base/parallel.h"
#include "base/simd.h"
#include "ncsn/random.h"

typedef struct {
  const float *points[2]; /* (count, dimension) */
  gsize count, dimension;
  guint64 seed;
  double *distances; /* along each direction */
} Slices;

/* A unit vector, uniform on the sphere. */
static void
draw_direction (const Slices *slices, guint32 number, float *direction)
{
  const NcsnRandomKey key = {.seed = slices->seed, .stream = NCSN_STREAM_PROBE, .item = number};
  double square = 0.0;

  ncsn_random_normal (key, 0, slices->dimension, direction);
  for (gsize i = 0; i < slices->dimension; i++)
    square += (double)direction[i] * direction[i];
  for (gsize i = 0; i < slices->dimension; i++)
    direction[i] = (float)(direction[i] / sqrt (square));
}

static int
compare (const void *a, const void *b)
{
  const float *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

NCSN_SIMD static void
project_points (const float *points, gsize count, gsize dimension, const float *direction,
                float *projected)
{
  for (gsize i = 0; i < count; i++)
    projected[i] = ncsn_lanes_dot (points + i * dimension, direction, dimension);
}

/* An NcsnRangeFunc over directions. */
static void
project (gsize first, gsize last, guint worker, gpointer data)
{
  const Slices *slices = data;
  const gsize count = slices->count, dimension = slices->dimension;

  for (gsize k = first; k < last; k++) {
    g_autofree float *direction = g_new (float, dimension);
    g_autofree float *values = g_new (float, 2 * count);
    double sum = 0.0;

    draw_direction (slices, (guint32)k, direction);
    for (guint set = 0; set < 2; set++) {
      float *projected = values + set * count;

      project_points (slices->points[set], count, dimension, direction, projected);
      qsort (projected, count, sizeof (float), compare);
    }
    for (gsize i = 0; i < count; i++)
      sum += fabs ((double)values[i] - values[count + i]);
    slices->distances[k] = sum / (double)count;
  }
}

double
ncsn_sliced_wasserstein (NcsnThreads *threads, const float *a, const float *b, gsize count,
                         gsize dimension, guint directions, guint64 seed)
{
  g_autofree double *distances = g_new (double, directions);
  Slices slices = {{a, b}, count, dimension, seed, distances};
  double sum = 0.0;

  g_return_val_if_fail (count > 0 && dimension > 0 && directions > 0, 0.0);

  ncsn_parallel_for (threads, directions, 1, project, &slices);
  for (guint k = 0; k < directions; k++)
    sum += distances[k];
  return sum / directions;
}
