/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tiny network memorises four pictures, and annealed Langevin dynamics samples them from noise:
 * from data to samples in seconds. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "ncsn/sample.h"
#include "small-training.h"

#define STEPS 500
#define SAMPLES 16

/* Trains and returns the averaged model. Sets the mean loss of the first and of the last 50 steps.
 */
static NcsnModel *
train (NcsnThreads *threads, double *first, double *last)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (GError) error = NULL;
  NcsnTrainConfig config;

  ncsn_train_config_init (&config);
  config.batch = 32;
  config.iterations = STEPS;
  config.learning_rate = 5e-3;
  config.warmup = 20;
  config.ema = 0.98;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  *first = *last = 0;
  for (guint step = 0; step < STEPS; step++) {
    ncsn_trainer_step (trainer, &error);
    g_assert_no_error (error);
    if (step < 50)
      *first += ncsn_trainer_loss (trainer) / 50;
    if (step >= STEPS - 50)
      *last += ncsn_trainer_loss (trainer) / 50;
  }
  return ncsn_trainer_average (trainer, &error);
}

static float *
sample (const NcsnModel *model, NcsnThreads *threads)
{
  const NcsnShape shape = {SAMPLES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};
  const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                               .schedule = {5.0, 0.02, 20, 4, 0.5 * 0.02 * 0.02, .denoise = TRUE}};
  const NcsnSampleOptions options = {.seed = 3};
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModelScore) score = ncsn_model_score_new (model, threads, NULL, SAMPLES, &error);
  float *x = g_new (float, SAMPLES *NCSN_TEST_PIXELS);

  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, (NcsnPixelLaw){0.5, 0.4}, &options);
  ncsn_sample (ncsn_model_score_function (score), x, shape, &sampler, &options, &error);
  g_assert_no_error (error);
  return x;
}

/* The distance of a sample from the nearest of the four pictures: root mean square over the pixels.
 */
static double
nearest (const float *x, guint *which)
{
  double least = INFINITY;

  for (guint k = 0; k < 4; k++) {
    float picture[NCSN_TEST_PIXELS];
    double sum = 0;
    ncsn_test_picture (k, picture);
    for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
      sum += ((double)x[i] - (double)picture[i]) * ((double)x[i] - (double)picture[i]);
    if (sum < least) {
      least = sum;
      *which = k;
    }
  }
  return sqrt (least / NCSN_TEST_PIXELS);
}

/* The distance between two of the pictures is at least 0.57, that to a plain gray 0.4. */
static void
test_overfit (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  double first, last, total = 0;
  g_autoptr (NcsnModel) model = train (threads, &first, &last);
  g_autofree float *x = sample (model, threads);
  guint near = 0, found[4] = {0};

  for (guint n = 0; n < SAMPLES; n++) {
    guint which = 0;
    double distance = nearest (x + n * NCSN_TEST_PIXELS, &which);
    total += distance / SAMPLES;
    near += distance < 0.1;
    found[which] += distance < 0.1;
  }
  g_test_message ("loss %.4f → %.4f, %u of %u samples near a picture, mean distance %.3f", first,
                  last, near, SAMPLES, total);
  g_assert_cmpfloat (last, <, first / 4);
  g_assert_cmpuint (near, >=, SAMPLES * 3 / 4);
  g_assert_cmpfloat (total, <, 0.1);
  for (guint k = 0; k < 4; k++)
    g_assert_cmpuint (found[k], >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overfit/four-pictures", test_overfit);
  return g_test_run ();
}
