/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The largest distance max ‖a - b‖ between two pictures (Song & Ermon 2020, technique 1).
 *
 * It sums squared differences instead of ‖a‖² + ‖b‖² - 2 a·b, whose terms cancel for bright
 * pictures that are alike. */
#include "ncsn/ladder.h"

#include <math.h>

#include "base/parallel.h"
#include "base/simd.h"

/* Two tiles of STRETCH floats a picture take 64 KiB each, so that they stay in cache. */
#define TILE 16      /* pictures whose pairs are compared together */
#define STRETCH 1024 /* floats of each picture at a time */
#define LANES 64     /* independent sums, so that the compiler can vectorise */

typedef struct {
  const float *pictures;
  gsize count, size;
  double *largest; /* squared distance for each tile of pictures, with itself and all later tiles */
} Search;

/* Floats are exact enough, since each lane sums only 16 terms. */
NCSN_SIMD static double
squared_distance (const float *a, const float *b, gsize count)
{
  float lanes[LANES] = {0};
  double sum = 0.0;
  gsize i = 0;

  for (; i + LANES <= count; i += LANES)
    for (gsize l = 0; l < LANES; l++)
      lanes[l] += (a[i + l] - b[i + l]) * (a[i + l] - b[i + l]);
  for (gsize l = 0; i + l < count; l++)
    lanes[l] += (a[i + l] - b[i + l]) * (a[i + l] - b[i + l]);
  for (gsize l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

/* The largest squared distance between one of the pictures first … first+TILE-1 and one of other …
 * other+TILE-1. */
static double
search_tile (const Search *search, gsize first, gsize other)
{
  gsize rows = MIN (TILE, search->count - first), columns = MIN (TILE, search->count - other);
  double sums[TILE][TILE] = {0}, largest = 0.0;

  for (gsize at = 0; at < search->size; at += STRETCH)
    for (gsize r = 0; r < rows; r++)
      for (gsize c = 0; c < columns; c++)
        sums[r][c] += squared_distance (search->pictures + (first + r) * search->size + at,
                                        search->pictures + (other + c) * search->size + at,
                                        MIN (STRETCH, search->size - at));
  for (gsize r = 0; r < rows; r++)
    for (gsize c = 0; c < columns; c++)
      largest = MAX (largest, sums[r][c]);
  return largest;
}

static void
search_tiles (gsize first, gsize last, guint worker, gpointer data)
{
  Search *search = data;

  for (gsize tile = first; tile < last; tile++)
    for (gsize other = tile * TILE; other < search->count; other += TILE)
      search->largest[tile] = MAX (search->largest[tile], search_tile (search, tile * TILE, other));
}

double
ncsn_largest_distance (const float *pictures, gsize count, gsize size, NcsnThreads *threads)
{
  gsize tiles = count / TILE + (count % TILE > 0 ? 1 : 0);
  g_autofree double *largest = g_new0 (double, tiles);
  Search search = {.pictures = pictures, .count = count, .size = size, .largest = largest};
  double all = 0.0;

  ncsn_parallel_for (threads, tiles, 1, search_tiles, &search);
  for (gsize i = 0; i < tiles; i++)
    all = MAX (all, largest[i]);
  return sqrt (all);
}
