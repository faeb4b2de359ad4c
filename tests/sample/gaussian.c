/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact score (Σ + σ²I)⁻¹ (mean - x) of a Gaussian, and its conditionals. */
#include "gaussian.h"

#include <math.h>
#include <string.h>

typedef double Matrix[GAUSSIAN_MAX][GAUSSIAN_MAX];

void
gaussian_init (Gaussian *gaussian, gsize size, double mean, double variance, double rho)
{
  g_assert_cmpuint (size, <=, GAUSSIAN_MAX);

  *gaussian = (Gaussian){.size = size};
  for (gsize i = 0; i < size; i++) {
    gaussian->mean[i] = mean;
    for (gsize j = 0; j < size; j++)
      gaussian->covariance[i][j] = variance * pow (rho, i > j ? i - j : j - i);
  }
}

void
gaussian_init_ring (Gaussian *gaussian, gsize size, double mean, double variance, double rho)
{
  gaussian_init (gaussian, size, mean, variance, rho);
  for (gsize i = 0; i < size; i++)
    for (gsize j = 0; j < size; j++) {
      gsize way = i > j ? i - j : j - i;

      gaussian->covariance[i][j] = variance * pow (rho, MIN (way, size - way));
    }
}

void
gaussian_ring_variances (const Gaussian *ring, double *variances)
{
  for (gsize wave = 0; wave < ring->size; wave++) {
    variances[wave] = 0.0;
    for (gsize i = 0; i < ring->size; i++)
      variances[wave] += ring->covariance[0][i] * cos (2.0 * G_PI * wave * i / ring->size);
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

/* Uses the gain G = Σ_ak Σ_kk⁻¹ for all entries a; its rows for known entries are those of the unit
 * matrix. */
void
gaussian_condition (const Gaussian *gaussian, const float *known, const float *mask,
                    Gaussian *conditional)
{
  Matrix among, inverse;
  gsize index[GAUSSIAN_MAX], n = 0;

  *conditional = *gaussian;
  for (gsize i = 0; i < gaussian->size; i++)
    if (mask[i] == 0.0f)
      index[n++] = i;
  for (gsize a = 0; a < n; a++)
    for (gsize b = 0; b < n; b++)
      among[a][b] = gaussian->covariance[index[a]][index[b]];
  gaussian_invert (among, n, inverse);

  for (gsize i = 0; i < gaussian->size; i++)
    for (gsize a = 0; a < n; a++)
      for (gsize b = 0; b < n; b++) {
        const double gain = gaussian->covariance[i][index[a]] * inverse[a][b];

        conditional->mean[i] += gain * (known[index[b]] - gaussian->mean[index[b]]);
        for (gsize j = 0; j < gaussian->size; j++)
          conditional->covariance[i][j] -= gain * gaussian->covariance[index[b]][j];
      }
  /* Known entries have exactly no variance; rounding may have left some. */
  for (gsize a = 0; a < n; a++)
    for (gsize j = 0; j < gaussian->size; j++)
      conditional->covariance[index[a]][j] = conditional->covariance[j][index[a]] = 0.0;
}

static void
prepare (Gaussian *gaussian, double sigma)
{
  Matrix perturbed;

  gaussian->evaluations++;
  if (sigma == gaussian->sigma)
    return;
  gaussian->sigma = sigma;
  memcpy (perturbed, gaussian->covariance, sizeof perturbed);
  for (gsize i = 0; i < gaussian->size; i++)
    perturbed[i][i] += sigma * sigma;
  gaussian_invert (perturbed, gaussian->size, gaussian->precision);
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  Gaussian *gaussian = data;
  gsize size = gaussian->size;

  g_assert_cmpuint (shape.h * shape.w * shape.c, ==, size);

  prepare (gaussian, sigma);
  for (gsize n = 0; n < shape.n; n++) {
    double apart[GAUSSIAN_MAX];

    for (gsize j = 0; j < size; j++)
      apart[j] = gaussian->mean[j] - x[n * size + j];
    for (gsize i = 0; i < size; i++) {
      double sum = 0.0;

      for (gsize j = 0; j < size; j++)
        sum += gaussian->precision[i][j] * apart[j];
      score[n * size + i] = (float)sum;
    }
  }
  return TRUE;
}

NcsnScore
gaussian_score (Gaussian *gaussian)
{
  return (NcsnScore){.evaluate = evaluate, .data = gaussian};
}
