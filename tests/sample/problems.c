/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and errors of the problem in the plane. */
#include "problems.h"

#include <math.h>

#include "ncsn/random.h"

float *
plane_starts (gsize count, double sigma)
{
  const NcsnRandomKey key = {1, NCSN_STREAM_POINTS, 0, 0};
  const double spread = sqrt (1.0 + sigma * sigma);
  float *x = g_new (float, 2 * count);

  ncsn_random_normal (key, 0, 2 * count, x);
  for (gsize i = 0; i < 2 * count; i++)
    x[i] = (float)(spread * x[i] + (i < MIXTURE_MINOR * 2 * count ? MIXTURE_MEAN : -MIXTURE_MEAN));
  return x;
}

void
plane_errors (const float *points, gsize count, double *mean, double *covariance)
{
  const double offset = MIXTURE_MEAN * (2.0 * MIXTURE_MINOR - 1.0);
  const double between = MIXTURE_MEAN * MIXTURE_MEAN - offset * offset, within = 1.0 + between;
  double m[2] = {0}, c[2][2] = {{0}};

  for (gsize n = 0; n < count; n++)
    for (int i = 0; i < 2; i++)
      m[i] += points[2 * n + i] / (double)count;
  for (gsize n = 0; n < count; n++)
    for (int i = 0; i < 2; i++)
      for (int j = 0; j < 2; j++)
        c[i][j] += (points[2 * n + i] - m[i]) * (points[2 * n + j] - m[j]) / count;

  *mean = hypot (m[0] - offset, m[1] - offset) / hypot (offset, offset);
  *covariance = sqrt (
      (pow (c[0][0] - within, 2) + pow (c[1][1] - within, 2) + 2.0 * pow (c[0][1] - between, 2)) /
      (2.0 * within * within + 2.0 * between * between));
}
