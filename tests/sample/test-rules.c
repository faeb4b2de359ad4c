/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the step rules, except Langevin dynamics, with their formulas. */
#include <math.h>
#include <string.h>

#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"

enum { SIZE = 4 };

#define MEAN 0.5
#define VARIANCE 0.3

static const NcsnShape picture = {1, 2, 2, 1};
static const float start[SIZE] = {0.9f, -0.4f, 0.2f, 1.5f};
static const NcsnSampleOptions options = {.seed = 21, .first_picture = 4};

/* The chain of a rule, computed in double precision from the formula. */
typedef struct {
  double x[SIZE];
} Hand;

static double
hand_score (double x, double sigma)
{
  return (MEAN - x) / (VARIANCE + sigma * sigma);
}

/* x ← x + a s(x, σ) + b z, with the noise z of this stream and step */
static void
hand_move (Hand *hand, double sigma, double a, double b, guint32 stream, guint32 step)
{
  const NcsnRandomKey key = {21, stream, 4, step};
  float z[SIZE];

  ncsn_random_normal (key, 0, SIZE, z);
  for (int i = 0; i < SIZE; i++)
    hand->x[i] += a * hand_score (hand->x[i], sigma) + b * z[i];
}

static void
assert_ends_at (const NcsnSampler *sampler, const Hand *hand)
{
  float x[SIZE];
  Gaussian gaussian;
  g_autoptr (GError) error = NULL;

  memcpy (x, start, sizeof x);
  gaussian_init (&gaussian, SIZE, MEAN, VARIANCE, 0.0);
  ncsn_sample (gaussian_score (&gaussian), x, picture, sampler, &options, &error);
  g_assert_no_error (error);
  for (int i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (x[i], hand->x[i], 1e-6);
  g_assert_cmpuint (gaussian.evaluations, ==, ncsn_sampler_evaluations (sampler, 1));
}

static Hand
hand_start (void)
{
  Hand hand;

  for (int i = 0; i < SIZE; i++)
    hand.x[i] = start[i];
  return hand;
}

/* Levels 2, 1, ½ with η = 0.7: the remaining and the added noise together have the next level. */
static void
test_consistent (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_CONSISTENT,
                               .schedule = {2.0, 0.5, 3, 1, 2 * 0.7 * 0.25, .denoise = TRUE}};
  const double beta = sqrt (1.0 - pow ((1.0 - 0.7) / 0.5, 2.0));
  Hand hand = hand_start ();

  hand_move (&hand, 2.0, 0.7 * 4.0, 1.0 * beta, NCSN_STREAM_LANGEVIN, 0);
  hand_move (&hand, 1.0, 0.7 * 1.0, 0.5 * beta, NCSN_STREAM_LANGEVIN, 1);
  hand_move (&hand, 0.5, 0.25, 0.0, NCSN_STREAM_LANGEVIN, 2);
  assert_ends_at (&sampler, &hand);
}

/* With the smallest η no noise is added, and the steps are Euler's along the probability flow. */
static void
test_consistent_flow (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_CONSISTENT,
                               .schedule = {2.0, 0.5, 3, 1, 2 * 0.5 * 0.25, .denoise = FALSE}};
  Hand hand = hand_start ();

  hand_move (&hand, 2.0, (2.0 - 1.0) * 2.0, 0.0, NCSN_STREAM_LANGEVIN, 0);
  hand_move (&hand, 1.0, (1.0 - 0.5) * 1.0, 0.0, NCSN_STREAM_LANGEVIN, 0);
  assert_ends_at (&sampler, &hand);
}

/* Two corrections at each of two levels, with e = 2 r² σ², and a prediction between them. */
static void
test_predictor_corrector (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_PREDICTOR_CORRECTOR,
                               .schedule = {2.0, 0.5, 2, 2, 0.0, .denoise = TRUE},
                               .snr = 0.3};
  const double difference = 4.0 - 0.25;
  Hand hand = hand_start ();
  guint32 step = 0;

  for (int level = 0; level < 2; level++) {
    const double sigma = level == 0 ? 2.0 : 0.5, e = 2 * 0.09 * sigma * sigma;

    if (level == 1)
      hand_move (&hand, 2.0, difference, sqrt (difference), NCSN_STREAM_LANGEVIN, step++);
    for (int t = 0; t < 2; t++)
      hand_move (&hand, sigma, e, sqrt (2 * e), NCSN_STREAM_LANGEVIN, step++);
  }
  hand_move (&hand, 0.5, 0.25, 0.0, NCSN_STREAM_LANGEVIN, step);
  assert_ends_at (&sampler, &hand);
}

