/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the time of one evaluation of a model. */
#include "pace.h"

#define MAX_NANOSECONDS 300000000 /* in total; then no further evaluation starts */

/* The time of one evaluation in nanoseconds; 0 with an error. */
static gint64
time_evaluation (NcsnModelScore *score, NcsnShape shape, double sigma, GError **error)
{
  NcsnScore function = ncsn_model_score_function (score);
  g_autofree float *x = g_new0 (float, ncsn_shape_size (shape));
  g_autofree float *s = g_new (float, ncsn_shape_size (shape));
  gint64 start = g_get_monotonic_time ();

  if (!function.evaluate (x, shape, sigma, s, function.data, error))
    return 0;
  return (g_get_monotonic_time () - start) * 1000;
}

/* The shortest time of several evaluations, because other programs may slow some of them down. The
 * first one, which also allocates memory, does not count. 0 with an error or if cancelled. */
static gint64
time_some (NcsnModelScore *score, NcsnShape shape, double sigma, GCancellable *cancellable,
           GError **error)
{
  gint64 spent = time_evaluation (score, shape, sigma, error), quickest = 0;

  for (gint64 time = spent; time > 0 && (quickest == 0 || spent < MAX_NANOSECONDS);) {
    if (g_cancellable_is_cancelled (cancellable))
      return 0;
    time = time_evaluation (score, shape, sigma, error);
    quickest = quickest == 0 ? time : MIN (quickest, time);
    spent += time;
  }
  return quickest;
}

/* Measures a batch with one picture per thread, as in a long computation. */
static void
measure (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const NcsnModelConfig *config = ncsn_model_config (data);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  NcsnShape shape = {ncsn_threads_count (threads), config->height, config->width, config->channels};
  g_autofree guint *classes = g_new0 (guint, shape.n);
  GError *error = NULL;
  g_autoptr (NcsnModelScore) score = ncsn_model_score_new (data, threads, classes, shape.n, &error);
  gint64 time = 0;

  if (score != NULL)
    time = time_some (score, shape, config->schedule.sigma_end, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, (gssize)(time / (gint64)shape.n));
}

void
plugin_pace_measure (NcsnModel *model, GCancellable *cancellable, GAsyncReadyCallback done,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, data);

  g_task_set_task_data (task, model, (GDestroyNotify)ncsn_model_free);
  g_task_run_in_thread (task, measure);
}

double
plugin_pace_measure_finish (GAsyncResult *result, GError **error)
{
  gssize nanoseconds = g_task_propagate_int (G_TASK (result), error);

  return nanoseconds > 0 ? (double)nanoseconds / 1e9 : 0;
}
