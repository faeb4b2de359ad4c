/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trainer: learning rates, random draws, steps, limits, and its reaction to NaN. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "compare.h"
#include "dsm-loss.h"
#include "ncsn/error.h"
#include "small-training.h"

/* The rate rises from rate/5 over 5 steps, and is multiplied by a factor that falls to 0, which the
 * step after the last would have. */
static void
test_rate (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 20);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);

  for (guint i = 0; i < 20; i++) {
    g_assert_false (ncsn_trainer_finished (trainer));
    g_assert_cmpuint (ncsn_trainer_iteration (trainer), ==, i);
    ncsn_test_steps (trainer, 1);
    double expected = 2e-3 * MIN (1.0, (i + 1) / 5.0) * (1 - i / 20.0);
    g_assert_cmpfloat_with_epsilon (ncsn_trainer_rate (trainer), expected, 1e-12);
  }
  g_assert_true (ncsn_trainer_finished (trainer));
  g_assert_cmpfloat (ncsn_trainer_seconds (trainer), >, 0);
}

/* A constant rate does not fall; it may still have a warm-up. */
static void
test_constant_rate (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 20);

  config.constant_rate = TRUE;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  for (guint i = 0; i < 20; i++) {
    ncsn_test_steps (trainer, 1);
    double expected = 2e-3 * MIN (1.0, (i + 1) / 5.0);
    g_assert_cmpfloat_with_epsilon (ncsn_trainer_rate (trainer), expected, 1e-12);
  }
}

/* The time between steps counts, and reserved time reduces the limit, by half of it at most. */
static void
test_time (void)
{
  const double reserves[] = {0, 400, 900}, rests[] = {1000, 600, 500};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 0);

  config.seconds = 1000;
  config.warmup = 0;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  ncsn_test_steps (trainer, 1);
  g_usleep (100000);
  ncsn_test_steps (trainer, 1);
  g_assert_cmpfloat (ncsn_trainer_seconds (trainer), >=, 0.1);
  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++) {
    double before = ncsn_trainer_seconds (trainer);
    ncsn_trainer_reserve (trainer, reserves[i]);
    ncsn_test_steps (trainer, 1);
    double expected = 2e-3 * (1 - before / rests[i]);
    g_assert_cmpfloat_with_epsilon (ncsn_trainer_rate (trainer), expected, 1e-12);
  }
}

/* A changed rate is used from the next step on; an invalid one changes nothing. */
static void
test_adjust (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 20);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  g_autoptr (GError) error = NULL;

  ncsn_test_steps (trainer, 10);
  config.learning_rate = -1;
  g_assert_false (ncsn_trainer_adjust (trainer, &config, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_cmpfloat (ncsn_trainer_config (trainer)->learning_rate, ==, 2e-3);
  config.learning_rate = 1e-5;
  config.ema = 0.5;
  config.batch = 7;
  g_assert_true (ncsn_trainer_adjust (trainer, &config, NULL));
  ncsn_test_steps (trainer, 1);
  g_assert_cmpfloat_with_epsilon (ncsn_trainer_rate (trainer), 1e-5 * 0.5, 1e-12);
  g_assert_cmpfloat (ncsn_trainer_config (trainer)->ema, ==, 0.5);
  g_assert_cmpuint (ncsn_trainer_config (trainer)->batch, ==, 2);
}

/* The nearer of two limits counts; without limits a training does not end. */
static void
test_limits (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 1000000);

  config.seconds = 1e-6;
  g_autoptr (NcsnTrainer) short_time = ncsn_test_trainer (model, &config, threads);
  ncsn_test_steps (short_time, 1);
  g_assert_true (ncsn_trainer_finished (short_time));
  config.seconds = 0;
  config.iterations = 0;
  config.warmup = 0;
  g_autoptr (NcsnTrainer) endless = ncsn_test_trainer (model, &config, threads);
  ncsn_test_steps (endless, 3);
  g_assert_false (ncsn_trainer_finished (endless));
  g_assert_cmpfloat (ncsn_trainer_rate (endless), ==, 2e-3);
}

/* All levels of the ladder are equally frequent: χ² with 7 degrees of freedom is above 30 for one
 * in ten thousand seeds, and the seed is fixed. */
