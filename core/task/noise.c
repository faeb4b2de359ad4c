/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise level of a picture, estimated from the picture alone: median |detail| / 0.6745 (Donoho
 * & Johnstone 1994) in small tiles.
 *
 * Noise may be in only a part of a picture, beside clipped sky, white paper, bars or a drawn
 * gradient. The result is therefore the level on which most tiles agree: the levels of noisy tiles
 * are close together, those of tiles with texture are spread out, and tiles without noise do not
 * count. */
#include <math.h>
#include <stdlib.h>

#include "ncsn/task.h"

/* A fourth difference in both directions, normalised so that white noise keeps its deviation. On
 * photographs its median is half of that of Haar's diagonal details, the shortest ones. */
#define TAPS 5
#define TAPS_SQUARED 70.0 /* 1 + 16 + 36 + 16 + 1 */

#define TILE 8                          /* details along each side of a tile */
#define TILE_DETAILS (TILE * TILE)      /* details in a tile */
#define MIN_DETAILS (TILE_DETAILS / 2)  /* details that a tile must have to be used */
#define TILE_PIXELS (TILE + TAPS - 1)   /* pixels along each side */
#define MAX_TILES 16384                 /* more do not change the answer */
#define MAX_EQUAL (TAPS * (TAPS - 1))   /* half of a window's 2 · 5 · 4 pairs of neighbours */
#define WINDOW_PIXELS (TAPS * TAPS)     /* of a detail */
#define MAX_CLIPPED (WINDOW_PIXELS / 3) /* pixels whose noise was clipped at black or white */
#define AGREE 2.0                       /* levels agree up to this ratio */
#define MIN_SHARE (1.0 / 16.0)          /* of the tiles; fewer may agree by chance */
#define BYTE_STEP (1.0 / 255.0)
#define ROUNDING (0.6 * BYTE_STEP) /* noise below this is hidden by rounding to 8 bits */

/* The median of |z|, z ~ N(0, 1). */
#define MEDIAN_OF_NORMAL 0.6745

typedef struct {
  const float *picture, *mask;
  gsize width, height, channels;
  guint max_clipped; /* pixels of a window */
} Source;

static float
value_at (const Source *source, gsize x, gsize y, gsize c)
{
  return source->picture[(y * source->width + x) * source->channels + c];
}

static gboolean
is_clipped (float value)
{
  return value < 1.5 * BYTE_STEP || value > 1.0 - 1.5 * BYTE_STEP;
}

/* Whether the window of a detail is inside the mask and neither flat nor clipped: with noise most
 * neighbours differ. */
static gboolean
carries_noise (const Source *source, gsize x0, gsize y0, gsize c)
{
  guint equal = 0, clipped = 0;

  for (gsize y = y0; y < y0 + TAPS; y++)
    for (gsize x = x0; x < x0 + TAPS; x++) {
      const float value = value_at (source, x, y, c);

      if (source->mask != NULL && !(source->mask[y * source->width + x] >= NCSN_HOLE_THRESHOLD))
        return FALSE;
      clipped += is_clipped (value);
      equal += x > x0 && value == value_at (source, x - 1, y, c);
      equal += y > y0 && value == value_at (source, x, y - 1, c);
    }
  return equal <= MAX_EQUAL && clipped <= source->max_clipped;
}

static float
detail (const Source *source, gsize x, gsize y, gsize c)
{
  static const double taps[TAPS] = {1.0, -4.0, 6.0, -4.0, 1.0};
  double sum = 0.0;

  for (gsize i = 0; i < TAPS; i++)
    for (gsize j = 0; j < TAPS; j++)
      sum += taps[i] * taps[j] * (double)value_at (source, x + j, y + i, c);
  return (float)fabs (sum / TAPS_SQUARED);
}

static int
compare (const void *a, const void *b)
{
  const float *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

static float
median_of_sorted (const float *values, gsize count)
{
  return 0.5f * (values[(count - 1) / 2] + values[count / 2]);
}

/* The smallest difference of two neighbours in a tile: the step to which its values are rounded. */
static double
step_of (const Source *source, gsize x0, gsize y0, gsize c)
{
  const gsize x1 = MIN (x0 + TILE_PIXELS, source->width);
  const gsize y1 = MIN (y0 + TILE_PIXELS, source->height);
  double step = 1.0;

  for (gsize y = y0; y < y1; y++)
    for (gsize x = x0 + 1; x < x1; x++) {
      const double difference =
          fabs ((double)value_at (source, x, y, c) - (double)value_at (source, x - 1, y, c));

      if (difference > 0.0 && difference < step)
        step = difference;
    }
  return step;
}

/* The noise level of a tile; 0 if it is below its rounding. FALSE if the tile does not count. */
static gboolean
measure (const Source *source, gsize x0, gsize y0, gsize c, float *level)
{
  const gsize x1 = MIN (x0 + TILE, source->width - TAPS + 1);
  const gsize y1 = MIN (y0 + TILE, source->height - TAPS + 1);
  float details[TILE_DETAILS];
  gsize count = 0;

  for (gsize y = y0; y < y1; y++)
    for (gsize x = x0; x < x1; x++)
      if (carries_noise (source, x, y, c)) {
        details[count] = detail (source, x, y, c);
        count += isfinite (details[count]) != 0;
      }
  if (count < MIN_DETAILS)
    return FALSE;
  qsort (details, count, sizeof (float), compare);
  *level = (float)(median_of_sorted (details, count) / MEDIAN_OF_NORMAL);
  if (*level < MAX (ROUNDING, step_of (source, x0, y0, c) - BYTE_STEP))
    *level = 0.0f;
  return TRUE;
}

/* The level on which most of those above 0 agree: the median of the largest set of levels within a
 * factor AGREE. 0 if hardly any agree. */
static double
agreement (float *levels, gsize count)
{
  gsize first = 0, best = 0, largest = 0;

  qsort (levels, count, sizeof (float), compare);
  for (gsize last = 0; last < count; last++) {
    while (levels[first] == 0.0f && first < last)
      first++;
    while (levels[last] > AGREE * levels[first])
      first++;
    if (levels[last] > 0.0f && last - first + 1 > largest) {
      largest = last - first + 1;
      best = first;
    }
  }
  if (largest == 0 || (double)largest < MIN_SHARE * (double)count)
    return 0.0;
  return (double)median_of_sorted (levels + best, largest);
}

static double
estimate (const Source *source)
{
  const gsize columns = (source->width - TAPS) / TILE + 1;
  const gsize rows = (source->height - TAPS) / TILE + 1;
  const double tiles = (double)columns * (double)rows * (double)source->channels;
  const gsize step = (gsize)MAX (ceil (sqrt (tiles / MAX_TILES)), 1.0);
  g_autofree float *levels =
      g_new (float, (columns / step + 1) * (rows / step + 1) * source->channels);
  gsize count = 0;

  for (gsize y = 0; y < rows; y += step)
    for (gsize x = 0; x < columns; x += step)
      for (gsize c = 0; c < source->channels; c++)
        count += measure (source, x * TILE, y * TILE, c, &levels[count]);
  return agreement (levels, count);
}

double
ncsn_estimate_noise (const float *picture, const float *mask, gsize width, gsize height,
                     gsize channels)
{
  Source source = {picture, mask, width, height, channels, MAX_CLIPPED};
  double sigma;

  if (width < TAPS || height < TAPS)
    return 0.0;
  sigma = estimate (&source);
  if (sigma > 0.0)
    return sigma;
  /* A dark picture may have only clipped noise, which gives at least a rough estimate. */
  source.max_clipped = WINDOW_PIXELS;
  return estimate (&source);
}
