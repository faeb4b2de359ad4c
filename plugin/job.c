/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker thread and the main loop beside it. libgimp's pipe to GIMP has no lock, so the worker
 * only leaves numbers behind, and the main thread carries them to GIMP a few times a second. */
#include "job.h"

#include "progress-dialog.h"

#include <glib/gi18n-lib.h>

#define POLL_MILLISECONDS 100
#define DIALOG_AFTER_SECONDS 0.6 /* shorter work would only flash a window */

typedef struct {
  const NcsnArguments *arguments;
  NcsnJobFunc work;
  gpointer data;
  GMainLoop *loop;
  GCancellable *cancellable;
  const char *title;
  gboolean with_dialog;
  NcsnProgressDialog *dialog; /* NULL until the work has taken a while */
  GTimer *timer;

  GMutex lock; /* over the three below: written by the worker, read by the main thread */
  guint64 done, total;
  double sigma;

  gboolean succeeded; /* these two are the worker's until its thread has ended */
  GError *error;
} Job;

static void
note_progress (const NcsnProgress *progress, gpointer data)
{
  Job *job = data;

  g_mutex_lock (&job->lock);
  job->done = progress->done;
  job->total = progress->total;
  job->sigma = progress->sigma;
  g_mutex_unlock (&job->lock);
}

static char *
progress_text (double seconds, guint64 done, guint64 total, double sigma)
{
  double left = seconds / (double)done * (double)(total - done);

  return g_strdup_printf (_ ("Noise level σ = %.3g, step %.0f of %.0f, about %.0f s left"), sigma,
                          (double)done, (double)total, left);
}

static gboolean
show_progress (gpointer data)
{
  Job *job = data;
  double seconds = g_timer_elapsed (job->timer, NULL);

  g_mutex_lock (&job->lock);
  guint64 done = job->done, total = job->total;
  double sigma = job->sigma;
  g_mutex_unlock (&job->lock);
  if (job->with_dialog && job->dialog == NULL && seconds > DIALOG_AFTER_SECONDS)
    job->dialog = ncsn_progress_dialog_new (job->title, job->cancellable);
  if (done == 0 || total == 0)
    return G_SOURCE_CONTINUE;
  g_autofree char *text = progress_text (seconds, done, total, sigma);
  double fraction = (double)done / (double)total;
  gimp_progress_set_text_printf ("%s", text);
  gimp_progress_update (fraction);
  if (job->dialog != NULL)
    ncsn_progress_dialog_update (job->dialog, fraction, text);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_loop (gpointer data)
{
  g_main_loop_quit (((Job *)data)->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
run_work (gpointer data)
{
  Job *job = data;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  NcsnTaskOptions options;

  ncsn_task_options_init (&options, job->arguments->model);
  options.sampler.schedule = job->arguments->schedule;
  options.class_index = job->arguments->class_index;
  options.seed = (guint64)job->arguments->seed;
  options.progress = note_progress;
  options.progress_data = job;
  options.cancellable = job->cancellable;
  job->succeeded = job->work (job->arguments->model, threads, &options, job->data, &job->error);
  g_idle_add (quit_loop, job);
  return NULL;
}

static void
run_beside_loop (Job *job)
{
  guint timeout = g_timeout_add (POLL_MILLISECONDS, show_progress, job);
  GThread *worker = g_thread_new ("ncsn sampler", run_work, job);

  g_main_loop_run (job->loop);
  g_thread_join (worker);
  g_source_remove (timeout);
}

gboolean
ncsn_job_run (const NcsnArguments *arguments, GimpRunMode run_mode, const char *title,
              NcsnJobFunc work, gpointer data, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTimer) timer = g_timer_new ();
  Job job = {.arguments = arguments,
             .work = work,
             .data = data,
             .loop = loop,
             .cancellable = cancellable,
             .title = title,
             .with_dialog = run_mode == GIMP_RUN_INTERACTIVE,
             .timer = timer};

  g_mutex_init (&job.lock);
  gimp_progress_init (title);
  run_beside_loop (&job);
  gimp_progress_update (1);
  g_clear_pointer (&job.dialog, ncsn_progress_dialog_free);
  g_mutex_clear (&job.lock);
  if (!job.succeeded)
    g_propagate_error (error, job.error);
  return job.succeeded;
}
