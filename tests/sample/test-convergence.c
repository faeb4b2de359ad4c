/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule leads to the right moments, the faster the higher its order: with the exact scores of
 * a Gaussian in 64 dimensions, for which the result of a rule is known without random errors
 * (law.h), and of two Gaussians in the plane. docs/samplers.md has the same in a table and a plot.
 */
#include <math.h>
#include <stdlib.h>

#include "ncsn/sample.h"
#include "law.h"
#include "problems.h"

typedef struct {
  Gaussian *ring;
  double variances[PICTURE_DIMENSION];
} Pictures;

static void
pictures_clear (Pictures *pictures)
{
  g_free (pictures->ring);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pictures, pictures_clear)

static Pictures
pictures_new (void)
{
  Pictures pictures = {.ring = g_new (Gaussian, 1)};

  gaussian_init_ring (pictures.ring, PICTURE_DIMENSION, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  gaussian_ring_variances (pictures.ring, pictures.variances);
  return pictures;
}

static NcsnSampler
sampler_of (NcsnRule rule, guint levels, double begin, double end, gboolean denoise)
{
  const NcsnSchedule own = {begin, end, levels, 1, 0.0, .denoise = denoise};
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &own);
  sampler.schedule.sigma_begin = begin; /* langevin too starts there */
  sampler.schedule.denoise = denoise;
  if (rule != NCSN_RULE_LANGEVIN)
    sampler.schedule.levels = levels;
  ncsn_sampler_suit_epsilon (&sampler);
  return sampler;
}

/* Relative error of the covariance that remains at σ_L, or after the denoising. */
static double
error_of (const Pictures *pictures, const NcsnSampler *sampler)
{
  double reached[PICTURE_DIMENSION];

  law_along_axes (pictures->variances, PICTURE_DIMENSION, sampler, reached);
  return law_axes_error (reached, pictures->variances, PICTURE_DIMENSION,
                         sampler->schedule.denoise ? 0.0 : sampler->schedule.sigma_end);
}

static NcsnSampler
picture_sampler (NcsnRule rule, guint levels)
{
  return sampler_of (rule, levels, PICTURE_SIGMA_BEGIN, PICTURE_SIGMA_END, FALSE);
}

/* The error falls by 2^order when the steps are half as long. */
static void
assert_order (const Pictures *pictures, const NcsnSampler *coarse, const NcsnSampler *fine,
              double order)
{
  const double before = error_of (pictures, coarse), after = error_of (pictures, fine);

  g_test_message ("%s: error %.5f, then %.5f: order %.2f", ncsn_rule_info (coarse->rule)->name,
                  before, after, log2 (before / after));
  g_assert_cmpfloat_with_epsilon (log2 (before / after), order, 0.15 * order);
}

/* Consistent annealed sampling and the flow, by the number of levels. */
static void
test_order_in_levels (void)
{
  g_auto (Pictures) pictures = pictures_new ();

  for (guint levels = 60; levels <= 240; levels *= 2) {
    const NcsnSampler consistent = picture_sampler (NCSN_RULE_CONSISTENT, levels);
    const NcsnSampler finer = picture_sampler (NCSN_RULE_CONSISTENT, 2 * levels);
    const NcsnSampler ode = picture_sampler (NCSN_RULE_ODE, levels / 2);
    const NcsnSampler finer_ode = picture_sampler (NCSN_RULE_ODE, levels);

    assert_order (&pictures, &consistent, &finer, 1.0);
    assert_order (&pictures, &ode, &finer_ode, 2.0);
  }
}

/* The multistep rules between levels where the score changes with σ: order 2, and for iPNDM with
 * more slopes an error that is smaller still. Their first step is Euler's, and the steps of iPNDM
 * are equal only in the mean, so that no order above 2 remains in the end. */
