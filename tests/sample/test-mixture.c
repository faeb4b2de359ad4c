/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian mixtures: compares densities with direct sums, derivatives with finite differences, and
 * the moments of draws with the exact ones. */
#undef G_DISABLE_ASSERT
#include "ncsn/mixture.h"

#include <math.h>

#include "ncsn/error.h"
#include "ncsn/random.h"

#define D 3

static const double weights[] = {0.5, 0.2, 0.3};
static const double variances[] = {0.04, 0.3, 0.1};
static const double means[] = {0.0, 0.5, -0.5, 1.0, 1.0, 0.0, -0.6, 0.2, 0.7};
static const NcsnMixture three = {D, 3, weights, means, variances};

static const double sigmas[] = {0.01, 0.2, 1.0, 5.0};

/* A point where the components overlap, rounded to multiples of 1/64. */
static void
some_point (guint32 item, float *x)
{
  ncsn_random_normal ((NcsnRandomKey){.seed = 5, .item = item}, 0, D, x);
  for (int i = 0; i < D; i++)
    x[i] = roundf (x[i] * 32.0f) / 64.0f;
}

/* The direct sum Σ w_k Π_i N(x_i | μ_ki, v_k + σ²) does not underflow in three dimensions. */
static void
test_direct_sum (void)
{
  for (guint32 item = 0; item < 10; item++)
    for (gsize level = 0; level < G_N_ELEMENTS (sigmas); level++) {
      double sigma = level == 0 ? 0.0 : sigmas[level], density = 0.0;
      float x[D];

      some_point (item, x);
      for (int k = 0; k < 3; k++) {
        double variance = variances[k] + sigma * sigma, product = weights[k];

        for (int i = 0; i < D; i++)
          product *=
              exp (-pow (x[i] - means[k * D + i], 2) / (2 * variance)) / sqrt (2 * G_PI * variance);
        density += product;
      }
      g_assert_cmpfloat_with_epsilon (ncsn_mixture_log_density (&three, sigma, x), log (density),
                                      1e-10);
    }
}

/* In a thousand dimensions the density itself underflows, but its logarithm does not. */
static void
test_no_underflow (void)
{
  enum { MANY = 1000 };
  static const double one = 1.0, variance = 0.01, mean[MANY];
  const NcsnMixture gaussian = {MANY, 1, &one, mean, &variance};
  float x[MANY];

  for (int i = 0; i < MANY; i++)
    x[i] = 1.0f;
  g_assert_cmpfloat_with_epsilon (ncsn_mixture_log_density (&gaussian, 0.0, x),
                                  -50.0 * MANY - 0.5 * MANY * log (2 * G_PI * 0.01), 1e-6);
}

static void
test_score (void)
{
  const double h = 1.0 / 4096; /* x ± h is exact in single precision */
  NcsnScore score = ncsn_mixture_score (&three);

  for (guint32 item = 0; item < 10; item++)
    for (gsize level = 0; level < G_N_ELEMENTS (sigmas); level++) {
      float x[D], s[D];

      some_point (item, x);
      g_assert_true (
          score.evaluate (x, (NcsnShape){1, 1, 1, D}, sigmas[level], NULL, s, score.data, NULL));
      for (int i = 0; i < D; i++) {
        float before[D] = {x[0], x[1], x[2]}, after[D] = {x[0], x[1], x[2]};

        before[i] -= (float)h;
        after[i] += (float)h;
        g_assert_cmpfloat_with_epsilon (s[i],
                                        (ncsn_mixture_log_density (&three, sigmas[level], after) -
                                         ncsn_mixture_log_density (&three, sigmas[level], before)) /
                                            (2 * h),
                                        1e-4 * (1 + fabsf (s[i])));
      }
    }
}

/* Compares vᵀ (∂s/∂x) v with vᵀ (s(x + hv) - s(x - hv)) / 2h, for two pictures at once. The score
 * that the divergence also returns has the bits of the score function's. */
