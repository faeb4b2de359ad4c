/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defines the mixture, finds its support, and fills the grid. */
#include "toy-plane.h"

#include <stdlib.h>

#define DIMENSION 2
#define SUPPORT_POINTS 100000 /* 100 of them lie below the quantile */

/* Measurements have a seed of their own and do not depend on --seed. */
#define MEASURE_SEED G_GUINT64_CONSTANT (0x746f79)

const NcsnMixture *
cli_toy_mixture (void)
{
  static const double weights[] = {0.8, 0.2};
  static const double means[] = {5.0, 5.0, -5.0, -5.0};
  static const double variances[] = {1.0, 1.0};
  static const NcsnMixture mixture = {DIMENSION, G_N_ELEMENTS (weights), weights, means, variances};
  return &mixture;
}

gboolean
cli_toy_batch (guint64 seed, guint32 step, guint first, guint count, float *points, guint *classes,
               gpointer data, GError **error)
{
  ncsn_mixture_draw (cli_toy_mixture (), seed, step * count, count, points, NULL);
  return TRUE;
}

void
cli_toy_draw (double sigma, gsize count, float *x)
{
  ncsn_mixture_draw (cli_toy_mixture (), MEASURE_SEED, 0, count, x, NULL);
  g_autofree float *noise = g_new (float, DIMENSION *count);
  const NcsnRandomKey key = {MEASURE_SEED, NCSN_STREAM_NOISE, 0, 0};
  ncsn_random_normal (key, 0, DIMENSION * count, noise);
  for (gsize i = 0; i < DIMENSION * count; i++)
    x[i] += (float)sigma * noise[i];
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double
cli_toy_support (double sigma)
{
  g_autofree float *x = g_new (float, DIMENSION *SUPPORT_POINTS);
  g_autofree double *densities = g_new (double, SUPPORT_POINTS);
  cli_toy_draw (sigma, SUPPORT_POINTS, x);
  for (gsize i = 0; i < SUPPORT_POINTS; i++)
    densities[i] = ncsn_mixture_log_density (cli_toy_mixture (), sigma, x + DIMENSION * i);
  qsort (densities, SUPPORT_POINTS, sizeof *densities, compare);
  return densities[(gsize)((1.0 - CLI_TOY_COVERAGE) * SUPPORT_POINTS)];
}

static void
fill_grid (float *x)
{
  const double spacing = 2.0 * CLI_TOY_EXTENT / (CLI_TOY_SIDE - 1);
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    x[DIMENSION * i] = (float)(spacing * (i % CLI_TOY_SIDE) - CLI_TOY_EXTENT);
    x[DIMENSION * i + 1] = (float)(spacing * (i / CLI_TOY_SIDE) - CLI_TOY_EXTENT);
  }
}

CliToyRegion
cli_toy_plane_region (const CliToyPlane *plane, const float *x)
{
  return ncsn_mixture_log_density (cli_toy_mixture (), 0.0, x) >= plane->support ? CLI_TOY_INSIDE
                                                                                 : CLI_TOY_OUTSIDE;
}

CliToyPlane *
cli_toy_plane_new (void)
{
  CliToyPlane *plane = g_new0 (CliToyPlane, 1);
  plane->grid = g_new (float, DIMENSION *CLI_TOY_POINTS);
  plane->regions = g_new (CliToyRegion, CLI_TOY_POINTS);
  plane->support = cli_toy_support (0.0);
  fill_grid (plane->grid);
  gsize outside = 0;
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    plane->regions[i] = cli_toy_plane_region (plane, plane->grid + DIMENSION * i);
    outside += plane->regions[i] == CLI_TOY_OUTSIDE;
  }
  plane->outside = (double)outside / CLI_TOY_POINTS;
  return plane;
}

void
cli_toy_plane_free (CliToyPlane *plane)
{
  if (plane == NULL)
    return;
  g_free (plane->grid);
  g_free (plane->regions);
  g_free (plane);
}

float *
cli_toy_plane_true_score (const CliToyPlane *plane, double sigma)
{
  const NcsnScore exact = ncsn_mixture_score (cli_toy_mixture ());
  const NcsnShape shape = {CLI_TOY_POINTS, 1, 1, DIMENSION};
  float *truth = g_new (float, DIMENSION *CLI_TOY_POINTS);
  const gboolean evaluated =
      exact.evaluate (plane->grid, shape, sigma, NULL, truth, exact.data, NULL);
  g_assert (evaluated); /* the formula cannot fail for this shape */
  return truth;
}

double
cli_toy_half_square (const float *a, const float *b, gsize i)
{
  double sum = 0;
  for (gsize j = DIMENSION * i; j < DIMENSION * (i + 1); j++) {
    const double d = a[j] - (b != NULL ? b[j] : 0.0f);
    sum += 0.5 * d * d;
  }
  return sum;
}

double
cli_toy_plane_filled (const CliToyPlane *plane, double sigma)
{
  const double support = cli_toy_support (sigma);
  gsize outside = 0, filled = 0;
  for (gsize i = 0; i < CLI_TOY_POINTS; i++)
    if (plane->regions[i] == CLI_TOY_OUTSIDE) {
      outside++;
      filled += ncsn_mixture_log_density (cli_toy_mixture (), sigma, plane->grid + DIMENSION * i) >=
                support;
    }
  return (double)filled / outside;
}
