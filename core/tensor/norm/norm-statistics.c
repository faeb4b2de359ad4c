/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the mean and variance of each channel of a picture, and those of the means over the
 * channels. */
#include "tensor/norm/norm-statistics.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define EPSILON 1e-5
#define BAND 24576 /* floats; takes longer than to wake a thread */
#define CHUNK 64   /* pixels that are added up in float */
#define GROUP 8    /* pixels that are added up at once */

NcsnNormStatistics
ncsn_norm_statistics_at (float *floats, gsize c)
{
  return (NcsnNormStatistics){floats, floats + c, floats + 2 * c, floats + 3 * c};
}

gsize
ncsn_norm_bands (NcsnShape shape)
{
  gsize pixels = shape.h * shape.w;

  return CLAMP (pixels * shape.c / BAND / 2 * 2, 1, pixels);
}

NcsnNormBand
ncsn_norm_band (NcsnShape shape, gsize index)
{
  gsize pixels = shape.h * shape.w, bands = ncsn_norm_bands (shape);

  return (NcsnNormBand){pixels * index / bands, pixels * (index + 1) / bands};
}

/* Adds Σ a and Σ a·(b - shift) over some pixels to 2 c floats; if a is NULL, Σ (b - shift) and
 * Σ (b - shift)². */
static inline G_ALWAYS_INLINE void
add_pixels (const float *restrict a, const float *restrict b, const float *restrict shift,
            gsize pixels, gsize c, float *restrict row)
{
  for (gsize k = 0; k < c; k++) {
    float total = 0, product = 0;
    for (gsize p = 0; p < pixels; p++) {
      float d = b[p * c + k] - shift[k], factor = a != NULL ? a[p * c + k] : d;
      total += factor;
      product += factor * d;
    }
    row[k] += total;
    row[c + k] += product;
  }
}

/* Adds in float within a chunk and in double between chunks. GROUP pixels are added at once, so
 * that the row is not read and written for each pixel. row: 2 c floats. */
static inline G_ALWAYS_INLINE void
add_sums (const float *a, const float *b, const float *shift, gsize pixels, gsize c, float *row,
          double *sums)
{
  for (gsize first = 0; first < pixels; first += CHUNK) {
    gsize last = MIN (first + CHUNK, pixels), p = first;
    memset (row, 0, 2 * c * sizeof (float));
    for (; p + GROUP <= last; p += GROUP)
      add_pixels (a != NULL ? a + p * c : NULL, b + p * c, shift, GROUP, c, row);
    for (; p < last; p++)
      add_pixels (a != NULL ? a + p * c : NULL, b + p * c, shift, 1, c, row);
    for (gsize k = 0; k < 2 * c; k++)
      sums[k] += (double)row[k];
  }
}

NCSN_SIMD void
ncsn_norm_add_sums (const float *a, const float *b, const float *shift, gsize pixels, gsize c,
                    float *row, double *sums)
{
  add_sums (a, b, shift, pixels, c, row, sums);
}

NCSN_SIMD static void
add_deviations (const float *x, const float *shift, gsize pixels, gsize c, float *row, double *sums)
{
  add_sums (NULL, x, shift, pixels, c, row, sums);
}

/* Shifted sums (Chan, Golub & LeVeque 1983): with d = x - a for any a near the mean,
 * Σ (x - mean)² = Σ d² - (Σ d)²/P. Here a is the mean of the first 1/64 of the pixels. Then
 * (mean - a)² is at most 64 times the variance, so the rounding error grows at most 65-fold for any
 * x. */
void
ncsn_norm_moments (const float *x, gsize pixels, gsize c, double *moments)
{
  gsize sample = (pixels + 63) / 64;
  float *shift = (float *)(moments + 2 * c), *row = shift + c;

  memset (moments, 0, 2 * c * sizeof (double));
  memset (shift, 0, c * sizeof (float));
  add_deviations (x, shift, sample, c, row, moments);
  for (gsize k = 0; k < c; k++)
    shift[k] = (float)(moments[k] / (double)sample);
  memset (moments, 0, 2 * c * sizeof (double));
  add_deviations (x, shift, pixels, c, row, moments);
  for (gsize k = 0; k < c; k++) {
    double d = moments[k] / (double)pixels;
    moments[c + k] = MAX (moments[c + k] - d * moments[k], 0.0);
    moments[k] = (double)shift[k] + d;
  }
}