static void
test_divergence (void)
{
  const float h = 1.0f / 1024;
  NcsnScore score = ncsn_mixture_score (&three);
  NcsnDivergence divergence = ncsn_mixture_divergence (&three);
  const NcsnShape shape = {2, 1, D, 1};

  for (guint32 item = 0; item < 20; item += 2)
    for (gsize level = 0; level < G_N_ELEMENTS (sigmas); level++) {
      float x[2 * D], before[2 * D], after[2 * D], s[2 * D], s0[2 * D], s1[2 * D];
      float v[2 * D] = {1.0f, -1.0f, 1.0f, 0.5f, 0.25f, -2.0f};
      double result[2];

      some_point (item, x);
      some_point (item + 1, x + D);
      for (int i = 0; i < 2 * D; i++) {
        before[i] = x[i] - h * v[i];
        after[i] = x[i] + h * v[i];
      }
      g_assert_true (
          divergence.evaluate (x, v, shape, sigmas[level], s, result, divergence.data, NULL));
      g_assert_true (score.evaluate (before, shape, sigmas[level], NULL, s0, score.data, NULL));
      g_assert_true (score.evaluate (after, shape, sigmas[level], NULL, s1, score.data, NULL));
      for (int n = 0; n < 2; n++) {
        double difference = 0.0;

        for (int i = n * D; i < (n + 1) * D; i++)
          difference += v[i] * ((double)s1[i] - s0[i]) / (2.0 * h);
        g_assert_cmpfloat_with_epsilon (result[n], difference, 2e-3 * (1 + fabs (difference)));
      }
      g_assert_true (score.evaluate (x, shape, sigmas[level], NULL, s0, score.data, NULL));
      g_assert_cmpmem (s, sizeof s, s0, sizeof s0);
    }
}

/* Compares the share, mean and variance of each component with those of 60,000 draws. Their
 * standard errors are at most 0.2 %, 0.5 % and 0.8 % (of the variance). */
static void
test_draws (void)
{
  enum { COUNT = 60000 };
  g_autofree float *x = g_new (float, COUNT *D);
  g_autofree guint *components = g_new (guint, COUNT);
  double number[3] = {0}, sum[3][D] = {0}, square[3] = {0};

  ncsn_mixture_draw (&three, 3, 0, COUNT, x, components);
  for (gsize n = 0; n < COUNT; n++) {
    guint k = components[n];

    number[k]++;
    for (int i = 0; i < D; i++) {
      sum[k][i] += x[n * D + i];
      square[k] += pow (x[n * D + i] - means[k * D + i], 2);
    }
  }
  for (int k = 0; k < 3; k++) {
    double deviation = sqrt (variances[k] / number[k]);

    g_assert_cmpfloat_with_epsilon (number[k] / COUNT, weights[k], 0.008);
    g_assert_cmpfloat_with_epsilon (square[k] / (D * number[k]) / variances[k], 1.0, 0.03);
    for (int i = 0; i < D; i++)
      g_assert_cmpfloat_with_epsilon (sum[k][i] / number[k], means[k * D + i], 4 * deviation);
  }
}

/* Point k of a seed does not depend on which other points are drawn in the same call. */
static void
test_sequence (void)
{
  float together[5 * D], apart[2 * D];

  ncsn_mixture_draw (&three, 9, 10, 5, together, NULL);
  ncsn_mixture_draw (&three, 9, 12, 2, apart, NULL);
  g_assert_cmpmem (apart, sizeof apart, together + 2 * D, sizeof apart);
  ncsn_mixture_draw (&three, 8, 12, 2, apart, NULL);
  g_assert_cmpfloat (apart[0], !=, together[2 * D]);
}

/* The border between two classes is where w_k N_k are equal: for unit variances and means ±1 at
 * x = ½ ln (w_0/w_1), for a wide and a narrow Gaussian of the same mean at a radius. */
static void
test_classify (void)
{
  static const double two[] = {0.8, 0.2}, unit[] = {1.0, 1.0}, apart[] = {-1.0, 1.0};
  static const double half[] = {0.5, 0.5}, nested[] = {0.01, 1.0}, same[] = {0.0, 0.0};
  const NcsnMixture line = {1, 2, two, apart, unit}, rings = {1, 2, half, same, nested};
  const float border = (float)(0.5 * log (4.0));
  const float radius = (float)sqrt (log (100.0) / (100.0 - 1.0));

  for (int side = -1; side <= 1; side += 2) {
    float x = border + 0.001f * side, y = radius * (1.0f + 0.001f * side);

    g_assert_cmpuint (ncsn_mixture_classify (&line, &x), ==, side > 0);
    g_assert_cmpuint (ncsn_mixture_classify (&rings, &y), ==, side > 0);
  }
}

static void
test_wrong_shape (void)
{
  NcsnScore score = ncsn_mixture_score (&three);
  g_autoptr (GError) error = NULL;
  float x[4] = {0.0f}, s[4];

  g_assert_false (score.evaluate (x, (NcsnShape){1, 2, 2, 1}, 1.0, NULL, s, score.data, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mixture/direct-sum", test_direct_sum);
  g_test_add_func ("/mixture/no-underflow", test_no_underflow);
  g_test_add_func ("/mixture/score", test_score);
  g_test_add_func ("/mixture/divergence", test_divergence);
  g_test_add_func ("/mixture/draws", test_draws);
  g_test_add_func ("/mixture/sequence", test_sequence);
  g_test_add_func ("/mixture/classify", test_classify);
  g_test_add_func ("/mixture/wrong-shape", test_wrong_shape);
  return g_test_run ();
}
