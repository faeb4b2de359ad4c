/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin dynamics at one noise level: the formula, its stationary law, starts, and divergence. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"
#include "mixture.h"

#define LANGEVIN(sigma, alpha, steps)                                                              \
  .rule = NCSN_RULE_LANGEVIN, .schedule = {sigma, sigma, 1, steps, alpha, .denoise = FALSE}

/* Three steps against the formula, with the random numbers of the documented stream. */
static void
test_formula (void)
{
  const NcsnShape shape = {3, 2, 1, 3};
  const double sigma = 0.5, alpha = 0.02, variance = 0.75 + sigma * sigma;
  NcsnSampleOptions options = {.seed = 77, .first_picture = 10};
  Gaussian gaussian;
  float x[18], expected[18], noise[6];

  gaussian_init (&gaussian, 6, 0.25, 0.75, 0.0);
  for (int i = 0; i < 18; i++)
    x[i] = expected[i] = 0.1f * i - 0.7f;

  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, shape,
                              &(NcsnSampler){LANGEVIN (sigma, alpha, 3)}, &options, NULL));

  for (guint32 step = 0; step < 3; step++)
    for (guint32 n = 0; n < 3; n++) {
      NcsnRandomKey key = {77, NCSN_STREAM_LANGEVIN, 10 + n, step};

      ncsn_random_normal (key, 0, 6, noise);
      for (int i = 0; i < 6; i++) {
        double at = expected[n * 6 + i];
        double score = (0.25 - at) / variance;

        expected[n * 6 + i] = (float)(at + alpha / 2.0 * score + sqrt (alpha) * noise[i]);
      }
    }
  for (int i = 0; i < 18; i++)
    g_assert_cmpfloat_with_epsilon (x[i], expected[i], 1e-6);
  g_assert_cmpuint (gaussian.evaluations, ==, 3);
}

/* In N(0, V) the chain's own variance is known: each step shrinks by 1 - α/2V and adds α, so it
 * settles at α / (1 - (1 - α/2V)²), a little above V. Large steps make the difference visible. */
static void
test_stationary_variance (void)
{
  enum { CHAINS = 4000 };
  const NcsnShape shape = {CHAINS, 1, 1, 8};
  const double sigma = 0.6, variance = 0.64 + sigma * sigma, alpha = 1.5;
  const double shrink = 1.0 - alpha / (2.0 * variance);
  const double expected = alpha / (1.0 - shrink * shrink);
  NcsnSampleOptions options = {.seed = 3};
  g_autofree float *x = g_new0 (float, CHAINS * 8);
  double mean = 0.0, square = 0.0;
  Gaussian gaussian;

  gaussian_init (&gaussian, 8, 0.5, 0.64, 0.0);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, shape,
                              &(NcsnSampler){LANGEVIN (sigma, alpha, 30)}, &options, NULL));
  for (gsize i = 0; i < CHAINS * 8; i++)
    mean += x[i] / (CHAINS * 8.0);
  for (gsize i = 0; i < CHAINS * 8; i++)
    square += (x[i] - mean) * (x[i] - mean) / (CHAINS * 8.0);

  g_assert_cmpfloat_with_epsilon (mean, 0.5, 0.04);
  g_assert_cmpfloat (expected / variance, >, 1.5);
  g_assert_cmpfloat_with_epsilon (square / expected, 1.0, 0.04);
}

/* Why noise levels exist: from uniform noise, without them, each chain ends in the component
 * nearest to its start. Both look right, but their weights are those of the noise, one half each.
 */
