/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact score of two Gaussians in the plane, and the moments of points near each. */
#include "mixture.h"

#include <math.h>

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  double variance = 1.0 + sigma * sigma;
  double bias = log (MIXTURE_MINOR / (1.0 - MIXTURE_MINOR));

  for (gsize n = 0; n < shape.n * shape.h * shape.w; n++) {
    const float *point = x + 2 * n;
    /* The log of the ratio of both components' densities is linear, because their covariances
     * agree. */
    double ratio = bias + 2.0 * MIXTURE_MEAN * (point[0] + point[1]) / variance;
    double minor = 1.0 / (1.0 + exp (-ratio));
    double centre = MIXTURE_MEAN * (2.0 * minor - 1.0);

    for (int i = 0; i < 2; i++)
      score[2 * n + i] = (float)((centre - point[i]) / variance);
  }
  return TRUE;
}

NcsnScore
mixture_score (void)
{
  return (NcsnScore){.evaluate = evaluate};
}

void
mixture_measure (const float *points, gsize count, MixtureSide side[2])
{
  double number[2] = {0};

  side[0] = side[1] = (MixtureSide){0};
  for (gsize n = 0; n < count; n++) {
    int which = points[2 * n] + points[2 * n + 1] > 0.0f;

    number[which]++;
    for (int i = 0; i < 2; i++) {
      side[which].mean[i] += points[2 * n + i];
      side[which].variance[i] += (double)points[2 * n + i] * points[2 * n + i];
    }
  }
  for (int which = 0; which < 2; which++) {
    side[which].weight = number[which] / count;
    for (int i = 0; i < 2; i++) {
      side[which].mean[i] /= number[which];
      side[which].variance[i] /= number[which];
      side[which].variance[i] -= side[which].mean[i] * side[which].mean[i];
    }
  }
}

void
mixture_assert_shapes (const MixtureSide side[2])
{
  for (int which = 0; which < 2; which++)
    for (int i = 0; i < 2; i++) {
      double mean = which ? MIXTURE_MEAN : -MIXTURE_MEAN;

      g_test_message ("side %d, axis %d: mean %.4f, variance %.4f", which, i, side[which].mean[i],
                      side[which].variance[i]);
      g_assert_cmpfloat_with_epsilon (side[which].mean[i] / mean, 1.0, 0.05);
      g_assert_cmpfloat_with_epsilon (side[which].variance[i], 1.0, 0.05);
    }
}
