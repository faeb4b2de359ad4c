/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means over squares, and linear interpolation. */
#include "reduce.h"

#include <math.h>

gsize
plugin_reduced_side (gsize side, guint factor)
{
  return (side + factor - 1) / factor;
}

static float
mean (const float *picture, gsize width, gsize height, gsize channels, gsize x, gsize y, guint side)
{
  gsize right = MIN (x + side, width), lower = MIN (y + side, height);
  double sum = 0;

  for (gsize j = y; j < lower; j++)
    for (gsize i = x; i < right; i++)
      sum += picture[(j * width + i) * channels];
  return (float)(sum / (double)((right - x) * (lower - y)));
}

float *
plugin_picture_reduce (const float *picture, gsize width, gsize height, gsize channels,
                       guint factor)
{
  gsize columns = plugin_reduced_side (width, factor), rows = plugin_reduced_side (height, factor);
  float *reduced = g_try_new (float, columns *rows *channels);

  for (gsize y = 0; reduced != NULL && y < rows; y++)
    for (gsize x = 0; x < columns; x++)
      for (gsize c = 0; c < channels; c++)
        reduced[(y * columns + x) * channels + c] =
            mean (picture + c, width, height, channels, x * factor, y * factor, factor);
  return reduced;
}

/* Where a coordinate lies between two reduced pixels. */
typedef struct {
  gsize low, high;
  float share; /* of the higher one */
} Between;

static Between
between (gsize at, guint factor, gsize side)
{
  float place = ((float)at + 0.5f) / (float)factor - 0.5f;
  float low = floorf (CLAMP (place, 0, (float)(side - 1)));

  return (Between){(gsize)low, MIN ((gsize)low + 1, side - 1), CLAMP (place - low, 0.0f, 1.0f)};
}

void
plugin_picture_enlarge (const float *reduced, guint factor, const float *mask, gsize width,
                        gsize height, gsize channels, float *picture)
{
  gsize columns = plugin_reduced_side (width, factor), rows = plugin_reduced_side (height, factor);

  for (gsize y = 0; y < height; y++) {
    Between v = between (y, factor, rows);
    for (gsize x = 0; x < width; x++) {
      Between h = between (x, factor, columns);
      if (!(mask[y * width + x] > 0))
        continue;
      for (gsize c = 0; c < channels; c++) {
        const float *at = reduced + c;
        float upper = (1 - h.share) * at[(v.low * columns + h.low) * channels] +
                      h.share * at[(v.low * columns + h.high) * channels];
        float lower = (1 - h.share) * at[(v.high * columns + h.low) * channels] +
                      h.share * at[(v.high * columns + h.high) * channels];
        picture[(y * width + x) * channels + c] = (1 - v.share) * upper + v.share * lower;
      }
    }
  }
}