static void
test_ladder (void)
{
  const NcsnSchedule schedule = {10, 0.05, 8, 1, 1e-4, .denoise = FALSE};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (64, 0);
  double levels[8], chi2 = 0;
  guint counts[8] = {0};

  ncsn_model_set_schedule (model, &schedule);
  ncsn_schedule_sigmas (&schedule, levels);
  config.sigma_draw = NCSN_SIGMA_LADDER;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  for (guint step = 0; step < 50; step++) {
    ncsn_test_steps (trainer, 1);
    for (guint i = 0; i < config.batch; i++) {
      guint level = 0;
      while (level < 8 && levels[level] != trainer->current->sigmas[i])
        level++;
      g_assert_cmpuint (level, <, 8);
      counts[level]++;
    }
  }
  for (guint i = 0; i < 8; i++)
    chi2 += (counts[i] - 400.0) * (counts[i] - 400.0) / 400.0;
  g_assert_cmpfloat (chi2, <, 30);
}

/* Mean and standard deviation of ln σ in 3200 draws are within four standard errors. */
static void
test_log_normal (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (64, 0);
  double sum = 0, squares = 0, count = 50 * 64;

  config.sigma_log_mean = -0.7;
  config.sigma_log_std = 1.1;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  for (guint step = 0; step < 50; step++) {
    ncsn_test_steps (trainer, 1);
    for (guint i = 0; i < config.batch; i++) {
      double z = (log (trainer->current->sigmas[i]) + 0.7) / 1.1;
      sum += z;
      squares += z * z;
    }
  }
  g_assert_cmpfloat_with_epsilon (sum / count, 0, 4 / sqrt (count));
  g_assert_cmpfloat_with_epsilon (squares / count, 1, 4 * sqrt (2 / count));
}

/* Noise levels scale with the pixels: as in EDM for σ_d = 0.5, and twice as large for twice that.
 */
static void
test_suit_data (void)
{
  NcsnTrainConfig edm, wide;

  ncsn_train_config_init (&edm);
  ncsn_train_config_init (&wide);
  ncsn_train_config_suit_data (&edm, 0.5);
  ncsn_train_config_suit_data (&wide, 1.0);
  g_assert_cmpfloat (edm.sigma_log_mean, ==, -1.2);
  g_assert_cmpfloat_with_epsilon (exp (wide.sigma_log_mean - edm.sigma_log_mean), 2.0, 1e-12);
}

/* A batch in several slices has the loss, the clipped gradient, the first Adam step and the average
 * (with its first weight, 0.1) of one pass over the 32 pictures. */
static void
test_one_step (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTrainConfig config = ncsn_test_training (32, 0);
  gsize count = model->parameters->size;
  g_autofree float *before = g_memdup2 (model->values, count * sizeof (float));
  g_autoptr (NcsnFloats) g = ncsn_floats_new (count, NULL);
  g_autofree double *m = g_new (double, count), *average = g_new (double, count);
  double norm = 0;

  config.clip = 0.01;
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  ncsn_test_steps (trainer, 1);
  g_autoptr (NcsnObjective) whole =
      ncsn_objective_new (NCSN_LOSS_DSM, &model->config, model->parameters,
                          (NcsnShape){32, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1}, before, g, NULL);
  double loss =
      dsm_loss (whole, &model->config, trainer->current->pictures, trainer->current->noise,
                trainer->current->sigmas, trainer->current->classes, TRUE, threads);
  g_assert_cmpfloat_with_epsilon (ncsn_trainer_loss (trainer), loss / NCSN_TEST_PIXELS, 1e-5);
  for (gsize i = 0; i < count; i++)
    norm += (double)g[i] * (double)g[i];
  norm = sqrt (norm);
  g_assert_cmpfloat (norm, >, config.clip);
  for (gsize i = 0; i < count; i++) {
    m[i] = 0.1 * (double)g[i] * config.clip / norm;
    average[i] = 0.1 * (double)before[i] + 0.9 * (double)model->values[i];
  }
  g_assert_cmpfloat (ncsn_test_relative_error (trainer->m, m, count), <, 1e-5);
  g_assert_cmpfloat (ncsn_test_relative_error (trainer->average, average, count), <, 1e-6);
}

/* Gradients below the limit are not clipped. */
static void
test_no_clipping (void)
{
  NcsnTrainConfig config = ncsn_test_training (4, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModel) free_model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnModel) wide_model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  gsize bytes = free_model->parameters->size * sizeof (float);

  config.clip = 0;
  g_autoptr (NcsnTrainer) free_trainer = ncsn_test_trainer (free_model, &config, threads);
  config.clip = 1e6;
  g_autoptr (NcsnTrainer) wide = ncsn_test_trainer (wide_model, &config, threads);
  ncsn_test_steps (free_trainer, 3);
  ncsn_test_steps (wide, 3);
  g_assert_cmpmem (free_model->values, bytes, wide_model->values, bytes);
}

