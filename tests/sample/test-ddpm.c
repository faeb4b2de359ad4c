/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent sampling is the sampling of DDPM and DDIM after a change of variables
 * (docs/method.md).
 *
 * With ᾱ = 1/(1 + σ²) a picture with noise of level σ, x = x₀ + σ z, is that of a variance
 * preserving model, y = √ᾱ x₀ + √(1-ᾱ) z, divided by √ᾱ. DDPM's steps (Ho et al. 2020, eq. 6 and 7
 * with eq. 11; Song et al. 2021, "DDIM", eq. 12) are written out here in y, with the exact score of
 * the mixture as that model has it, and compared with ncsn_sample () in x. */
#include <math.h>

#include "ncsn/mixture.h"
#include "ncsn/random.h"
#include "ncsn/sample.h"

enum { D = 3, K = 3 };

#define SEED 5

static const double weights[K] = {0.5, 0.3, 0.2};
static const double means[K * D] = {0.1, 0.8, 0.4, 0.9, 0.2, 0.6, -0.5, 0.3, 1.2};
static const double variances[K] = {0.02, 0.3, 0.07};
static const NcsnMixture mixture = {D, K, weights, means, variances};
static const NcsnShape shape = {1, 1, 1, D};
static const double starts[][D] = {{0.7, -0.4, 1.5}, {2.0, 0.5, -1.0}, {0.3, 0.6, 0.5}};

static double
alpha_bar (double sigma)
{
  return 1.0 / (1.0 + sigma * sigma);
}

/* ∇ ln p (y) where y = √ᾱ x₀ + √(1-ᾱ) z: a mixture of N(√ᾱ μ, (ᾱ v + 1-ᾱ) I). */
static void
vp_score (const double *y, double ab, double *score)
{
  double densities[K], sum = 0.0;

  for (int k = 0; k < K; k++) {
    const double variance = ab * variances[k] + 1.0 - ab;
    double distance = 0.0;

    for (int i = 0; i < D; i++)
      distance += pow (y[i] - sqrt (ab) * means[k * D + i], 2.0);
    densities[k] = weights[k] * pow (variance, -0.5 * D) * exp (-0.5 * distance / variance);
    sum += densities[k];
  }
  for (int i = 0; i < D; i++) {
    score[i] = 0.0;
    for (int k = 0; k < K; k++)
      score[i] += densities[k] / sum * (sqrt (ab) * means[k * D + i] - y[i]) /
                  (ab * variances[k] + 1.0 - ab);
  }
}

/* The noise that a model of DDPM predicts: ε̂ = -√(1-ᾱ) s. */
static void
predict_noise (const double *y, double ab, double *noise)
{
  vp_score (y, ab, noise);
  for (int i = 0; i < D; i++)
    noise[i] *= -sqrt (1.0 - ab);
}

/* DDPM's step from ᾱ_t to ᾱ_{t-1}: mean (y - β_t/√(1-ᾱ_t) ε̂)/√α_t and deviation √β̃_t, where
 * α_t = ᾱ_t/ᾱ_{t-1}, β_t = 1 - α_t and β̃_t = β_t (1-ᾱ_{t-1})/(1-ᾱ_t). */
static double
ddpm_step (double *y, double ab, double ab_next)
{
  const double alpha = ab / ab_next, beta = 1.0 - alpha;
  double noise[D];

  predict_noise (y, ab, noise);
  for (int i = 0; i < D; i++)
    y[i] = (y[i] - beta / sqrt (1.0 - ab) * noise[i]) / sqrt (alpha);
  return sqrt (beta * (1.0 - ab_next) / (1.0 - ab));
}

/* DDIM's: mean √ᾱ_{t-1} x̂₀ + √(1-ᾱ_{t-1}-d²) ε̂, x̂₀ = (y - √(1-ᾱ_t) ε̂)/√ᾱ_t, and deviation d,
 * which is the share `stochastic` of DDPM's. */