static void
test_mixture_weights_are_wrong (void)
{
  enum { CHAINS = 20000, STEPS = 1000 };
  const NcsnShape shape = {1, 100, CHAINS / 100, 2};
  NcsnSampleOptions options = {.seed = 4};
  NcsnRandomKey key = {.seed = 4, .stream = NCSN_STREAM_PRIOR};
  g_autofree float *x = g_new (float, CHAINS * 2);
  MixtureSide side[2];

  ncsn_random_uniform (key, 0, CHAINS * 2, x);
  for (gsize i = 0; i < CHAINS * 2; i++)
    x[i] = 16.0f * x[i] - 8.0f;

  g_assert_true (ncsn_sample (mixture_score (), x, shape,
                              &(NcsnSampler){LANGEVIN (0.001, 0.05, STEPS)}, &options, NULL));
  mixture_measure (x, CHAINS, side);
  g_test_message ("weight %.4f, truly %.4f", side[1].weight, MIXTURE_MINOR);
  mixture_assert_shapes (side);
  g_assert_cmpfloat (side[1].weight, >, MIXTURE_MINOR + 0.2);
}

/* x ~ N(mean, σ² + σ_d²), and picture k is the same in any batch. */
static void
test_prior (void)
{
  enum { SIZE = 12, MANY = 4000 };
  const NcsnPixelLaw law = {0.13, 1.5};
  const double sigma = 2.0, variance = 1.5 * 1.5 + sigma * sigma;
  g_autofree float *x = g_new (float, MANY *SIZE);
  float alone[SIZE];
  double mean = 0.0, square = 0.0;

  ncsn_sample_prior (x, (NcsnShape){MANY, 2, 2, 3}, sigma, law,
                     &(NcsnSampleOptions){.seed = 5, .first_picture = 100});
  ncsn_sample_prior (alone, (NcsnShape){1, 2, 2, 3}, sigma, law,
                     &(NcsnSampleOptions){.seed = 5, .first_picture = 107});
  g_assert_cmpmem (alone, sizeof alone, x + 7 * SIZE, sizeof alone);

  for (gsize i = 0; i < MANY * SIZE; i++) {
    mean += x[i] / (double)(MANY * SIZE);
    square += (x[i] - law.mean) * (x[i] - law.mean) / (MANY * SIZE);
  }
  g_assert_cmpfloat_with_epsilon (mean, law.mean, 0.05);
  g_assert_cmpfloat_with_epsilon (square / variance, 1.0, 0.04);

  /* Without noise and spread only the mean remains. */
  ncsn_sample_prior (alone, (NcsnShape){1, 2, 2, 3}, 0.0, (NcsnPixelLaw){0.13, 0.0},
                     &(NcsnSampleOptions){.seed = 5});
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat (alone[i], ==, 0.13f);
}

/* Of pictures with a mean that differs from pixel to pixel, and with spread of all sizes, the start
 * has their mean up to A times its distance from the pixels' mean, and the variance of noise plus
 * pictures up to A³, along every axis of the pictures. */
static void
test_start (void)
{
  enum { SIZE = 8, MANY = 60000 };
  const double sigma = 2.0, middle = 0.4, size = SIZE;
  const NcsnShape shape = {MANY, 2, 4, 1};
  const NcsnSampleOptions options = {.seed = 6};
  g_autofree float *x = g_new (float, MANY *SIZE);
  Gaussian ring;
  double variances[SIZE], sum[SIZE] = {0.0}, square[2] = {0.0};

  gaussian_init_ring (&ring, SIZE, middle, 0.3, 0.7);
  gaussian_ring_variances (&ring, variances);
  for (gsize i = 0; i < SIZE; i++)
    ring.mean[i] += i % 2 ? 1.0 : -1.0; /* along the axis of least variance */
  g_assert_true (ncsn_sample_start (gaussian_score (&ring), x, shape, sigma,
                                    (NcsnPixelLaw){middle, 0.3}, &options, NULL));
  g_assert_cmpuint (ring.evaluations, ==, 1);
  for (gsize n = 0; n < MANY; n++) {
    double axis[2] = {0.0, 0.0};

    for (gsize i = 0; i < SIZE; i++) {
      sum[i] += x[n * SIZE + i] / MANY;
      axis[0] += (x[n * SIZE + i] - ring.mean[i]) / sqrt (size);
      axis[1] += (x[n * SIZE + i] - ring.mean[i]) * (i % 2 ? 1.0 : -1.0) / sqrt (size);
    }
    for (int a = 0; a < 2; a++)
      square[a] += axis[a] * axis[a] / MANY;
  }
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (sum[i], ring.mean[i], 0.06);
  for (int a = 0; a < 2; a++) {
    const double variance = variances[a == 0 ? 0 : SIZE / 2];
    const double share = variance / (variance + sigma * sigma);

    g_test_message ("axis %d: A %.3f, variance %.4f, that of noise on pictures %.4f", a, share,
                    square[a], variance + sigma * sigma);
    g_assert_cmpfloat_with_epsilon (square[a] / (sigma * sigma * (1 + share + share * share)), 1.0,
                                    0.02);
  }
}

