/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other step rules against their formulas, and what all rules have in common: the number of
 * evaluations, batches, threads, cancellation, and running away. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"
#include "network.h"

enum { SIZE = 4 };

#define MEAN 0.5
#define VARIANCE 0.3

static const NcsnShape picture = {1, 2, 2, 1};
static const float start[SIZE] = {0.9f, -0.4f, 0.2f, 1.5f};
static const NcsnSampleOptions options = {.seed = 21, .first_picture = 4};

/* By hand, in double: x, and the noise of stream and step. */
typedef struct {
  double x[SIZE];
} Hand;

static double
hand_score (double x, double sigma)
{
  return (MEAN - x) / (VARIANCE + sigma * sigma);
}

/* x ← x + a s(x, σ) + b z */
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

/* Levels 2, 1, ½ with η = 0.7: what is left and what is added make each next level. */
static void
test_consistent (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_CONSISTENT,
                               .schedule = {2.0, 0.5, 3, 1, 2 * 0.7 * 0.25, TRUE}};
  const double beta = sqrt (1.0 - pow ((1.0 - 0.7) / 0.5, 2.0));
  Hand hand = hand_start ();

  hand_move (&hand, 2.0, 0.7 * 4.0, 1.0 * beta, NCSN_STREAM_LANGEVIN, 0);
  hand_move (&hand, 1.0, 0.7 * 1.0, 0.5 * beta, NCSN_STREAM_LANGEVIN, 1);
  hand_move (&hand, 0.5, 0.25, 0.0, NCSN_STREAM_LANGEVIN, 2);
  assert_ends_at (&sampler, &hand);
}

/* With the least η the noise is none at all: Euler's steps along the flow. */
static void
test_consistent_flow (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_CONSISTENT,
                               .schedule = {2.0, 0.5, 3, 1, 2 * 0.5 * 0.25, FALSE}};
  Hand hand = hand_start ();

  hand_move (&hand, 2.0, (2.0 - 1.0) * 2.0, 0.0, NCSN_STREAM_LANGEVIN, 0);
  hand_move (&hand, 1.0, (1.0 - 0.5) * 1.0, 0.0, NCSN_STREAM_LANGEVIN, 0);
  assert_ends_at (&sampler, &hand);
}

/* Two corrections at either level and the prediction between them; e = 2 r² σ². */
static void
test_predictor_corrector (void)
{
  const NcsnSampler sampler = {
      .rule = NCSN_RULE_PREDICTOR_CORRECTOR, .schedule = {2.0, 0.5, 2, 2, 0.0, TRUE}, .snr = 0.3};
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

/* One of Karras et al.'s steps, with d = -σ s. */
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
      .rule = NCSN_RULE_ODE, .schedule = {3.0, 1.0, 3, 1, 0.0, TRUE}, .rho = 1.0};
  Hand hand = hand_start ();

  hand_heun (&hand, 3.0, 2.0);
  hand_heun (&hand, 2.0, 1.0);
  hand_move (&hand, 1.0, 1.0, 0.0, NCSN_STREAM_RAISE, 0);
  assert_ends_at (&sampler, &hand);
}

/* γ is S_churn/L, but at most √2 - 1: noise from σ to (1 + γ) σ before every step. */
static void
assert_churn (double churn, double gamma)
{
  const NcsnSampler sampler = {
      .rule = NCSN_RULE_ODE, .schedule = {3.0, 1.0, 3, 1, 0.0, FALSE}, .rho = 1.0, .churn = churn};
  const double raised = 1.0 + gamma, noise = sqrt (raised * raised - 1.0);
  Hand hand = hand_start ();

  hand_move (&hand, 3.0, 0.0, noise * 3.0, NCSN_STREAM_RAISE, 0);
  hand_heun (&hand, raised * 3.0, 2.0);
  hand_move (&hand, 2.0, 0.0, noise * 2.0, NCSN_STREAM_RAISE, 1);
  hand_heun (&hand, raised * 2.0, 1.0);
  assert_ends_at (&sampler, &hand);
}

static void
test_churn (void)
{
  assert_churn (0.6, 0.2);
  assert_churn (50.0, G_SQRT2 - 1.0);
}

static NcsnSampler
small_sampler (NcsnRule rule)
{
  const NcsnSchedule own = {2.0, 0.1, 5, 2, 0.008, TRUE};
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &own);
  if (rule != NCSN_RULE_LANGEVIN)
    sampler.schedule.levels = 5;
  ncsn_sampler_suit_epsilon (&sampler);
  sampler.churn = 1.0;
  return sampler;
}

