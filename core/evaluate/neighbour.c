/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest places in a picture by squared distance: first coarsely, over means of f × f pixels, then
 * exactly around the best candidates. */
#include "ncsn/neighbour.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define MIN_SIDE 8 /* of a patch in coarse pixels */
#define CANDIDATES 16
#define ALL_COMPARED 64 /* places that are all compared exactly */

/* A rectangle of pixels within rows of `stride` floats. */
typedef struct {
  const float *pixels;
  gsize stride;
} Window;

/* Parallel sums, so that the compiler can vectorise them. */
#define LANES 16

/* The sum of squared differences; any value above `limit` if the sum is above it. */
NCSN_SIMD static double
squared_distance (Window a, Window b, gsize rows, gsize row_size, double limit)
{
  double sum = 0.0;

  for (gsize y = 0; y < rows && sum <= limit; y++) {
    const float *p = a.pixels + y * a.stride, *q = b.pixels + y * b.stride;
    float lanes[LANES] = {0}, row = 0.0f;
    gsize i = 0;

    for (; i + LANES <= row_size; i += LANES)
      for (gsize l = 0; l < LANES; l++)
        lanes[l] += (p[i + l] - q[i + l]) * (p[i + l] - q[i + l]);
    for (gsize l = 0; i + l < row_size; l++)
      lanes[l] += (p[i + l] - q[i + l]) * (p[i + l] - q[i + l]);
    for (gsize l = 0; l < LANES; l++)
      row += lanes[l];
    sum += row;
  }
  return sum;
}

/* Means of f × f pixels: (height / f, width / f, c); the remaining rows and columns are dropped. */
static float *
shrink (const float *from, gsize height, gsize width, gsize c, gsize f)
{
  const gsize rows = height / f, columns = width / f;
  float *to = g_new0 (float, rows *columns *c);

  for (gsize y = 0; y < rows * f; y++)
    for (gsize x = 0; x < columns * f; x++)
      for (gsize i = 0; i < c; i++)
        to[(y / f * columns + x / f) * c + i] += from[(y * width + x) * c + i] / (float)(f * f);
  return to;
}

static float *
mirror (const float *from, gsize height, gsize width, gsize c)
{
  float *to = g_new (float, height *width *c);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      memcpy (to + (y * width + x) * c, from + (y * width + width - 1 - x) * c, c * sizeof (float));
  return to;
}

typedef struct {
  const float *patches;
  NcsnShape shape;
  const float *picture, *coarse; /* coarse: NULL where there are few places */
  gsize height, width, number, f;
  gboolean flip;
  NcsnNeighbour *neighbours;
  GCancellable *cancellable;
} Search;

/* Places sorted by their coarse distances, the nearest first. */
typedef struct {
  double distances[CANDIDATES];
  gsize x[CANDIDATES], y[CANDIDATES];
} Candidates;

static void
insert (Candidates *candidates, double distance, gsize x, gsize y)
{
  guint i = CANDIDATES - 1;

  if (distance >= candidates->distances[i])
    return;
  for (; i > 0 && candidates->distances[i - 1] > distance; i--) {
    candidates->distances[i] = candidates->distances[i - 1];
    candidates->x[i] = candidates->x[i - 1];
    candidates->y[i] = candidates->y[i - 1];
  }
  candidates->distances[i] = distance;
  candidates->x[i] = x;
  candidates->y[i] = y;
}

static void
find_candidates (const Search *search, const float *patch, Candidates *candidates)
{
  const gsize f = search->f, c = search->shape.c;
  const gsize h = search->shape.h / f, w = search->shape.w / f, stride = search->width / f * c;
  g_autofree float *small = shrink (patch, search->shape.h, search->shape.w, c, f);
  const Window own = {small, w * c};

  for (guint i = 0; i < CANDIDATES; i++)
    candidates->distances[i] = INFINITY;
  for (gsize y = 0; y + h <= search->height / f; y++)
    for (gsize x = 0; x + w <= search->width / f; x++) {
      const Window there = {search->coarse + y * stride + x * c, stride};
      const double limit = candidates->distances[CANDIDATES - 1];

      insert (candidates, squared_distance (own, there, h, w * c, limit), x * f, y * f);
    }
}

/* Compares places (x0 … x1, y0 … y1) exactly. */
static void
compare (const Search *search, const float *patch, gsize x0, gsize x1, gsize y0, gsize y1,
         gboolean mirrored, NcsnNeighbour *best)
{
  const gsize c = search->shape.c, row = search->shape.w * c, stride = search->width * c;
  const double values = (double)(search->shape.h * row);
  double limit = best->distance * best->distance * values;

  for (gsize y = y0; y <= y1; y++)
    for (gsize x = x0; x <= x1; x++) {
      const Window there = {search->picture + y * stride + x * c, stride};
      const double square =
          squared_distance ((Window){patch, row}, there, search->shape.h, row, limit);

      if (square >= limit)
        continue;
      limit = square;
      *best = (NcsnNeighbour){sqrt (square / values), search->number, x, y, mirrored};
    }
}

static void
search_one (const Search *search, const float *patch, gboolean mirrored, NcsnNeighbour *best)
{
  const gsize last_x = search->width - search->shape.w, last_y = search->height - search->shape.h;
  const gsize around = search->f - 1;
  Candidates candidates;

  if (search->coarse == NULL) {
    compare (search, patch, 0, last_x, 0, last_y, mirrored, best);
    return;
  }
  find_candidates (search, patch, &candidates);
  for (guint i = 0; i < CANDIDATES && isfinite (candidates.distances[i]); i++) {
    const gsize x = candidates.x[i], y = candidates.y[i];

    compare (search, patch, x - MIN (x, around), MIN (x + around, last_x), y - MIN (y, around),
             MIN (y + around, last_y), mirrored, best);
  }
}

/* An NcsnRangeFunc over patches. */
static void
search_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Search *search = data;
  const NcsnShape shape = search->shape;

  for (gsize k = first; k < last && !g_cancellable_is_cancelled (search->cancellable); k++) {
    const float *patch = search->patches + k * shape.h * shape.w * shape.c;

    search_one (search, patch, FALSE, &search->neighbours[k]);
    if (search->flip) {
      g_autofree float *other = mirror (patch, shape.h, shape.w, shape.c);
      search_one (search, other, TRUE, &search->neighbours[k]);
    }
  }
}

void
ncsn_neighbours_search (NcsnThreads *threads, const float *patches, NcsnShape shape,
                        const float *picture, gsize height, gsize width, gsize number,
                        gboolean flip, NcsnNeighbour *neighbours, GCancellable *cancellable)
{
  Search search = {.patches = patches,
                   .shape = shape,
                   .picture = picture,
                   .height = height,
                   .width = width,
                   .number = number,
                   .f = 1,
                   .flip = flip,
                   .neighbours = neighbours,
                   .cancellable = cancellable};
  g_autofree float *coarse = NULL;

  if (height < shape.h || width < shape.w)
    return;
  if ((height - shape.h + 1) * (width - shape.w + 1) > ALL_COMPARED) {
    while (MIN (shape.h, shape.w) / (2 * search.f) >= MIN_SIDE)
      search.f *= 2;
    search.coarse = coarse = shrink (picture, height, width, shape.c, search.f);
  }
  ncsn_parallel_for (threads, shape.n, 1, search_range, &search);
}
