/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guidance in tasks: which scores are mixed, what it costs, and which models it needs. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/record.h"
#include "models.h"
#include "run/score.h"

enum { COUNT = 5, SIZE = COUNT * CELL_SIZE };

static NcsnModel *
guidable_model (gboolean patches)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, patches);

  return ncsn_model_with_guidance (model, NULL);
}

/* The score of the model for `count` pictures of one class. */
static void
score_of (const NcsnModel *model, guint class_index, const float *x, NcsnShape shape, float *s)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autofree guint *classes = g_new (guint, shape.n);

  for (gsize i = 0; i < shape.n; i++)
    classes[i] = class_index;
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, classes, shape.n, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  g_assert_true (score.evaluate (x, shape, 0.3, NULL, s, score.data, NULL));
}

/* A task's score is s_none + W (s_class - s_none) of the model's scores. */
static void
test_score (void)
{
  const NcsnShape shape = {COUNT, CELL, CELL, CHANNELS};
  g_autoptr (NcsnModel) model = guidable_model (FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *x = random_picture (SIZE), *s = g_new (float, SIZE);
  g_autofree float *of_class = g_new (float, SIZE), *of_none = g_new (float, SIZE);
  NcsnTaskOptions options = options_for (model, 3);
  NcsnTaskRun run;

  options.class_index = 2;
  options.guidance = 2.5;
  g_assert_true (ncsn_task_run_init (&run, model, threads, &options, NULL));
  g_autoptr (NcsnTaskScore) owner =
      ncsn_task_score_new (&run, 0, COUNT, NCSN_TASK_CLASS_EACH, NULL);
  const NcsnScore score = ncsn_task_score_function (owner);
  g_assert_true (score.evaluate (x, shape, 0.3, NULL, s, score.data, NULL));
  score_of (model, 2, x, shape, of_class);
  score_of (model, CLASSES, x, shape, of_none);
  g_assert_false (same (of_class, of_none, SIZE));
  for (gsize i = 0; i < SIZE; i++) {
    const double none = of_none[i], wanted = none + 2.5 * (of_class[i] - none);

    g_assert_cmpfloat_with_epsilon ((double)s[i], wanted, 1e-5 * MAX (1.0, fabs (wanted)));
  }
}

static void
draw (gboolean patches, guint n_threads, double guidance, float *pictures)
{
  g_autoptr (NcsnModel) model = guidable_model (patches);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  NcsnTaskOptions options = options_for (model, 7);
  g_autoptr (GError) error = NULL;

  options.guidance = guidance;
  if (patches)
    ncsn_generate_canvas (model, threads, &(NcsnCanvasSize){20, 13, TRUE, FALSE}, 0, &options,
                          pictures, &error);
  else
    ncsn_generate (model, threads, COUNT, &options, pictures, NULL, &error);
  g_assert_no_error (error);
}

/* The same bits on any number of threads; W = 1 is as without guidance, others are not. */
static void
test_bits (void)
{
  for (gboolean patches = FALSE; patches <= TRUE; patches++) {
    const gsize size = patches ? 20 * 13 * CHANNELS : SIZE;
    g_autofree float *one = g_new (float, size), *other = g_new (float, size);

    draw (patches, 1, 3.0, one);
    draw (patches, 2, 3.0, other);
    g_assert_true (same (one, other, size));
    draw (patches, 7, 3.0, other);
    g_assert_true (same (one, other, size));
    draw (patches, 1, 1.0, other);
    g_assert_false (same (one, other, size));
    draw (patches, 1, 0.0, one);
    g_assert_true (same (one, other, size));
  }
}

/* A model that knows no pictures without classes, and impossible weights; W = 1 suits any model. */
static void
test_refusals (void)
{
  g_autoptr (NcsnModel) plain = small_model (CLASSES, FALSE);
  g_autoptr (NcsnModel) guidable = guidable_model (FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  const struct {
    const NcsnModel *model;
    double guidance;
    const char *words;
  } wrong[] = {{plain, 2.0, "was not"},
               {guidable, -1.0, "guidance is -1"},
               {guidable, NAN, "guidance is nan"},
               {guidable, 101.0, "guidance is 101"}};
  float pictures[SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    NcsnTaskOptions options = options_for (wrong[i].model, 7);
    g_autoptr (GError) error = NULL;

    options.guidance = wrong[i].guidance;
    g_assert_false (
        ncsn_generate (wrong[i].model, threads, COUNT, &options, pictures, NULL, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
    g_assert_nonnull (strstr (error->message, wrong[i].words));
  }
  NcsnTaskOptions options = options_for (plain, 7);
  options.guidance = 1.0;
  g_assert_true (ncsn_generate (plain, threads, COUNT, &options, pictures, NULL, NULL));
}

/* A record has the weight if there is one; without it there is none. */
static void
test_record (void)
{
  static const double weights[] = {0.0, 1.0, 2.5};
  g_autoptr (NcsnModel) model = guidable_model (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    NcsnTaskOptions options = options_for (model, 7), back = options_for (model, 7);
    g_autoptr (GError) error = NULL;

    options.guidance = weights[i];
    back.guidance = 9.0;
    g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "tiny", &options);
    g_assert_true (ncsn_record_apply (record, "generate", model, &back, &error));
    g_assert_no_error (error);
    g_assert_cmpfloat (back.guidance, ==, MAX (weights[i], 1.0));
    g_key_file_set_string (record, NCSN_RECORD_GROUP, "guidance", "much");
    g_assert_false (ncsn_record_apply (record, "generate", model, &back, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guided/score", test_score);
  g_test_add_func ("/guided/bits", test_bits);
  g_test_add_func ("/guided/refusals", test_refusals);
  g_test_add_func ("/guided/record", test_record);
  return g_test_run ();
}
