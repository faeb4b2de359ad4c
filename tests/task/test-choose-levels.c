/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing the noise levels of a model. */
#undef G_DISABLE_ASSERT
#include <string.h>

#include "ncsn/error.h"
#include "models.h"

static gboolean
choose (guint n_threads, const guint *lengths, guint n_lengths, NcsnTaskOptions *watching,
        NcsnSchedule *schedule, GError **error)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  NcsnTaskOptions options = options_for (model, 7);

  options.preview_seconds = 0.0;
  if (watching != NULL) {
    options.progress = watching->progress;
    options.progress_data = watching->progress_data;
    options.cancellable = watching->cancellable;
  }
  return ncsn_choose_levels (model, threads, lengths, n_lengths, &options, schedule, error);
}

/* The same bits on any number of threads, levels that a model may have, and one progress. */
static void
test_threads (void)
{
  const guint lengths[] = {12, 2, NCSN_MAX_CHOSEN_LEVELS}, counts[] = {1, 2, 7};
  NcsnSchedule first, schedule;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    Watch watched = {0};
    NcsnTaskOptions watching = {.progress = watch, .progress_data = &watched};

    memset (&schedule, 0, sizeof schedule);
    choose (counts[i], lengths, G_N_ELEMENTS (lengths), &watching, &schedule, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (watched.done, ==, watched.total);
    g_assert_cmpuint (schedule.n_chosen, ==, G_N_ELEMENTS (lengths));
    g_assert_true (ncsn_schedule_check_chosen (&schedule, NULL));
    for (guint k = 0; k < G_N_ELEMENTS (lengths); k++) {
      g_assert_cmpuint (schedule.chosen[k].count, ==, lengths[k]);
      if (i > 0)
        g_assert_cmpmem (schedule.chosen[k].sigmas, lengths[k] * sizeof (double),
                         first.chosen[k].sigmas, lengths[k] * sizeof (double));
    }
    if (i == 0)
      first = schedule;
  }
}

static void
test_refusals (void)
{
  const guint many[NCSN_MAX_CHOSEN + 1] = {2, 3, 4, 5, 6, 7, 8, 9, 10};
  const guint one[] = {1}, long_one[] = {NCSN_MAX_CHOSEN_LEVELS + 1}, twice[] = {5, 8, 5};
  const struct {
    const guint *lengths;
    guint count;
  } wrong[] = {{many, 0}, {many, G_N_ELEMENTS (many)}, {one, 1}, {long_one, 1}, {twice, 3}};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    NcsnSchedule schedule;
    g_autoptr (GError) error = NULL;

    g_assert_false (choose (1, wrong[i].lengths, wrong[i].count, NULL, &schedule, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  }
}

/* A model of a single level has none to choose from, and what is refused changes nothing. */
static void
test_single_level (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnSchedule single = ncsn_model_config (model)->schedule, schedule = single;
  const guint lengths[] = {2, 5};
  g_autoptr (GError) error = NULL;

  single.sigma_end = single.sigma_begin;
  single.levels = 1;
  ncsn_model_set_schedule (model, &single);
  const NcsnTaskOptions options = options_for (model, 7);
  g_assert_false (ncsn_choose_levels (model, threads, lengths, 2, &options, &schedule, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_cmpuint (schedule.n_chosen, ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watched = {.stop_at = 9, .cancellable = cancellable};
  NcsnTaskOptions watching = {
      .progress = watch, .progress_data = &watched, .cancellable = cancellable};
  const guint lengths[] = {8};
  NcsnSchedule schedule;
  g_autoptr (GError) error = NULL;

  g_assert_false (choose (2, lengths, 1, &watching, &schedule, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/choose-levels/threads", test_threads);
  g_test_add_func ("/choose-levels/refusals", test_refusals);
  g_test_add_func ("/choose-levels/single-level", test_single_level);
  g_test_add_func ("/choose-levels/cancel", test_cancel);
  return g_test_run ();
}