/* At a level that says nothing about the mean the score is not evaluated. */
static void
test_start_of_small_noise (void)
{
  const NcsnShape shape = {3, 2, 2, 1};
  const NcsnSampleOptions options = {.seed = 6};
  const NcsnPixelLaw pixels = {0.4, 0.3};
  float x[12], prior[12];
  Gaussian gaussian;

  gaussian_init (&gaussian, 4, 0.4, 0.09, 0.5);
  g_assert_true (
      ncsn_sample_start (gaussian_score (&gaussian), x, shape, 0.02, pixels, &options, NULL));
  ncsn_sample_prior (prior, shape, 0.02, pixels, &options);
  g_assert_cmpmem (x, sizeof x, prior, sizeof prior);
  g_assert_cmpuint (gaussian.evaluations, ==, 0);
}

static gboolean
push_away (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
           gpointer data, GError **error)
{
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    score[i] = 1e6f * x[i];
  return TRUE;
}

/* A score that drives the picture to infinity gives an error with advice, long before the last
 * step. */
static void
test_divergence (void)
{
  NcsnSampleOptions options = {.seed = 6};
  float x[4] = {1.0f, 1.0f, 1.0f, 1.0f};
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_sample ((NcsnScore){.evaluate = push_away}, x, (NcsnShape){1, 2, 2, 1},
                               &(NcsnSampler){LANGEVIN (1.0, 1.0, 1000)}, &options, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, "lower the step size"));
}

static gboolean
one_nan (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
         gpointer data, GError **error)
{
  memset (score, 0, ncsn_shape_size (shape) * sizeof (float));
  score[ncsn_shape_size (shape) - 1] = NAN;
  return TRUE;
}

static void
test_nan (void)
{
  NcsnSampleOptions options = {.seed = 6};
  float x[4] = {0.0f};
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_sample ((NcsnScore){.evaluate = one_nan}, x, (NcsnShape){1, 2, 2, 1},
                               &(NcsnSampler){LANGEVIN (1.0, 1.0, 10)}, &options, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
}

static gboolean
fail (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
      gpointer data, GError **error)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MISMATCH, "No.");
  return FALSE;
}

static void
test_failing_score (void)
{
  NcsnSampleOptions options = {.seed = 6};
  float x[4] = {0.0f};
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_sample ((NcsnScore){.evaluate = fail}, x, (NcsnShape){1, 2, 2, 1},
                               &(NcsnSampler){LANGEVIN (1.0, 1.0, 10)}, &options, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/langevin/formula", test_formula);
  g_test_add_func ("/langevin/stationary-variance", test_stationary_variance);
  g_test_add_func ("/langevin/mixture-weights-are-wrong", test_mixture_weights_are_wrong);
  g_test_add_func ("/langevin/prior", test_prior);
  g_test_add_func ("/langevin/divergence", test_divergence);
  g_test_add_func ("/langevin/nan", test_nan);
  g_test_add_func ("/langevin/start", test_start);
  g_test_add_func ("/langevin/start-of-small-noise", test_start_of_small_noise);
  g_test_add_func ("/langevin/failing-score", test_failing_score);
  return g_test_run ();
}
