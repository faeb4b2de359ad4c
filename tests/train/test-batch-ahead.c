/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches drawn ahead: every step gets its batch, each is drawn once, and errors appear at their
 * step. */
#undef G_DISABLE_ASSERT
#include "train/batch-ahead.h"

#include "ncsn/error.h"

#define COUNT 3
#define PICTURE 4
#define FAILS 7 /* the step whose batch fails */

typedef struct {
  guint draws;
  gboolean inside; /* detects two draws at the same time */
} Source;

static gboolean
draw (guint64 step, NcsnBatch *batch, gpointer data, GError **error)
{
  Source *source = data;

  g_assert_false (source->inside);
  source->inside = TRUE;
  source->draws++;
  for (guint i = 0; i < COUNT * PICTURE; i++)
    batch->pictures[i] = batch->noise[i] = (float)(100 * step + i);
  for (guint i = 0; i < COUNT; i++) {
    batch->sigmas[i] = (double)step;
    batch->classes[i] = (guint)step;
  }
  g_thread_yield ();
  source->inside = FALSE;
  if (step == FAILS)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FILE, "Step 7 has no pictures.");
  return step != FAILS;
}

static void
assert_batch_of (const NcsnBatch *batch, guint64 step)
{
  g_assert_nonnull (batch);
  for (guint i = 0; i < COUNT * PICTURE; i++) {
    g_assert_cmpfloat (batch->pictures[i], ==, 100 * step + i);
    g_assert_cmpfloat (batch->noise[i], ==, 100 * step + i);
  }
  for (guint i = 0; i < COUNT; i++) {
    g_assert_cmpfloat (batch->sigmas[i], ==, step);
    g_assert_cmpuint (batch->classes[i], ==, step);
  }
}

static void
test_in_order (void)
{
  Source source = {0};
  NcsnBatchAhead *ahead =
      ncsn_batch_ahead_new (draw, &source, COUNT, (NcsnBatchFloats){.picture = PICTURE}, NULL);

  for (guint64 step = 0; step < FAILS; step++)
    assert_batch_of (ncsn_batch_ahead_take (ahead, step, NULL), step);
  ncsn_batch_ahead_free (ahead);
  g_assert_cmpuint (source.draws, ==, FAILS + 1); /* the last one was drawn ahead but not used */
}

/* Steps may repeat after a failure, and may start at any number in a resumed training. */
static void
test_out_of_order (void)
{
  const guint64 steps[] = {40, 40, 41, 3, 2, 2, 3};
  Source source = {0};
  NcsnBatchAhead *ahead =
      ncsn_batch_ahead_new (draw, &source, COUNT, (NcsnBatchFloats){.picture = PICTURE}, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    assert_batch_of (ncsn_batch_ahead_take (ahead, steps[i], NULL), steps[i]);
  ncsn_batch_ahead_free (ahead);
}

static void
test_error (void)
{
  Source source = {0};
  NcsnBatchAhead *ahead =
      ncsn_batch_ahead_new (draw, &source, COUNT, (NcsnBatchFloats){.picture = PICTURE}, NULL);

  assert_batch_of (ncsn_batch_ahead_take (ahead, FAILS - 1, NULL), FAILS - 1);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (ncsn_batch_ahead_take (ahead, FAILS, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_FILE);
  }
  assert_batch_of (ncsn_batch_ahead_take (ahead, FAILS + 1, NULL), FAILS + 1);
  ncsn_batch_ahead_free (ahead);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch-ahead/in-order", test_in_order);
  g_test_add_func ("/batch-ahead/out-of-order", test_out_of_order);
  g_test_add_func ("/batch-ahead/error", test_error);
  return g_test_run ();
}