/* The averaged model is a new model whose weights are the average. */
static void
test_average (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (4, 0);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  gsize bytes = model->parameters->size * sizeof (float);

  ncsn_test_steps (trainer, 5);
  g_autoptr (NcsnModel) average = ncsn_trainer_average (trainer, NULL);
  g_assert_cmpmem (average->values, bytes, trainer->average, bytes);
  g_assert_true (memcmp (average->values, model->values, bytes) != 0);
  g_autofree float *kept = g_memdup2 (average->values, bytes);
  ncsn_test_steps (trainer, 1);
  g_assert_cmpmem (average->values, bytes, kept, bytes);
}

/* The test pictures, one of them with a NaN from step 3 on. */
static gboolean
spoiled_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
               guint *classes, gpointer data, GError **error)
{
  ncsn_test_batch (seed, step, first, count, pictures, classes, NULL, error);
  if (step >= 3)
    pictures[5] = NAN;
  return TRUE;
}

static void
test_divergence (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnModel) twin_model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (4, 0);
  g_autoptr (NcsnTrainer) twin = ncsn_test_trainer (twin_model, &config, threads);
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, spoiled_batch, NULL, NULL);

  ncsn_test_steps (twin, 3);
  ncsn_test_steps (trainer, 3);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (ncsn_trainer_step (trainer, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
    ncsn_test_same_state (trainer, twin);
  }
}

/* Pictures whose values become very large at step 200. */
static gboolean
absurd_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
              gpointer data, GError **error)
{
  ncsn_test_batch (seed, step, first, count, pictures, classes, NULL, error);
  for (guint i = 0; step >= 200 && i < count * NCSN_TEST_PIXELS; i++)
    pictures[i] *= 1e4f;
  return TRUE;
}

/* A finite loss that stays too high ends the training, too. */
static void
test_runs_away (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (4, 0);
  g_autoptr (GError) error = NULL;

  config.learning_rate = 1e-6; /* too low to learn these pictures */
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, absurd_batch, NULL, NULL);
  ncsn_test_steps (trainer, 200);
  g_assert_true (ncsn_trainer_is_stable (trainer));
  while (ncsn_trainer_step (trainer, &error))
    g_assert_cmpuint (ncsn_trainer_iteration (trainer), <, 400);
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
  g_assert_cmpuint (ncsn_trainer_iteration (trainer), >, 300);
  g_assert_false (ncsn_trainer_is_stable (trainer));
}

static gboolean
failing_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
               guint *classes, gpointer data, GError **error)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT, "No pictures today.");
  return FALSE;
}

static void
test_failing_batch (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (4, 0);
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, failing_batch, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_trainer_step (trainer, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT);
  g_assert_cmpuint (ncsn_trainer_iteration (trainer), ==, 0);
}

static gboolean
no_score (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  g_assert_not_reached ();
}

static void
assert_refused (const NcsnTrainConfig *config)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ncsn_trainer_new (model, config, threads, ncsn_test_batch, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

#define REFUSES(change)                                                                            \
  {                                                                                                \
    NcsnTrainConfig config = ncsn_test_training (16, 10);                                          \
    config.change;                                                                                 \
    assert_refused (&config);                                                                      \
  }

static void
test_bad_configurations (void)
{
  REFUSES (batch = 0)
  REFUSES (batch = 17) /* not a multiple of the slice */
  REFUSES (learning_rate = 0)
  REFUSES (learning_rate = NAN)
  REFUSES (ema = 1)
  REFUSES (clip = -1)
  REFUSES (seconds = -1)
  REFUSES (sigma_log_std = 0)
  REFUSES (sigma_log_mean = NAN)
  REFUSES (projections = 0)
  REFUSES (projections = 1025)
  REFUSES (loss = NCSN_LOSS_ESM)      /* without the true score */
  REFUSES (truth.evaluate = no_score) /* which the denoising loss does not use */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/suit-data", test_suit_data);
  g_test_add_func ("/trainer/rate", test_rate);
  g_test_add_func ("/trainer/constant-rate", test_constant_rate);
  g_test_add_func ("/trainer/limits", test_limits);
  g_test_add_func ("/trainer/time", test_time);
  g_test_add_func ("/trainer/adjust", test_adjust);
  g_test_add_func ("/trainer/ladder", test_ladder);
  g_test_add_func ("/trainer/log-normal", test_log_normal);
  g_test_add_func ("/trainer/one-step", test_one_step);
  g_test_add_func ("/trainer/no-clipping", test_no_clipping);
  g_test_add_func ("/trainer/average", test_average);
  g_test_add_func ("/trainer/divergence", test_divergence);
  g_test_add_func ("/trainer/runs-away", test_runs_away);
  g_test_add_func ("/trainer/failing-batch", test_failing_batch);
  g_test_add_func ("/trainer/bad-configurations", test_bad_configurations);
  return g_test_run ();
}
