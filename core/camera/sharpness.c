/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian blur and unsharp masking. */
#include "camera/sharpness.h"

#include <math.h>

/* The reach of the blur in deviations; the rest is below 1 %. */
#define REACH 3.0

/* Blurs `count` pixels, `stride` pixels apart, from one array to another. */
static void
blur_line (const float *from, gsize count, gsize stride, double deviation, float *to)
{
  const gsize reach = (gsize)ceil (REACH * deviation);

  for (gsize i = 0; i < count; i++) {
    const gsize first = i > reach ? i - reach : 0, last = MIN (i + reach, count - 1);
    double total = 0.0, sums[3] = {0.0, 0.0, 0.0};

    for (gsize k = first; k <= last; k++) {
      const double distance = ((double)k - (double)i) / deviation;
      const double weight = exp (-0.5 * distance * distance);

      total += weight;
      for (guint c = 0; c < 3; c++)
        sums[c] += weight * (double)from[3 * k * stride + c];
    }
    for (guint c = 0; c < 3; c++)
      to[3 * i * stride + c] = (float)(sums[c] / total);
  }
}

void
ncsn_blur (float *rgb, gsize height, gsize width, double deviation)
{
  g_autofree float *between = g_new (float, height *width * 3);

  for (gsize y = 0; y < height; y++)
    blur_line (rgb + 3 * y * width, width, 1, deviation, between + 3 * y * width);
  for (gsize x = 0; x < width; x++)
    blur_line (between + 3 * x, height, width, deviation, rgb + 3 * x);
}

void
ncsn_sharpen (float *rgb, gsize height, gsize width, double deviation, double amount)
{
  const gsize size = height * width * 3;
  g_autofree float *blurred = g_memdup2 (rgb, size * sizeof (float));

  ncsn_blur (blurred, height, width, deviation);
  for (gsize i = 0; i < size; i++)
    rgb[i] += (float)amount * (rgb[i] - blurred[i]);
}
