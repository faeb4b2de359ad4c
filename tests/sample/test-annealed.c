/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annealed Langevin dynamics: the formula over the levels, the mixture that plain Langevin dynamics
 * gets wrong, progress, cancellation, and pictures that do not depend on their batch. */
#include <math.h>
#include <string.h>

#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"
#include "mixture.h"

/* Of pixels anywhere in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

/* Two levels of two steps and the denoising, by hand: α_i = ε σ_i²/σ_L², with steps numbered over
 * all levels. */
static void
test_formula (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {1.0, 0.5, 2, 2, 0.1, .denoise = TRUE}};
  const NcsnShape shape = {1, 2, 2, 1};
  const double sigmas[] = {1.0, 0.5}, alphas[] = {0.4, 0.1};
  NcsnSampleOptions options = {.seed = 21, .first_picture = 4};
  float x[4] = {0.9f, -0.4f, 0.2f, 1.5f};
  float expected[4] = {0.9f, -0.4f, 0.2f, 1.5f};
  Gaussian gaussian;

  gaussian_init (&gaussian, 4, 0.5, 0.3, 0.0);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, shape, &sampler, &options, NULL));

  for (guint32 step = 0; step < 4; step++) {
    double sigma = sigmas[step / 2], alpha = alphas[step / 2];
    NcsnRandomKey key = {21, NCSN_STREAM_LANGEVIN, 4, step};
    float noise[4];

    ncsn_random_normal (key, 0, 4, noise);
    for (int i = 0; i < 4; i++) {
      double score = (0.5 - expected[i]) / (0.3 + sigma * sigma);

      expected[i] = (float)(expected[i] + alpha / 2.0 * score + sqrt (alpha) * noise[i]);
    }
  }
  for (int i = 0; i < 4; i++) {
    double score = (0.5 - expected[i]) / (0.3 + 0.25);

    g_assert_cmpfloat_with_epsilon (x[i], expected[i] + 0.25 * score, 1e-6);
  }
}

/* The true weights within 3 %, means and variances within 5 %. Chance alone moves the smaller
 * weight by 1.4 % (one standard error of 20,000 chains); there are many steps because a
 * chain with too few of them between σ = 5 and σ = 2, where the two components separate, keeps the
 * weights of larger σ. */
static void
test_mixture (void)
{
  enum { CHAINS = 20000 };
  const NcsnSampler sampler = {
      .rule = NCSN_RULE_ANNEALED,
      .schedule = {20.0, 0.15, 20, 400, 0.3 * 0.15 * 0.15, .denoise = FALSE}};
  const NcsnShape shape = {1, 100, CHAINS / 100, 2};
  NcsnSampleOptions options = {.seed = 1};
  g_autofree float *x = g_new (float, CHAINS * 2);
  MixtureSide side[2];

  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (mixture_score (), x, shape, &sampler, &options, NULL));
  mixture_measure (x, CHAINS, side);
  g_test_message ("weight %.4f, truly %.4f", side[1].weight, MIXTURE_MINOR);
  mixture_assert_shapes (side);
  g_assert_cmpfloat_with_epsilon (side[1].weight / MIXTURE_MINOR, 1.0, 0.03);
  g_assert_cmpfloat_with_epsilon (side[0].weight / (1.0 - MIXTURE_MINOR), 1.0, 0.03);
}

typedef struct {
  guint64 calls;
  guint64 cancel_at;         /* 0: never */
  GCancellable *cancellable; /* triggered at call number cancel_at */
  const NcsnSchedule *schedule;
  float expected; /* of every denoised pixel */
} Watch;

static void
watch (const NcsnProgress *progress, gpointer data)
{
  Watch *watched = data;
  const NcsnSchedule *schedule = watched->schedule;
  double sigmas[8];
  guint64 level = MIN (watched->calls / schedule->steps, schedule->levels - 1);

  ncsn_schedule_sigmas (schedule, sigmas);
  g_assert_cmpuint (progress->done, ==, ++watched->calls);
  g_assert_cmpuint (progress->total, ==, ncsn_schedule_evaluations (schedule));
  g_assert_cmpfloat (progress->sigma, ==, sigmas[level]);
  for (gsize i = 0; i < ncsn_shape_size (progress->shape); i++)
    g_assert_cmpfloat_with_epsilon (progress->denoised[i], watched->expected, 2e-5);
  if (watched->calls == watched->cancel_at)
    g_cancellable_cancel (watched->cancellable);
}

