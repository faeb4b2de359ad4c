/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Varying: how much of a picture is left at each strength, by a network whose score is exact. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "ncsn/error.h"
#include "models.h"

/* The root mean square of what a variation changes, where pixels are independent and N(0.5, 0.1²),
 * and how much of the picture is left in it: its regression on the picture. */
static void
vary (gboolean patches, double strength, double *change, double *left)
{
  enum { SIDE = 40, N = SIDE * SIDE * CHANNELS };
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *before = random_picture (N);
  g_autofree float *after = g_new (float, N);
  NcsnTaskOptions options;
  double square = 0.0, product = 0.0, variance = 0.0;

  ncsn_task_options_init (&options, NCSN_PURPOSE_VARY, model);
  options.sampler.schedule.sigma_end = 0.01;
  options.sampler.churn = 0.0; /* the share that a flow leaves is known; new noise leaves less */
  for (gsize i = 0; i < N; i++)
    after[i] = before[i] = 0.35f + 0.3f * before[i];
  g_assert_true (ncsn_vary (model, threads, SIDE, SIDE, NULL, strength, &options, after, NULL));
  for (gsize i = 0; i < N; i++) {
    square += (after[i] - before[i]) * (after[i] - before[i]);
    product += (after[i] - 0.5) * (before[i] - 0.5);
    variance += (before[i] - 0.5) * (before[i] - 0.5);
  }
  *change = sqrt (square / N);
  *left = product / variance;
}

/* Hardly any of the picture is left at strength 1 and nearly all at 0; the share falls between. */
static void
test_strength (void)
{
  for (guint patches = 0; patches < 2; patches++) {
    double change, left, before = 1.1;

    for (guint i = 0; i <= 4; i++) {
      vary (patches, i / 4.0, &change, &left);
      g_test_message ("strength %.2f: changed by %.4f, %.3f left", i / 4.0, change, left);
      g_assert_cmpfloat (left, <, before);
      before = left;
      if (i == 0)
        g_assert_true (change < 0.015 && left > 0.98); /* σ_L is 0.01 */
    }
    /* Of x + σ z, σ = 2, a flow leaves 0.1/√(0.1² + 2²). */
    g_assert_cmpfloat_with_epsilon (left, 0.05, 0.03);
  }
}

static void
test_strength_refused (void)
{
  const double wrong[] = {-0.1, 1.1, NAN, INFINITY};
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 1);
  float picture[CHANNELS] = {0.5f, 0.5f, 0.5f};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (ncsn_vary (model, threads, 1, 1, NULL, wrong[i], &options, picture, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  }
}

/* A picture of several tiles is varied as one chain of the whole would, where the score of a pixel
 * does not depend on others: tiles have the noise of the whole, and blend. */
static void
test_tiles (void)
{
  enum { WIDTH = 1088 + 1072, HEIGHT = CELL, SIZE = WIDTH * HEIGHT * CHANNELS };
  const NcsnShape shape = {1, HEIGHT, WIDTH, CHANNELS};
  const double strength = 0.6;
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnTaskOptions options = options_for (model, 3);
  g_autoptr (NcsnModelScore) score = ncsn_model_score_new (model, threads, NULL, 1, NULL);
  g_autofree float *found = random_picture (SIZE);
  g_autofree float *wanted = g_memdup2 (found, SIZE * sizeof (float));
  const NcsnSampleOptions sample = {.seed = options.seed, .preview_seconds = INFINITY};
  NcsnSampler sampler = options.sampler;

  ncsn_sampler_begin_at (&sampler, ncsn_vary_sigma (&options.sampler.schedule, strength));
  ncsn_sample_noise (wanted, shape, sampler.schedule.sigma_begin, &sample);
  g_assert_true (
      ncsn_sample (ncsn_model_score_function (score), wanted, shape, &sampler, &sample, NULL));
  g_assert_true (ncsn_vary (model, threads, WIDTH, HEIGHT, NULL, strength, &options, found, NULL));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (found[i], CLAMP (wanted[i], 0.0f, 1.0f), 1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vary/strength", test_strength);
  g_test_add_func ("/vary/strength-refused", test_strength_refused);
  g_test_add_func ("/vary/tiles", test_tiles);
  return g_test_run ();
}
