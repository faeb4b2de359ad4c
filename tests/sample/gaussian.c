/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Gaussian as a score function. */
#include "gaussian.h"

#include <math.h>
#include <string.h>

typedef double Matrix[GAUSSIAN_MOST][GAUSSIAN_MOST];

void
gaussian_init (Gaussian *gaussian, gsize size, double mean, double variance, double rho)
{
  g_assert_cmpuint (size, <=, GAUSSIAN_MOST);

  *gaussian = (Gaussian){.size = size};
  for (gsize i = 0; i < size; i++) {
    gaussian->mean[i] = mean;
    for (gsize j = 0; j < size; j++)
      gaussian->covariance[i][j] = variance * pow (rho, i > j ? i - j : j - i);
  }
}

/* Gauss–Jordan without pivoting, which a positive definite matrix does not need. */
void
gaussian_invert (Matrix matrix, gsize n, Matrix inverse)
{
  Matrix work;

  memcpy (work, matrix, sizeof work);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      inverse[i][j] = i == j;
  for (gsize i = 0; i < n; i++) {
    double pivot = work[i][i];

    for (gsize j = 0; j < n; j++) {
      work[i][j] /= pivot;
      inverse[i][j] /= pivot;
    }
    for (gsize k = 0; k < n; k++) {
      double factor = k == i ? 0.0 : work[k][i];

      for (gsize j = 0; j < n; j++) {
        work[k][j] -= factor * work[i][j];
        inverse[k][j] -= factor * inverse[i][j];
      }
    }
  }
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, float *score, gpointer data,
          GError **error)
{
  Gaussian *gaussian = data;
  gsize size = gaussian->size;
  Matrix perturbed, precision;

  g_assert_cmpuint (shape.h * shape.w * shape.c, ==, size);

  gaussian->evaluations++;
  memcpy (perturbed, gaussian->covariance, sizeof perturbed);
  for (gsize i = 0; i < size; i++)
    perturbed[i][i] += sigma * sigma;
  gaussian_invert (perturbed, size, precision);

  for (gsize n = 0; n < shape.n; n++)
    for (gsize i = 0; i < size; i++) {
      double sum = 0.0;

      for (gsize j = 0; j < size; j++)
        sum += precision[i][j] * (gaussian->mean[j] - x[n * size + j]);
      score[n * size + i] = (float)sum;
    }
  return TRUE;
}

NcsnScore
gaussian_score (Gaussian *gaussian)
{
  return (NcsnScore){.evaluate = evaluate, .data = gaussian};
}