static double
ddim_step (double *y, double ab, double ab_next, double stochastic)
{
  const double d = stochastic * sqrt ((1.0 - ab_next) / (1.0 - ab)) * sqrt (1.0 - ab / ab_next);
  double noise[D];

  predict_noise (y, ab, noise);
  for (int i = 0; i < D; i++) {
    const double clean = (y[i] - sqrt (1.0 - ab) * noise[i]) / sqrt (ab);
    y[i] = sqrt (ab_next) * clean + sqrt (1.0 - ab_next - d * d) * noise[i];
  }
  return d;
}

static NcsnSampler
consistent (double begin, double end, guint levels, double eta)
{
  return (NcsnSampler){
      .rule = NCSN_RULE_CONSISTENT,
      .schedule = {begin, end, levels, 1, 2.0 * eta * end * end, .denoise = FALSE}};
}

static void
sample (const NcsnSampler *sampler, const double *start, gboolean antithetic, float *x)
{
  const NcsnSampleOptions options = {.seed = SEED, .antithetic = antithetic};
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < D; i++)
    x[i] = (float)start[i];
  ncsn_sample (ncsn_mixture_score (&mixture), x, shape, sampler, &options, &error);
  g_assert_no_error (error);
}

/* Fails unless one step of ours from σ to γσ has the mean and the deviation that the step in y has:
 * y of the mean, and `deviation` of its noise. Opposite noises tell the two apart. */
static void
assert_step (double sigma, double gamma, double eta, const double *start, const double *y,
             double deviation)
{
  const NcsnSampler sampler = consistent (sigma, gamma * sigma, 2, eta);
  const double scale = sqrt (alpha_bar (gamma * sigma));
  const NcsnRandomKey key = {SEED, NCSN_STREAM_LANGEVIN, 0, 0};
  float plus[D], minus[D], z[D];

  sample (&sampler, start, FALSE, plus);
  sample (&sampler, start, TRUE, minus);
  ncsn_random_normal (key, 0, D, z);
  for (int i = 0; i < D; i++) {
    g_assert_cmpfloat_with_epsilon (0.5 * (plus[i] + minus[i]), y[i] / scale, 2e-6);
    g_assert_cmpfloat_with_epsilon (0.5 * (plus[i] - minus[i]), deviation / scale * z[i], 2e-6);
  }
}

/* For each start, level and ratio: the start in y, and DDPM's or DDIM's step there. `stochastic`
 * below 0 asks for DDPM's own formula. */
static void
assert_steps (double stochastic)
{
  static const double sigmas[] = {2.0, 0.5, 0.05}, gammas[] = {0.3, 0.8, 0.97};

  for (guint n = 0; n < G_N_ELEMENTS (starts) * 9; n++) {
    const double *start = starts[n / 9], sigma = sigmas[n / 3 % 3], gamma = gammas[n % 3];
    const double ab = alpha_bar (sigma), ab_next = alpha_bar (gamma * sigma);
    const double share = MIN (fabs (stochastic), 1.0);
    const double eta = 1.0 - gamma * sqrt (1.0 - share * share * (1.0 - gamma * gamma));
    double y[D], deviation;

    for (int i = 0; i < D; i++)
      y[i] = sqrt (ab) * (float)start[i];
    deviation =
        stochastic < 0.0 ? ddpm_step (y, ab, ab_next) : ddim_step (y, ab, ab_next, stochastic);
    assert_step (sigma, gamma, eta, start, y, deviation);
  }
}

/* η = 1 - γ² */
static void
test_ancestral (void)
{
  assert_steps (-1.0);
}

/* η = 1 - γ, for which our step adds no noise either. */
static void
test_ddim (void)
{
  assert_steps (0.0);
}

/* η = 1 - γ √(1 - κ² (1-γ²)) with DDIM's share κ of DDPM's deviation. */
static void
test_between (void)
{
  assert_steps (0.5);
  assert_steps (1.0);
}

