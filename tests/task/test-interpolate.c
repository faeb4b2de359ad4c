/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of pictures between two seeds. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "ncsn/error.h"
#include "models.h"

static float *
row_of (const NcsnModel *model, gsize count, guint64 other, NcsnTaskOptions options)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;
  float *pictures = g_new (float, count *CELL_SIZE);

  ncsn_interpolate (model, threads, count, other, &options, pictures, &error);
  g_assert_no_error (error);
  return pictures;
}

static float *
picture_of (const NcsnModel *model, NcsnTaskOptions options)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  float *picture = g_new (float, CELL_SIZE);

  g_assert_true (ncsn_generate (model, threads, 1, &options, picture, NULL, NULL));
  return picture;
}

/* The ends of a row are the seeds' own first pictures, of the first one's class, also where they
 * are in different batches. */
static void
test_ends (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  NcsnTaskOptions options = options_for (model, 5), other = options_for (model, 6);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autofree float *few = row_of (model, 2, 6, options);
  g_autofree float *many = row_of (model, 70, 6, options);
  g_autofree float *first = g_new (float, CELL_SIZE);
  g_autofree float *last = NULL;
  guint class_index;

  g_assert_true (ncsn_generate (model, threads, 1, &options, first, &class_index, NULL));
  other.class_index = (int)class_index;
  last = picture_of (model, other);
  g_assert_true (same (few, first, CELL_SIZE));
  g_assert_true (same (few + CELL_SIZE, last, CELL_SIZE));
  g_assert_true (same (many, first, CELL_SIZE));
  g_assert_true (same (many + 69 * CELL_SIZE, last, CELL_SIZE));
}

/* Neighbours in a row are similar, and the ends differ. */
static void
test_steps (void)
{
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  NcsnTaskOptions options;
  g_autofree float *row = NULL;
  double ends = 0.0;

  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  options.seed = 5;
  row = row_of (model, 9, 6, options);
  for (gsize i = 0; i < CELL_SIZE; i++)
    ends += fabs ((double)row[8 * CELL_SIZE + i] - (double)row[i]);
  for (gsize k = 0; k < 8; k++) {
    double step = 0.0;

    for (gsize i = 0; i < CELL_SIZE; i++)
      step += fabs ((double)row[(k + 1) * CELL_SIZE + i] - (double)row[k * CELL_SIZE + i]);
    g_assert_cmpfloat (step, <, 0.25 * ends);
    g_assert_cmpfloat (step, >, 0.05 * ends);
  }
}

static void
test_refusals (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 5);
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_interpolate (model, threads, 1, 6, &options, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interpolate/ends", test_ends);
  g_test_add_func ("/interpolate/steps", test_steps);
  g_test_add_func ("/interpolate/refusals", test_refusals);
  return g_test_run ();
}
