/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the time of one evaluation of a model. */
#include "pace.h"

#define MAX_NANOSECONDS 300000000 /* in total; then no further evaluation starts */

/* The time of one evaluation in nanoseconds; 0 if it failed. */
static gint64
time_evaluation (NcsnModelScore *score, NcsnShape shape, double sigma)
{
  NcsnScore function = ncsn_model_score_function (score);
  g_autofree float *x = g_new0 (float, ncsn_shape_size (shape));
  g_autofree float *s = g_new (float, ncsn_shape_size (shape));
  gint64 start = g_get_monotonic_time ();

  if (!function.evaluate (x, shape, sigma, NULL, s, function.data, NULL))
    return 0;
  return (g_get_monotonic_time () - start) * 1000;
}

/* The shortest time of several evaluations, because other programs may slow some of them down. The
 * first one, which also allocates memory, does not count. 0 if one failed or if cancelled. */
static gint64
time_some (NcsnModelScore *score, NcsnShape shape, double sigma, GCancellable *cancellable)
{
  gint64 spent = time_evaluation (score, shape, sigma), quickest = 0;

  for (gint64 time = spent; time > 0 && (quickest == 0 || spent < MAX_NANOSECONDS);) {
    if (g_cancellable_is_cancelled (cancellable))
      return 0;
    time = time_evaluation (score, shape, sigma);
    quickest = quickest == 0 ? time : MIN (quickest, time);
    spent += time;
  }
  return quickest;
}

/* The nanoseconds for one picture, measured with one picture per thread, as in a long computation.
 */
static gint64
time_picture (const NcsnModel *model, GCancellable *cancellable)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  NcsnShape shape = {ncsn_threads_count (threads), config->height, config->width, config->channels};
  g_autofree guint *classes = g_new0 (guint, shape.n);
  g_autoptr (NcsnModelScore) score = ncsn_model_score_new (model, threads, classes, shape.n, NULL);

  if (score == NULL)
    return 0;
  return time_some (score, shape, config->schedule.sigma_end, cancellable) / (gint64)shape.n;
}

static void
measure (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (NcsnModel) model = ncsn_model_load (data, &error);

  if (model == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, (gssize)time_picture (model, cancellable));
}

void
plugin_pace_measure (const char *path, GCancellable *cancellable, GAsyncReadyCallback done,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, measure);
}

double
plugin_pace_measure_finish (GAsyncResult *result, GError **error)
{
  gssize nanoseconds = g_task_propagate_int (G_TASK (result), error);

  return nanoseconds > 0 ? (double)nanoseconds / 1e9 : 0;
}
