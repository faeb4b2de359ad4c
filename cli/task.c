/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to a task. */
#include "task.h"

#include <glib/gi18n.h>

#include "image/model-finder.h"
#include "values.h"

void
cli_task_options_clear (CliTaskOptions *options)
{
  g_free (options->model);
  g_free (options->class_name);
  g_free (options->seed);
  g_free (options->threads);
  cli_schedule_options_clear (&options->schedule);
}

static void
on_progress (const NcsnProgress *progress, gpointer data)
{
  CliTask *task = data;
  cli_interrupt_check (task->interrupt);
  if (!cli_progress_is_due (task->progress))
    return;
  const double left =
      cli_progress_elapsed (task->progress) * (progress->total - progress->done) / progress->done;
  g_autofree char *duration = cli_format_seconds (left);
  g_autofree char *text =
      g_strdup_printf (_ ("%3.0f %%, σ %.4g, %s left"), 100.0 * progress->done / progress->total,
                       progress->sigma, duration);
  cli_progress_show (task->progress, text);
}

static NcsnModel *
load_model (const char *name, GError **error)
{
  g_autofree char *path = name != NULL ? ncsn_model_finder_find (name, error) : NULL;
  if (name == NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("--model is missing."));
  return path != NULL ? ncsn_model_load (path, error) : NULL;
}

gboolean
cli_task_init (CliTask *task, const CliTaskOptions *options, GError **error)
{
  guint n_threads = 0, seed = 0;
  if (!cli_parse_uint ("threads", options->threads, 1, 1024, &n_threads, error) ||
      !cli_parse_uint ("seed", options->seed, 0, G_MAXUINT32, &seed, error))
    return FALSE;
  task->model = load_model (options->model, error);
  if (task->model == NULL)
    return FALSE;

  ncsn_task_options_init (&task->options, task->model);
  if (!cli_schedule_options_apply (&options->schedule, &task->options.sampler.schedule, error))
    return FALSE;
  if (options->class_name != NULL) {
    task->options.class_index = ncsn_model_find_class (task->model, options->class_name, error);
    if (task->options.class_index < 0)
      return FALSE;
  }
  task->threads = ncsn_threads_new (n_threads);
  task->interrupt = cli_interrupt_new ();
  task->progress = cli_progress_new ();
  task->options.seed = seed;
  task->options.progress = on_progress;
  task->options.progress_data = task;
  task->options.cancellable = cli_interrupt_cancellable (task->interrupt);
  return TRUE;
}

void
cli_task_clear (CliTask *task)
{
  cli_progress_free (task->progress);
  cli_interrupt_free (task->interrupt);
  ncsn_threads_free (task->threads);
  ncsn_model_free (task->model);
}