/* If all the mass is at one point, the denoised estimate is that point from the first step on. */
static void
test_progress (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {4.0, 0.1, 6, 5, 0.01, .denoise = TRUE}};
  Watch watched = {.schedule = &sampler.schedule, .expected = 0.3f};
  NcsnSampleOptions options = {.seed = 2, .progress = watch, .progress_data = &watched};
  const NcsnShape shape = {2, 1, 2, 3};
  Gaussian point;
  float x[12];

  gaussian_init (&point, 6, 0.3, 0.0, 0.0);
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (gaussian_score (&point), x, shape, &sampler, &options, NULL));
  g_assert_cmpuint (watched.calls, ==, 31);
  g_assert_cmpuint (point.evaluations, ==, 31);
  for (int i = 0; i < 12; i++)
    g_assert_cmpfloat_with_epsilon (x[i], 0.3, 1e-6);
}

static void
assert_cancelled_after (guint64 evaluations)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {4.0, 0.1, 6, 5, 0.01, .denoise = TRUE}};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watched = {0, evaluations, cancellable, &sampler.schedule, 0.3f};
  NcsnSampleOptions options = {
      .seed = 2, .progress = watch, .progress_data = &watched, .cancellable = cancellable};
  g_autoptr (GError) error = NULL;
  Gaussian point;
  float x[6] = {0.0f};

  if (evaluations == 0)
    g_cancellable_cancel (cancellable);
  gaussian_init (&point, 6, 0.3, 0.0, 0.0);
  g_assert_false (ncsn_sample (gaussian_score (&point), x, (NcsnShape){1, 1, 2, 3}, &sampler,
                               &options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (point.evaluations, ==, evaluations);
}

/* No evaluation follows a cancellation: before the first, within a level, between levels, and
 * before the denoising. */
static void
test_cancellation (void)
{
  assert_cancelled_after (0);
  assert_cancelled_after (7);
  assert_cancelled_after (10);
  assert_cancelled_after (30);
}

/* Picture k of a seed has the same bits in a batch and alone. */
static void
test_batches (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {4.0, 0.05, 6, 5, 0.004, .denoise = TRUE}};
  float together[5 * 7], alone[7];
  Gaussian gaussian;

  gaussian_init (&gaussian, 7, 0.5, 0.2, 0.6);
  for (guint32 n = 0; n < 5; n++) {
    NcsnSampleOptions options = {.seed = 8, .first_picture = 40};
    NcsnShape shape = {5, 1, 7, 1};

    ncsn_sample_prior (together, shape, sampler.schedule.sigma_begin, pixel_law, &options);
    g_assert_true (
        ncsn_sample (gaussian_score (&gaussian), together, shape, &sampler, &options, NULL));
    shape.n = 1;
    options.first_picture = 40 + n;
    ncsn_sample_prior (alone, shape, sampler.schedule.sigma_begin, pixel_law, &options);
    g_assert_true (
        ncsn_sample (gaussian_score (&gaussian), alone, shape, &sampler, &options, NULL));
    g_assert_cmpmem (alone, sizeof alone, together + 7 * n, sizeof alone);
  }
}

/* An impossible schedule is refused before the score is ever asked. */
static void
test_bad_schedule (void)
{
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {4.0, 0.1, 6, 5, 0.05, .denoise = TRUE}};
  NcsnSampleOptions options = {.seed = 2};
  g_autoptr (GError) error = NULL;
  Gaussian gaussian;
  float x[1] = {0.0f};

  gaussian_init (&gaussian, 1, 0.0, 1.0, 0.0);
  g_assert_false (ncsn_sample (gaussian_score (&gaussian), x, (NcsnShape){1, 1, 1, 1}, &sampler,
                               &options, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (gaussian.evaluations, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/annealed/formula", test_formula);
  g_test_add_func ("/annealed/mixture", test_mixture);
  g_test_add_func ("/annealed/progress", test_progress);
  g_test_add_func ("/annealed/cancellation", test_cancellation);
  g_test_add_func ("/annealed/batches", test_batches);
  g_test_add_func ("/annealed/bad-schedule", test_bad_schedule);
  return g_test_run ();
}