/* A step of Heun's method as in Karras et al. (2022), with d = -σ s. */
static void
hand_heun (Hand *hand, double from, double to)
{
  for (int i = 0; i < SIZE; i++) {
    const double d = -from * hand_score (hand->x[i], from);
    const double e = -to * hand_score (hand->x[i] + (to - from) * d, to);

    hand->x[i] += (to - from) * (d + e) / 2.0;
  }
}

static void
test_ode (void)
{
  const NcsnSampler sampler = {
      .rule = NCSN_RULE_ODE, .schedule = {3.0, 1.0, 3, 1, 0.0, .denoise = TRUE}, .rho = 1.0};
  Hand hand = hand_start ();

  hand_heun (&hand, 3.0, 2.0);
  hand_heun (&hand, 2.0, 1.0);
  hand_move (&hand, 1.0, 1.0, 0.0, NCSN_STREAM_RENOISE, 0);
  assert_ends_at (&sampler, &hand);
}

/* Before every step, noise raises σ to (1 + γ) σ, with γ = min (S_churn/L, √2 - 1). */
static void
assert_churn (double churn, double gamma)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ODE,
                               .schedule = {3.0, 1.0, 3, 1, 0.0, .denoise = FALSE},
                               .rho = 1.0,
                               .churn = churn};
  const double raised = 1.0 + gamma, noise = sqrt (raised * raised - 1.0);
  Hand hand = hand_start ();

  hand_move (&hand, 3.0, 0.0, noise * 3.0, NCSN_STREAM_RENOISE, 0);
  hand_heun (&hand, raised * 3.0, 2.0);
  hand_move (&hand, 2.0, 0.0, noise * 2.0, NCSN_STREAM_RENOISE, 1);
  hand_heun (&hand, raised * 2.0, 1.0);
  assert_ends_at (&sampler, &hand);
}

static void
test_churn (void)
{
  assert_churn (0.6, 0.2);
  assert_churn (50.0, G_SQRT2 - 1.0);
}

/* Steps of iPNDM with d = -σ s, in an order that rises with each slope that is known. */
static void
test_ipndm (void)
{
  static const double sigmas[] = {6.0, 5.0, 4.0, 3.0, 2.0, 1.0};

  for (guint order = 1; order <= 4; order++) {
    const NcsnSampler sampler = {.rule = NCSN_RULE_IPNDM,
                                 .schedule = {6.0, 1.0, 6, 1, 0.0, .denoise = FALSE},
                                 .rho = 1.0,
                                 .order = order};
    Hand hand = hand_start ();
    double d[SIZE][3 + 5] = {0}; /* three zeros, then one for each step */

    for (guint step = 0; step < 5; step++)
      for (int i = 0; i < SIZE; i++) {
        double *now = &d[i][3 + step], slope;

        *now = -sigmas[step] * hand_score (hand.x[i], sigmas[step]);
        switch (MIN (step + 1, order)) {
        case 1:
          slope = now[0];
          break;
        case 2:
          slope = (3 * now[0] - now[-1]) / 2;
          break;
        case 3:
          slope = (23 * now[0] - 16 * now[-1] + 5 * now[-2]) / 12;
          break;
        default:
          slope = (55 * now[0] - 59 * now[-1] + 37 * now[-2] - 9 * now[-3]) / 24;
        }
        hand.x[i] += (sigmas[step + 1] - sigmas[step]) * slope;
      }
    assert_ends_at (&sampler, &hand);
  }
}

/* DPM-Solver++(2M) as Lu et al. (2022) write it, with α = 1: the first step from D_0 alone, then
 * from D_i + (D_i - D_{i-1}) h_i / 2 h_{i-1}. With churn, and the numbers z of each evaluation, as
 * in their SDE form with 1 - e^(-2 η h) of the variance new. */
