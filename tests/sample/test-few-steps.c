/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent sampling with η = 1 as the sampler of consistency models: x ← f(x, σ_i) + σ_{i+1} z
 * with the estimate f = x + σ² s (Song et al. 2023, "Consistency models", algorithm 1). Where f
 * leads every x to the end of its probability flow, pictures are exact after any number of
 * evaluations. */
#include <math.h>

#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"

#define COUNT 20000
#define MEAN 0.4
#define VARIANCE 0.09

static const NcsnSchedule own = {5.0, 0.02, 100, 1, .denoise = TRUE};

/* s = (f - x)/σ² for N(MEAN, VARIANCE): the flow keeps (x - mean)/√(v + σ²). */
static gboolean
flow_end (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  const double left = sqrt (VARIANCE / (VARIANCE + sigma * sigma));

  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    score[i] = (float)((left - 1.0) * (x[i] - MEAN) / (sigma * sigma));
  return TRUE;
}

/* The mean and the variance of numbers that a sampler draws, from exact starts. */
static void
measure (const NcsnSampler *sampler, double *mean, double *variance)
{
  const NcsnSampleOptions options = {.seed = 3};
  const NcsnShape numbers = {1, 1, COUNT, 1};
  const double sigma = sampler->schedule.sigma_begin;
  g_autofree float *x = g_new (float, COUNT);
  g_autoptr (GError) error = NULL;

  ncsn_sample_prior (x, numbers, sigma, (NcsnPixelLaw){MEAN, sqrt (VARIANCE)}, &options);
  ncsn_sample ((NcsnScore){flow_end, NULL}, x, numbers, sampler, &options, &error);
  g_assert_no_error (error);
  *mean = *variance = 0.0;
  for (gsize i = 0; i < COUNT; i++)
    *mean += x[i] / COUNT;
  for (gsize i = 0; i < COUNT; i++)
    *variance += (x[i] - *mean) * (x[i] - *mean) / COUNT;
}

static void
test_exact (void)
{
  for (guint levels = 1; levels <= 8; levels *= 2) {
    NcsnSampler sampler;
    double mean, variance;

    ncsn_sampler_init (&sampler, NCSN_RULE_CONSISTENT, &own);
    sampler.schedule.levels = levels;
    sampler.schedule.sigma_end = levels > 1 ? 0.1 : own.sigma_begin;
    sampler.schedule.epsilon = 2.0 * sampler.schedule.sigma_end * sampler.schedule.sigma_end;
    g_assert_cmpuint (ncsn_sampler_evaluations (&sampler, 1), ==, levels);
    measure (&sampler, &mean, &variance);
    g_test_message ("%u evaluations: mean %.4f, variance %.4f", levels, mean, variance);
    /* Five standard errors of COUNT numbers. */
    g_assert_cmpfloat_with_epsilon (mean, MEAN, 5.0 * sqrt (VARIANCE / COUNT));
    g_assert_cmpfloat_with_epsilon (variance, VARIANCE, 5.0 * sqrt (2.0 / COUNT) * VARIANCE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/few-steps/exact", test_exact);
  return g_test_run ();
}