/* Some pixels held, gone through twice. */
static void
sample_held (NcsnScore score, NcsnRule rule, guint32 first, gsize count, NcsnShape shape, float *x)
{
  const NcsnSampler sampler = small_sampler (rule);
  const gsize size = shape.h * shape.w * shape.c, pixels = shape.h * shape.w;
  g_autofree float *known = g_new (float, count *size);
  g_autofree float *mask = g_new (float, count *pixels);
  const NcsnKnown held = {known, mask, 2};
  const NcsnSampleOptions held_options = {.seed = 8, .first_picture = first, .known = &held};
  g_autoptr (GError) error = NULL;

  shape.n = count;
  for (gsize i = 0; i < count * size; i++)
    known[i] = (float)(i % size) / (float)size;
  for (gsize i = 0; i < count * pixels; i++)
    mask[i] = i % pixels % 3 == 0 ? 0.0f : 1.0f;
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, &held_options);
  ncsn_sample (score, x, shape, &sampler, &held_options, &error);
  g_assert_no_error (error);
}

/* Picture k of a seed, bit for bit, whether drawn with its neighbours or alone. */
static void
test_batches (void)
{
  const NcsnShape shape = {5, 1, 7, 1};
  float together[5 * 7], alone[7];
  Gaussian gaussian;

  gaussian_init (&gaussian, 7, 0.5, 0.2, 0.6);
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    sample_held (gaussian_score (&gaussian), rule, 40, 5, shape, together);
    for (guint32 n = 0; n < 5; n++) {
      sample_held (gaussian_score (&gaussian), rule, 40 + n, 1, shape, alone);
      g_assert_cmpmem (alone, sizeof alone, together + 7 * n, sizeof alone);
    }
  }
}

/* The same with a network on one thread and on three. */
static void
test_threads (void)
{
  g_autoptr (NcsnModel) model = network_new ();
  const NcsnShape shape = network_shape (5);
  const gsize size = ncsn_shape_size (shape);
  g_autofree float *one = g_new (float, size), *three = g_new (float, size);

  for (guint rule = 0; rule < NCSN_N_RULES; rule++)
    for (guint count = 1; count <= 3; count += 2) {
      g_autoptr (NcsnThreads) threads = ncsn_threads_new (count);
      g_autoptr (NcsnModelScore) score = ncsn_model_score_new (model, threads, NULL, 5, NULL);

      sample_held (ncsn_model_score_function (score), rule, 0, 5, shape, count == 1 ? one : three);
      if (count == 3)
        g_assert_cmpmem (one, size * sizeof (float), three, size * sizeof (float));
    }
}

typedef struct {
  GCancellable *cancellable;
  guint64 calls, cancel_at;
} Watch;

static void
cancel_in_time (const NcsnProgress *progress, gpointer data)
{
  Watch *watch = data;

  if (++watch->calls == watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

/* No evaluation follows a cancellation, whichever it was. */
static void
test_cancellation (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnSampler sampler = small_sampler (rule);

    for (guint64 k = 1; k < ncsn_sampler_evaluations (&sampler, 1); k++) {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Watch watch = {cancellable, 0, k};
      const NcsnSampleOptions watched = {.progress = cancel_in_time,
                                         .progress_data = &watch,
                                         .preview_seconds = INFINITY,
                                         .cancellable = cancellable};
      float x[SIZE] = {0.0f};
      Gaussian gaussian;

      gaussian_init (&gaussian, SIZE, MEAN, VARIANCE, 0.0);
      g_assert_false (
          ncsn_sample (gaussian_score (&gaussian), x, picture, &sampler, &watched, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (gaussian.evaluations, ==, k);
    }
  }
}

static gboolean
push_away (const float *x, NcsnShape shape, double sigma, float *score, gpointer data,
           GError **error)
{
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    score[i] = 1e30f * x[i];
  return TRUE;
}

/* Every rule says what to do about a picture that is lost, while it is. */
static void
test_divergence (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnSampler sampler = small_sampler (rule);
    g_autoptr (GError) error = NULL;
    float x[SIZE] = {1.0f, 1.0f, 1.0f, 1.0f};

    g_assert_false (
        ncsn_sample ((NcsnScore){.evaluate = push_away}, x, picture, &sampler, &options, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
    g_assert_nonnull (strstr (error->message, ncsn_rule_info (rule)->remedy));
  }
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
  g_test_add_func ("/rules/batches", test_batches);
  g_test_add_func ("/rules/threads", test_threads);
  g_test_add_func ("/rules/cancellation", test_cancellation);
  g_test_add_func ("/rules/divergence", test_divergence);
  return g_test_run ();
}
