/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samplers of fills with exact scores of a distribution q: likely fills stay near its middle,
 * about q^(1/T) with T = 1 - η/2, and true ones are draws from q. */
#include <math.h>

#include "ncsn/sample.h"
#include "law.h"
#include "problems.h"

#define POINTS 20000

static const NcsnSchedule own = {PLANE_SIGMA_BEGIN, 0.01, 10, 1, 0.0, .denoise = TRUE};

static NcsnSampler
filler (NcsnPurpose purpose, NcsnQuality quality)
{
  NcsnSampler sampler;

  ncsn_sampler_init_quality (&sampler, quality, purpose, &own);
  return sampler;
}

/* The resulting variance where the exact one is 1, without random errors. */
static double
variance_of (const NcsnSampler *sampler)
{
  const double variance = 1.0;
  double reached;

  g_assert_true (ncsn_sampler_check (sampler, NULL));
  law_along_axes (&variance, 1, sampler, &reached);
  g_test_message ("%u levels, η %.3f: variance %.4f", sampler->schedule.levels,
                  sampler->schedule.epsilon / 2.0 / pow (sampler->schedule.sigma_end, 2.0),
                  reached);
  return reached;
}

static void
test_variance (void)
{
  const double likely_variances[] = {0.37, 0.46, 0.48}; /* one half with many levels */
  const double most_missing[] = {0.15, 0.05, 0.026};

  for (guint quality = 0; quality <= NCSN_QUALITY_BEST; quality++) {
    const NcsnSampler likely = filler (NCSN_PURPOSE_FILL, quality);
    NcsnSampler truly = filler (NCSN_PURPOSE_FILL_TRULY, quality);

    g_assert_cmpfloat_with_epsilon (variance_of (&likely), likely_variances[quality], 0.01);
    g_assert_cmpfloat_with_epsilon (variance_of (&truly), 1.0, most_missing[quality]);
    /* As a narrow hole has it. */
    ncsn_sampler_begin_at (&truly, 0.7);
    g_assert_cmpfloat_with_epsilon (variance_of (&truly), 1.0, most_missing[quality]);
  }
}

/* With so many levels that only the missing noise matters. */
static void
test_temperature (void)
{
  for (double eta = 1.0; eta > 0.2; eta /= 2.0) {
    NcsnSampler sampler;

    ncsn_sampler_init (&sampler, NCSN_RULE_CONSISTENT, &own);
    sampler.schedule.levels = 1000;
    sampler.schedule.epsilon = 2.0 * eta * own.sigma_end * own.sigma_end;
    g_assert_cmpfloat_with_epsilon (variance_of (&sampler), 1.0 - eta / 2.0, 0.01);
  }
}

/* The share of the points that end at the larger mode, which has 0.8 of the mass. */
static double
major_share (NcsnPurpose purpose)
{
  const NcsnSampleOptions options = {.seed = 5};
  NcsnSampler sampler = filler (purpose, NCSN_QUALITY_NORMAL);
  g_autofree float *x = plane_starts (POINTS, PLANE_SIGMA_BEGIN);
  MixtureSide side[2];

  ncsn_sampler_begin_at (&sampler, PLANE_SIGMA_BEGIN);
  g_assert_true (
      ncsn_sample (mixture_score (), x, (NcsnShape){1, 1, POINTS, 2}, &sampler, &options, NULL));
  mixture_measure (x, POINTS, side);
  g_test_message ("%.4f of the points, with variance %.4f", side[0].weight, side[0].variance[0]);
  return side[0].weight;
}

static void
test_modes (void)
{
  g_assert_cmpfloat_with_epsilon (major_share (NCSN_PURPOSE_FILL), 0.89, 0.02);
  g_assert_cmpfloat_with_epsilon (major_share (NCSN_PURPOSE_FILL_TRULY), 0.8, 0.02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fills/variance", test_variance);
  g_test_add_func ("/fills/temperature", test_temperature);
  g_test_add_func ("/fills/modes", test_modes);
  return g_test_run ();
}
