/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and variances of a picture's channels, and of the means over the channels. */
#include "tensor/norm-statistics.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define EPSILON 1e-5

NcsnNormStatistics
ncsn_norm_statistics_at (float *floats, gsize c)
{
  return (NcsnNormStatistics){floats, floats + c, floats + 2 * c, floats + 3 * c};
}

/* Adds Σ a and Σ a·b of the pixels of a row to double totals: float within a row, double between.
 */
NCSN_SIMD static void
add_row_sums (const float *a, const float *b, gsize pixels, gsize c, float *row, double *sums)
{
  float *sa = row, *sb = row + c;

  memset (row, 0, 2 * c * sizeof (float));
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < c; k++) {
      sa[k] += a[p * c + k];
      sb[k] += a[p * c + k] * b[p * c + k];
    }
  for (gsize k = 0; k < 2 * c; k++)
    sums[k] += (double)row[k];
}

void
ncsn_norm_channel_sums (const float *a, const float *b, NcsnShape shape, float *scratch,
                        double *sums)
{
  gsize row = shape.w * shape.c;

  memset (sums, 0, 2 * shape.c * sizeof (double));
  for (gsize i = 0; i < shape.h; i++)
    add_row_sums (a + i * row, b + i * row, shape.w, shape.c, scratch, sums);
}

/* u and q from the channel means. */
static void
mean_statistics (NcsnNormStatistics st, gsize c)
{
  double m = 0, v = 0;

  for (gsize k = 0; k < c; k++)
    m += (double)st.mean[k];
  m /= (double)c;
  for (gsize k = 0; k < c; k++)
    v += ((double)st.mean[k] - m) * ((double)st.mean[k] - m);
  v /= (double)(c - 1);
  *st.q = (float)(1.0 / sqrt (v + EPSILON));
  for (gsize k = 0; k < c; k++)
    st.u[k] = (float)((double)st.mean[k] - m) * *st.q;
}

void
ncsn_norm_statistics (const float *x, NcsnShape shape, float *scratch,
                      NcsnNormStatistics statistics)
{
  double *sums = (double *)scratch, pixels = (double)(shape.h * shape.w);

  ncsn_norm_channel_sums (x, x, shape, scratch + 4 * shape.c, sums);
  for (gsize k = 0; k < shape.c; k++) {
    double mean = sums[k] / pixels;
    double variance = MAX (sums[shape.c + k] / pixels - mean * mean, 0.0);
    statistics.mean[k] = (float)mean;
    statistics.rstd[k] = (float)(1.0 / sqrt (variance + EPSILON));
  }
  mean_statistics (statistics, shape.c);
}

void
ncsn_norm_project_means (NcsnNormStatistics st, gsize c, const float *a, float *out)
{
  double total = 0, dot = 0;

  for (gsize k = 0; k < c; k++) {
    total += (double)a[k];
    dot += (double)a[k] * (double)st.u[k];
  }
  for (gsize k = 0; k < c; k++)
    out[k] = *st.q * (a[k] - (float)(total / (double)c) - st.u[k] * (float)(dot / (double)(c - 1)));
}

NCSN_SIMD void
ncsn_norm_add_combination (const float *a, const float *b, gsize pixels, gsize c, const float *of_a,
                           const float *of_b, const float *constant, float *out)
{
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < c; k++)
      out[p * c + k] += a[p * c + k] * of_a[k] + b[p * c + k] * of_b[k] + constant[k];
}

void
ncsn_norm_add_rows (const float *pictures, NcsnShape shape, gsize rows, float *dscale)
{
  gsize row = 3 * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize i = 0; i < row; i++)
      dscale[(rows == 1 ? 0 : n * row) + i] += pictures[n * row + i];
}