/* A whole chain with the same noise in both. */
static void
test_chain (void)
{
  enum { LEVELS = 12 };
  const double begin = 3.0, end = 0.02, gamma = pow (end / begin, 1.0 / (LEVELS - 1));
  const NcsnSampler sampler = consistent (begin, end, LEVELS, 1.0 - gamma * gamma);
  double y[D];
  float x[D];

  sample (&sampler, starts[0], FALSE, x);
  for (int i = 0; i < D; i++)
    y[i] = sqrt (alpha_bar (begin)) * starts[0][i];
  for (guint32 t = 0; t + 1 < LEVELS; t++) {
    const NcsnRandomKey key = {SEED, NCSN_STREAM_LANGEVIN, 0, t};
    const double sigma = begin * pow (gamma, t);
    const double deviation = ddpm_step (y, alpha_bar (sigma), alpha_bar (gamma * sigma));
    float z[D];

    ncsn_random_normal (key, 0, D, z);
    for (int i = 0; i < D; i++)
      y[i] += deviation * z[i];
  }
  for (int i = 0; i < D; i++)
    g_assert_cmpfloat_with_epsilon (x[i], y[i] / sqrt (alpha_bar (end)), 1e-5);
}

/* Our score as that of a model of DDPM: s_VP (y, ᾱ) = s (y/√ᾱ, σ)/√ᾱ. */
static void
our_score_as_vp (const double *y, double ab, double *score)
{
  const NcsnScore ours = ncsn_mixture_score (&mixture);
  float x[D], s[D];

  for (int i = 0; i < D; i++)
    x[i] = (float)(y[i] / sqrt (ab));
  g_assert_true (ours.evaluate (x, shape, sqrt ((1.0 - ab) / ab), NULL, s, ours.data, NULL));
  for (int i = 0; i < D; i++)
    score[i] = s[i] / sqrt (ab);
}

/* Ours to theirs, which is known exactly, and back: s (x, σ) = √ᾱ s_VP (√ᾱ x, ᾱ). */
static void
test_scores (void)
{
  static const double sigmas[] = {0.01, 0.1, 0.7, 3.0, 50.0};
  const NcsnScore ours = ncsn_mixture_score (&mixture);

  for (guint n = 0; n < G_N_ELEMENTS (starts) * G_N_ELEMENTS (sigmas); n++) {
    const double sigma = sigmas[n % G_N_ELEMENTS (sigmas)], ab = alpha_bar (sigma);
    double y[D], theirs[D], converted[D];
    float x[D], s[D];

    for (int i = 0; i < D; i++) {
      x[i] = (float)starts[n / G_N_ELEMENTS (sigmas)][i];
      y[i] = sqrt (ab) * x[i];
    }
    vp_score (y, ab, theirs);
    our_score_as_vp (y, ab, converted);
    g_assert_true (ours.evaluate (x, shape, sigma, NULL, s, ours.data, NULL));
    for (int i = 0; i < D; i++) {
      g_assert_cmpfloat_with_epsilon (converted[i], theirs[i], 1e-5 * (1.0 + fabs (theirs[i])));
      g_assert_cmpfloat_with_epsilon (s[i], sqrt (ab) * theirs[i], 1e-5 * (1.0 + fabs (s[i])));
      g_assert_cmpfloat_with_epsilon (s[i], sqrt (ab) * converted[i], 1e-5 * (1.0 + fabs (s[i])));
    }
  }
}

/* Both predict the same noise: -σ s = -√(1-ᾱ) s_VP. */
static void
test_noise (void)
{
  const double sigma = 0.4, ab = alpha_bar (sigma);
  const NcsnScore ours = ncsn_mixture_score (&mixture);
  double y[D], noise[D];
  float x[D], s[D];

  for (int i = 0; i < D; i++) {
    x[i] = (float)starts[1][i];
    y[i] = sqrt (ab) * x[i];
  }
  predict_noise (y, ab, noise);
  g_assert_true (ours.evaluate (x, shape, sigma, NULL, s, ours.data, NULL));
  for (int i = 0; i < D; i++)
    g_assert_cmpfloat_with_epsilon (-sigma * s[i], noise[i], 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ddpm/ancestral", test_ancestral);
  g_test_add_func ("/ddpm/ddim", test_ddim);
  g_test_add_func ("/ddpm/between", test_between);
  g_test_add_func ("/ddpm/chain", test_chain);
  g_test_add_func ("/ddpm/scores", test_scores);
  g_test_add_func ("/ddpm/noise", test_noise);
  return g_test_run ();
}
