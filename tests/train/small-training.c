/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A training small enough for a test. */
#undef G_DISABLE_ASSERT
#include "small-training.h"

NcsnTrainConfig
ncsn_test_training (guint batch, guint64 iterations)
{
  NcsnTrainConfig config;

  ncsn_train_config_init (&config);
  config.seed = 7;
  config.batch = batch;
  config.iterations = iterations;
  config.warmup = 5;
  return config;
}

NcsnTrainer *
ncsn_test_trainer (NcsnModel *model, const NcsnTrainConfig *config, NcsnThreads *threads)
{
  g_autoptr (GError) error = NULL;
  NcsnTrainer *trainer = ncsn_trainer_new (model, config, threads, ncsn_test_batch, NULL, &error);

  g_assert_no_error (error);
  return trainer;
}

void
ncsn_test_steps (NcsnTrainer *trainer, guint count)
{
  for (guint i = 0; i < count; i++) {
    g_autoptr (GError) error = NULL;
    ncsn_trainer_step (trainer, &error);
    g_assert_no_error (error);
  }
}

void
ncsn_test_same_state (const NcsnTrainer *a, const NcsnTrainer *b)
{
  gsize bytes = a->model->parameters->size * sizeof (float);

  g_assert_cmpuint (a->iteration, ==, b->iteration);
  g_assert_cmpfloat (a->rate_scale, ==, b->rate_scale);
  g_assert_cmpuint (a->divergences, ==, b->divergences);
  g_assert_cmpuint (a->diverged_at, ==, b->diverged_at);
  g_assert_cmpfloat (a->watch.sum, ==, b->watch.sum);
  g_assert_cmpuint (a->watch.steps, ==, b->watch.steps);
  g_assert_cmpfloat (a->watch.best, ==, b->watch.best);
  g_assert_cmpuint (a->watch.too_high, ==, b->watch.too_high);
  g_assert_cmpmem (a->model->values, bytes, b->model->values, bytes);
  g_assert_cmpmem (a->average, bytes, b->average, bytes);
  g_assert_cmpmem (a->m, bytes, b->m, bytes);
  g_assert_cmpmem (a->v, bytes, b->v, bytes);
}