static void
test_order_of_multistep (void)
{
  g_auto (Pictures) pictures = pictures_new ();

  for (guint levels = 60; levels <= 240; levels *= 2) {
    const NcsnSampler dpm = picture_sampler (NCSN_RULE_DPM, levels);
    const NcsnSampler finer_dpm = picture_sampler (NCSN_RULE_DPM, 2 * levels);
    NcsnSampler two = picture_sampler (NCSN_RULE_IPNDM, levels);
    NcsnSampler finer_two = picture_sampler (NCSN_RULE_IPNDM, 2 * levels);

    two.order = finer_two.order = 2;
    assert_order (&pictures, &dpm, &finer_dpm, 2.0);
    assert_order (&pictures, &two, &finer_two, 2.0);
  }
  for (guint levels = 12; levels <= 36; levels *= 3) {
    double before = 0.0;

    for (guint order = 1; order <= 3; order++) {
      NcsnSampler ipndm = picture_sampler (NCSN_RULE_IPNDM, levels);

      ipndm.order = order;
      const double error = error_of (&pictures, &ipndm);
      g_test_message ("ipndm of order %u, %u levels: error %.5f", order, levels, error);
      if (order > 1)
        g_assert_cmpfloat (error, <, 0.7 * before);
      before = error;
    }
  }
}

/* The corrector's steps get smaller with r²: in proportion to the predictor's they keep its order.
 */
static void
test_order_of_predictor_corrector (void)
{
  g_auto (Pictures) pictures = pictures_new ();

  for (guint levels = 60; levels <= 240; levels *= 2) {
    NcsnSampler coarse = picture_sampler (NCSN_RULE_PREDICTOR_CORRECTOR, levels);
    NcsnSampler fine = picture_sampler (NCSN_RULE_PREDICTOR_CORRECTOR, 2 * levels);

    coarse.snr = sqrt (1.0 / levels);
    fine.snr = sqrt (0.5 / levels);
    assert_order (&pictures, &coarse, &fine, 1.0);
  }
}

/* Langevin steps of η at each level for a time T η in which the start, and the noise of larger
 * levels, is forgotten: what is left is the error of the steps. */
static NcsnSampler
langevin_sampler (NcsnRule rule, double eta)
{
  NcsnSampler sampler = sampler_of (rule, 3, 2.0, 0.5, FALSE);

  sampler.schedule.steps = (guint)(40.0 / eta);
  sampler.schedule.epsilon = 2.0 * eta * 0.5 * 0.5;
  return sampler;
}

static void
test_order_in_step_size (void)
{
  g_auto (Pictures) pictures = pictures_new ();

  for (guint rule = NCSN_RULE_LANGEVIN; rule <= NCSN_RULE_ANNEALED; rule++)
    for (double eta = 0.2; eta > 0.08; eta /= 2.0) {
      const NcsnSampler coarse = langevin_sampler (rule, eta);
      const NcsnSampler fine = langevin_sampler (rule, eta / 2.0);

      assert_order (&pictures, &coarse, &fine, 1.0);
    }
}

/* 18 levels, 35 evaluations; also without a look at the axes. */
static void
test_ode_in_35 (void)
{
  g_auto (Pictures) pictures = pictures_new ();
  g_autofree Law *law = g_new (Law, 1);
  NcsnSampler ode = picture_sampler (NCSN_RULE_ODE, 18);

  ode.schedule.denoise = TRUE;
  g_assert_cmpuint (ncsn_sampler_evaluations (&ode, 1), ==, 35);
  const double along_axes = error_of (&pictures, &ode);
  law_of (pictures.ring, &ode, &(NcsnSampleOptions){0}, law);
  g_test_message ("covariance within %.4f", along_axes);
  g_assert_cmpfloat (along_axes, <, 0.02);
  g_assert_cmpfloat_with_epsilon (law_error (law, pictures.ring, 0.0), along_axes, 1e-5);
  g_assert_cmpfloat (law_mean_error (law, pictures.ring), <, 1e-5);
}

