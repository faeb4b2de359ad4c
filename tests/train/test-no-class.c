/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that lose their class in the training of a guidable model. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "small-training.h"

enum { BATCH = 32, STEPS = 200, CLASSES = 4 };

static NcsnModel *
model_new (gboolean guidable)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, CLASSES);

  return guidable ? ncsn_model_with_guidance (model, NULL) : g_steal_pointer (&model);
}

/* How many of the pictures have no class; the others have theirs. */
static guint
count_none (gboolean guidable)
{
  const NcsnTrainConfig config = ncsn_test_training (BATCH, STEPS);
  g_autoptr (NcsnModel) model = model_new (guidable);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  g_autofree float *pictures = g_new (float, BATCH *NCSN_TEST_PIXELS);
  guint own[BATCH], none = 0;

  for (guint step = 0; step < STEPS; step++) {
    const NcsnBatch *batch = ncsn_batch_ahead_take (trainer->ahead, step, NULL);

    ncsn_test_batch (config.seed, step, 0, BATCH, pictures, own, NULL, NULL);
    for (guint i = 0; i < BATCH; i++) {
      g_assert_true (batch->classes[i] == own[i] || batch->classes[i] == CLASSES);
      none += batch->classes[i] == CLASSES;
    }
  }
  return none;
}

/* A tenth, within five standard deviations, in a guidable model and none elsewhere. */
static void
test_share (void)
{
  const double n = BATCH * STEPS, deviation = sqrt (n * 0.1 * 0.9);
  const guint none = count_none (TRUE);

  g_test_message ("%u of %.0f", none, n);
  g_assert_cmpfloat_with_epsilon (none, 0.1 * n, 5.0 * deviation);
  g_assert_cmpuint (count_none (FALSE), ==, 0);
}

/* Training changes the row of no class, and gives the same bits on any number of threads. */
static void
test_learns (void)
{
  const guint counts[] = {1, 2, 7};
  g_autoptr (NcsnModel) first = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (counts); k++) {
    const NcsnTrainConfig config = ncsn_test_training (BATCH, 3);
    g_autoptr (NcsnModel) model = model_new (TRUE);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (counts[k]);
    g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
    const NcsnParameter *table = ncsn_parameters_find (model->parameters, "embedding.class.weight");

    g_assert_cmpuint (table->shape.w, ==, CLASSES + 1);
    ncsn_test_steps (trainer, 3);
    if (first != NULL) {
      g_assert_cmpmem (model->values, model->parameters->size * sizeof (float), first->values,
                       model->parameters->size * sizeof (float));
      continue;
    }
    const float *row = model->values + table->offset + CLASSES * table->shape.c;
    double norm = 0.0;
    for (gsize i = 0; i < table->shape.c; i++)
      norm += fabs ((double)row[i]);
    g_assert_cmpfloat (norm, >, 0.0);
    first = g_steal_pointer (&model);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/no-class/share", test_share);
  g_test_add_func ("/no-class/learns", test_learns);
  return g_test_run ();
}
