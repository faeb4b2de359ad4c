/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise as a function of brightness, by a weighted mean around each point of the curve. */
#include "camera/curve.h"

#include <math.h>

#define INTERVALS (NCSN_CURVE_POINTS - 1)
#define WIDTH 1.25  /* the deviation of the weights, in intervals */
#define REACH 4     /* of the weights, in intervals */
#define COMMON 0.01 /* the weight of the mean over all brightnesses, of the whole weight */
#define RADIUS 2    /* of the mean around a pixel */

/* The mean of a line's values around each place, `stride` values apart. */
static void
smooth_line (const float *from, gsize count, gsize stride, float *to)
{
  for (gsize i = 0; i < count; i++) {
    const gsize first = i > RADIUS ? i - RADIUS : 0, last = MIN (i + RADIUS, count - 1);
    float sum = 0.0f;

    for (gsize k = first; k <= last; k++)
      sum += from[k * stride];
    to[i * stride] = sum / (float)(last - first + 1);
  }
}

void
ncsn_curve_brightness (const float *picture, gsize height, gsize width, gsize channels,
                       float *brightness)
{
  g_autofree float *between = g_new (float, height *width);

  for (gsize i = 0; i < height * width; i++) {
    float sum = 0.0f;

    for (gsize c = 0; c < channels; c++)
      sum += picture[i * channels + c];
    brightness[i] = CLAMP (sum / (float)channels, 0.0f, 1.0f);
  }
  for (gsize y = 0; y < height; y++)
    smooth_line (brightness + y * width, width, 1, between + y * width);
  for (gsize x = 0; x < width; x++)
    smooth_line (between + x, height, width, brightness + x);
}

void
ncsn_curve_add (NcsnCurveSums *sums, float brightness, double square)
{
  const double at = (double)brightness * INTERVALS;
  const int middle = (int)at;

  for (int i = MAX (middle - REACH, 0); i <= MIN (middle + REACH + 1, INTERVALS); i++) {
    const double distance = (at - i) / WIDTH, weight = exp (-0.5 * distance * distance);

    sums->weights[i] += weight;
    sums->sums[i] += weight * square;
  }
  sums->weight += 1.0;
  sums->sum += square;
}

NcsnNoiseCurve
ncsn_curve_fit (const NcsnCurveSums *sums)
{
  NcsnNoiseCurve curve;

  for (guint i = 0; i < NCSN_CURVE_POINTS; i++) {
    const double sum = sums->sums[i] + COMMON * sums->sum;
    const double weight = sums->weights[i] + COMMON * sums->weight;

    curve.levels[i] = weight > 0 ? MAX ((float)sqrt (sum / weight), NCSN_MIN_LEVEL) : 0.0f;
  }
  return curve;
}

float
ncsn_curve_level (const NcsnNoiseCurve *curve, float brightness)
{
  const float at = CLAMP (brightness, 0.0f, 1.0f) * INTERVALS;
  const guint i = MIN ((guint)at, INTERVALS - 1);
  const float share = at - (float)i;

  return (1.0f - share) * curve->levels[i] + share * curve->levels[i + 1];
}