/* Noise does not differ between axes either. */
static void
test_axes (void)
{
  g_auto (Pictures) pictures = pictures_new ();
  g_autofree Law *law = g_new (Law, 1);

  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    NcsnSampler sampler = picture_sampler (rule, 9);

    sampler.churn = 1.0;
    law_of (pictures.ring, &sampler, &(NcsnSampleOptions){0}, law);
    g_assert_cmpfloat_with_epsilon (law_error (law, pictures.ring, PICTURE_SIGMA_END) /
                                        error_of (&pictures, &sampler),
                                    1.0, 1e-4);
  }
}

#define POINTS 40000

static float *
plane_sample (NcsnRule rule, guint levels)
{
  const NcsnSampler sampler = sampler_of (rule, levels, PLANE_SIGMA_BEGIN, PLANE_SIGMA_END, TRUE);
  const NcsnSampleOptions options = {.seed = 1};
  float *x = plane_starts (POINTS, PLANE_SIGMA_BEGIN);
  g_autoptr (GError) error = NULL;

  ncsn_sample (mixture_score (), x, (NcsnShape){1, 1, POINTS, 2}, &sampler, &options, &error);
  g_assert_no_error (error);
  return x;
}

static double
plane_error (NcsnRule rule, guint levels)
{
  g_autofree float *x = plane_sample (rule, levels);
  double mean, covariance;

  plane_errors (x, POINTS, &mean, &covariance);
  g_test_message ("%s, %u levels: mean %.4f, covariance %.4f", ncsn_rule_info (rule)->name, levels,
                  mean, covariance);
  return MAX (mean, covariance);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const double *)a > *(const double *)b ? 1 : -1;
}

/* The median distance from the exact ends of trajectories: a few points start so near the line
 * between the two components that the smallest error takes them to the other one. */
static double
typical_distance (const float *x, const float *exact)
{
  g_autofree double *distances = g_new (double, POINTS);

  for (gsize n = 0; n < POINTS; n++)
    distances[n] = hypot (x[2 * n] - exact[2 * n], x[2 * n + 1] - exact[2 * n + 1]);
  qsort (distances, POINTS, sizeof (double), compare);
  return distances[POINTS / 2];
}

/* The flow in the plane: moments, and the order of where single points end. */
static void
test_plane_ode (void)
{
  g_autofree float *exact = plane_sample (NCSN_RULE_ODE, 800);
  double before = 0.0;

  g_assert_cmpfloat (plane_error (NCSN_RULE_ODE, 18), <, 0.02);
  for (guint levels = 25; levels <= 100; levels *= 2) {
    g_autofree float *x = plane_sample (NCSN_RULE_ODE, levels);
    const double distance = typical_distance (x, exact);

    g_test_message ("%u levels: points are %.6f off", levels, distance);
    if (before > 0.0)
      g_assert_cmpfloat_with_epsilon (log2 (before / distance), 2.0, 0.3);
    before = distance;
  }
}

/* The random error is 0.007 of the covariance. */
static void
test_plane_noise (void)
{
  const NcsnRule rules[] = {NCSN_RULE_CONSISTENT, NCSN_RULE_PREDICTOR_CORRECTOR};

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_assert_cmpfloat (plane_error (rules[i], 40), >, 0.05);
    g_assert_cmpfloat (plane_error (rules[i], 250), <, 0.025);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convergence/order-in-levels", test_order_in_levels);
  g_test_add_func ("/convergence/order-of-multistep", test_order_of_multistep);
  g_test_add_func ("/convergence/order-of-predictor-corrector", test_order_of_predictor_corrector);
  g_test_add_func ("/convergence/order-in-step-size", test_order_in_step_size);
  g_test_add_func ("/convergence/ode-in-35", test_ode_in_35);
  g_test_add_func ("/convergence/axes", test_axes);
  g_test_add_func ("/convergence/plane-ode", test_plane_ode);
  g_test_add_func ("/convergence/plane-noise", test_plane_noise);
  return g_test_run ();
}