static void
assert_dpm (double churn, double gamma)
{
  static const double sigmas[] = {6.0, 5.0, 4.0, 3.0, 2.0, 1.0};
  const NcsnSampler sampler = {.rule = NCSN_RULE_DPM,
                               .schedule = {6.0, 1.0, 6, 1, 0.0, .denoise = FALSE},
                               .rho = 1.0,
                               .churn = churn};
  Hand hand = hand_start ();
  double before[SIZE] = {0.0}, h_before = 1.0;

  for (guint step = 0; step < 5; step++) {
    const double from = sigmas[step], to = sigmas[step + 1], h = log (from / to);
    const double eta_h = log (1.0 + gamma);
    const NcsnRandomKey key = {21, NCSN_STREAM_LANGEVIN, 4, step};
    float z[SIZE];

    ncsn_random_normal (key, 0, SIZE, z);
    for (int i = 0; i < SIZE; i++) {
      const double x = hand.x[i], denoised = x + from * from * hand_score (x, from);
      const double d =
          step > 0 ? denoised + (denoised - before[i]) * h / (2.0 * h_before) : denoised;

      hand.x[i] = to / from * exp (-eta_h) * x + (1.0 - exp (-h - eta_h)) * d +
                  to * sqrt (1.0 - exp (-2.0 * eta_h)) * z[i];
      before[i] = denoised;
    }
    h_before = h;
  }
  assert_ends_at (&sampler, &hand);
}

static void
test_dpm (void)
{
  assert_dpm (0.0, 0.0);
  assert_dpm (1.2, 0.2);
  assert_dpm (50.0, G_SQRT2 - 1.0);
}

/* Between equal levels, as a schedule may have them, steps of length 0 are no divisor: new noise
 * moves x, and nothing else does. */
static void
test_dpm_equal (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_DPM,
                               .schedule = {1.0, 1.0, 4, 1, 0.0, .denoise = FALSE},
                               .rho = 7.0,
                               .churn = 0.4};
  const double left = 1.0 / 1.1;
  Hand hand = hand_start ();

  for (guint step = 0; step < 3; step++)
    hand_move (&hand, 1.0, 1.0 - left, sqrt (1.0 - left * left), NCSN_STREAM_LANGEVIN, step);
  assert_ends_at (&sampler, &hand);
}

/* New noise makes another chain: the step after it is that of a first step, and each pass through
 * an interval begins anew. */
static void
test_passes (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_IPNDM,
                               .schedule = {3.0, 1.0, 3, 1, 0.0, .denoise = FALSE},
                               .rho = 1.0,
                               .order = 2};
  NcsnSampleOptions twice = options;
  Hand hand = hand_start ();
  float x[SIZE];
  double d[SIZE];
  Gaussian gaussian;

  twice.passes = 2;
  hand_move (&hand, 3.0, 3.0, 0.0, NCSN_STREAM_RENOISE, 0); /* Euler's: (3 - 2) 3 s */
  hand_move (&hand, 2.0, 0.0, sqrt (5.0), NCSN_STREAM_RENOISE, 0);
  for (int i = 0; i < SIZE; i++) {
    d[i] = -3.0 * hand_score (hand.x[i], 3.0);
    hand.x[i] -= d[i];
  }
  for (int i = 0; i < SIZE; i++)
    hand.x[i] -= 1.5 * -2.0 * hand_score (hand.x[i], 2.0) - 0.5 * d[i];
  hand_move (&hand, 1.0, 0.0, sqrt (3.0), NCSN_STREAM_RENOISE, 1);
  hand_move (&hand, 2.0, 2.0, 0.0, NCSN_STREAM_RENOISE, 0);
  memcpy (x, start, sizeof x);
  gaussian_init (&gaussian, SIZE, MEAN, VARIANCE, 0.0);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, picture, &sampler, &twice, NULL));
  for (int i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (x[i], hand.x[i], 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/consistent", test_consistent);
  g_test_add_func ("/rules/consistent-flow", test_consistent_flow);
  g_test_add_func ("/rules/predictor-corrector", test_predictor_corrector);
  g_test_add_func ("/rules/ode", test_ode);
  g_test_add_func ("/rules/churn", test_churn);
  g_test_add_func ("/rules/ipndm", test_ipndm);
  g_test_add_func ("/rules/dpm", test_dpm);
  g_test_add_func ("/rules/dpm-equal", test_dpm_equal);
  g_test_add_func ("/rules/passes", test_passes);
  return g_test_run ();
}