/* Σ (a_k - shift) (b_k - shift), as four independent sums. */
static double
product_sum (const float *a, const float *b, double shift, gsize c)
{
  double sums[4] = {0};
  gsize k = 0;

  for (; k + 4 <= c; k += 4)
    for (gsize i = 0; i < 4; i++)
      sums[i] += ((double)a[k + i] - shift) * ((double)b[k + i] - shift);
  for (; k < c; k++)
    sums[0] += ((double)a[k] - shift) * ((double)b[k] - shift);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double
mean_of (const float *a, gsize c)
{
  double sums[4] = {0};
  gsize k = 0;

  for (; k + 4 <= c; k += 4)
    for (gsize i = 0; i < 4; i++)
      sums[i] += (double)a[k + i];
  for (; k < c; k++)
    sums[0] += (double)a[k];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) / (double)c;
}

/* u and q from the channel means. */
static void
mean_statistics (NcsnNormStatistics st, gsize c)
{
  double m = mean_of (st.mean, c);
  double v = product_sum (st.mean, st.mean, m, c) / (double)(c - 1);

  *st.q = (float)(1.0 / sqrt (v + EPSILON));
  for (gsize k = 0; k < c; k++)
    st.u[k] = (float)((double)st.mean[k] - m) * *st.q;
}

/* μ and 1/√(s² + ε) from the means and the sums of squares. */
NCSN_SIMD static void
finish (const double *mean, const double *squares, gsize c, double pixels, NcsnNormStatistics st)
{
  for (gsize k = 0; k < c; k++) {
    st.mean[k] = (float)mean[k];
    st.rstd[k] = (float)(1.0 / sqrt (squares[k] / pixels + EPSILON));
  }
}

/* With groups of P_i pixels that have means m_i, all pixels with their mean m have
 * Σ (x - m)² = Σ_i [Σ (x - m_i)² + P_i (m_i - m)²]. */
void
ncsn_norm_join_moments (NcsnShape shape, double *moments, NcsnNormStatistics st)
{
  gsize c = shape.c, bands = ncsn_norm_bands (shape);
  double pixels = (double)(shape.h * shape.w);
  double *mean = moments + 2 * c, *squares = mean + c;

  memset (mean, 0, 2 * c * sizeof (double));
  for (gsize i = 0; i < bands; i++) {
    NcsnNormBand band = ncsn_norm_band (shape, i);
    double share = (double)(band.last - band.first) / pixels;
    for (gsize k = 0; k < c; k++)
      mean[k] += moments[i * 4 * c + k] * share;
  }
  for (gsize i = 0; i < bands; i++) {
    NcsnNormBand band = ncsn_norm_band (shape, i);
    double count = (double)(band.last - band.first);
    for (gsize k = 0; k < c; k++) {
      double d = moments[i * 4 * c + k] - mean[k];
      squares[k] += moments[i * 4 * c + c + k] + count * d * d;
    }
  }
  finish (mean, squares, c, pixels, st);
  mean_statistics (st, c);
}

gsize
ncsn_norm_moments_size (NcsnShape shape)
{
  return ncsn_norm_bands (shape) * 8 * shape.c;
}

void
ncsn_norm_statistics (const float *x, NcsnShape shape, float *scratch, NcsnNormStatistics st)
{
  double *moments = (double *)scratch;

  for (gsize i = 0; i < ncsn_norm_bands (shape); i++) {
    NcsnNormBand band = ncsn_norm_band (shape, i);
    ncsn_norm_moments (x + band.first * shape.c, band.last - band.first, shape.c,
                       moments + i * 4 * shape.c);
  }
  ncsn_norm_join_moments (shape, moments, st);
}

void
ncsn_norm_project_means (NcsnNormStatistics st, gsize c, const float *a, float *out)
{
  float mean = (float)mean_of (a, c);
  float dot = (float)(product_sum (a, st.u, 0, c) / (double)(c - 1));

  for (gsize k = 0; k < c; k++)
    out[k] = *st.q * (a[k] - mean - st.u[k] * dot);
}

void
ncsn_norm_add_rows (const float *pictures, NcsnShape shape, gsize rows, float *dscale)
{
  gsize row = 3 * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize i = 0; i < row; i++)
      dscale[(rows == 1 ? 0 : n * row) + i] += pictures[n * row + i];
}
