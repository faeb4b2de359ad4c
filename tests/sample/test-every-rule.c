/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of all step rules: pictures that depend on neither batch nor threads, cancellation,
 * and an error with advice when chains diverge. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/sample.h"
#include "gaussian.h"
#include "network.h"

/* Of pixels anywhere in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

enum { SIZE = 4 };

static const NcsnShape picture = {1, 2, 2, 1};

static NcsnSampler
small_sampler (NcsnRule rule)
{
  const NcsnSchedule own = {2.0, 0.1, 5, 2, 0.008, .denoise = TRUE};
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &own);
  if (rule != NCSN_RULE_LANGEVIN)
    sampler.schedule.levels = 5;
  ncsn_sampler_suit_epsilon (&sampler);
  sampler.churn = 1.0;
  return sampler;
}

/* Some pixels are held, with two passes. */
static void
sample_held (NcsnScore score, NcsnRule rule, guint32 first, gsize count, NcsnShape shape, float *x)
{
  const NcsnSampler sampler = small_sampler (rule);
  const gsize size = shape.h * shape.w * shape.c, pixels = shape.h * shape.w;
  g_autofree float *known = g_new (float, count *size);
  g_autofree float *mask = g_new (float, count *pixels);
  const NcsnKnown held = {.known = known, .mask = mask};
  const NcsnSampleOptions held_options = {
      .seed = 8, .first_picture = first, .known = &held, .passes = 2};
  g_autoptr (GError) error = NULL;

  shape.n = count;
  for (gsize i = 0; i < count * size; i++)
    known[i] = (float)(i % size) / (float)size;
  for (gsize i = 0; i < count * pixels; i++)
    mask[i] = i % pixels % 3 == 0 ? 0.0f : 1.0f;
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, pixel_law, &held_options);
  ncsn_sample (score, x, shape, &sampler, &held_options, &error);
  g_assert_no_error (error);
}

/* Picture k of a seed has the same bits in a batch and alone. */
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

/* No evaluation follows a cancellation, at whichever evaluation it happens. */
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

      gaussian_init (&gaussian, SIZE, 0.5, 0.3, 0.0);
      g_assert_false (
          ncsn_sample (gaussian_score (&gaussian), x, picture, &sampler, &watched, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (gaussian.evaluations, ==, k);
    }
  }
}

static gboolean
push_away (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
           gpointer data, GError **error)
{
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    score[i] = 1e30f * x[i];
  return TRUE;
}

/* Every rule's error says what to do, as soon as a chain diverges. */
static void
test_divergence (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnSampler sampler = small_sampler (rule);
    const NcsnSampleOptions options = {.seed = 21};
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
  g_test_add_func ("/every-rule/batches", test_batches);
  g_test_add_func ("/every-rule/threads", test_threads);
  g_test_add_func ("/every-rule/cancellation", test_cancellation);
  g_test_add_func ("/every-rule/divergence", test_divergence);
  return g_test_run ();
}
