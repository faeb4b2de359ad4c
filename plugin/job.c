/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker thread of a call, and the main loop that shows its progress. libgimp's pipe to GIMP
 * has no lock. So the worker only stores its progress and a small preview, and the main thread
 * passes them to GIMP and to the window ten times a second. */
#include "job.h"

#include "duration.h"
#include "progress-dialog.h"

#include <glib/gi18n-lib.h>
#include <libgimp/gimpui.h>
#include <math.h>

#define POLL_MILLISECONDS 100    /* ten previews a second */
#define DIALOG_AFTER_SECONDS 0.6 /* for shorter work the window would only flash up */
#define PREVIEW_PIXELS 320       /* the longer side of a preview */

typedef struct {
  const PluginCall *call;
  gpointer data; /* of the task */
  GMainLoop *loop;
  GCancellable *cancellable;
  gboolean watched;             /* by a user, who gets a window */
  PluginProgressDialog *dialog; /* NULL during the first DIALOG_AFTER_SECONDS */
  GTimer *timer;

  GMutex lock; /* protects the five fields below: the worker writes, the main thread reads */
  guint64 done, total;
  double sigma, share;
  UiThumbnail *preview; /* the newest one, until it is shown; then NULL */

  gboolean succeeded; /* this and the error belong to the worker until its thread has ended */
  GError *error;
} Job;

static void
note_progress (const NcsnProgress *progress, gpointer data)
{
  Job *job = data;
  UiThumbnail *preview = NULL;

  if (progress->denoised != NULL)
    preview = ui_thumbnail_new (progress->denoised, progress->shape.n, progress->shape.h,
                                progress->shape.w, progress->shape.c, PREVIEW_PIXELS);
  g_mutex_lock (&job->lock);
  job->done = progress->done;
  job->total = progress->total;
  job->sigma = progress->sigma;
  job->share = progress->share;
  if (preview != NULL) {
    UiThumbnail *older = job->preview;
    job->preview = preview;
    preview = older;
  }
  g_mutex_unlock (&job->lock);
  ui_thumbnail_free (preview);
}

static char *
progress_text (double seconds, double share, guint64 done, guint64 total, double sigma)
{
  g_autofree char *left = plugin_duration_text (seconds / share * (1 - share));

  return g_strdup_printf (_ ("Noise level σ = %.3g, step %.0f of %.0f, about %s left"), sigma,
                          (double)done, (double)total, left);
}

static gboolean
show_progress (gpointer data)
{
  Job *job = data;
  double seconds = g_timer_elapsed (job->timer, NULL);

  if (!gimp_image_is_valid (job->call->image)) { /* it was closed: the result is not needed */
    g_cancellable_cancel (job->cancellable);
    return G_SOURCE_CONTINUE;
  }
  if (job->watched && job->dialog == NULL && seconds > DIALOG_AFTER_SECONDS)
    job->dialog = plugin_progress_dialog_new (_ (job->call->task->busy), job->cancellable);
  g_mutex_lock (&job->lock);
  guint64 done = job->done, total = job->total;
  double sigma = job->sigma, share = job->share;
  g_autoptr (UiThumbnail) preview = job->dialog != NULL ? g_steal_pointer (&job->preview) : NULL;
  g_mutex_unlock (&job->lock);
  if (done == 0 || total == 0)
    return G_SOURCE_CONTINUE;
  g_autofree char *text = progress_text (seconds, share, done, total, sigma);
  gimp_progress_set_text_printf ("%s", text);
  gimp_progress_update (share);
  if (job->dialog != NULL)
    plugin_progress_dialog_update (job->dialog, share, text, preview);
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
  NcsnTaskOptions options = job->call->arguments.options;

  options.progress = note_progress;
  options.progress_data = job;
  options.preview_seconds = job->watched ? POLL_MILLISECONDS / 1000.0 : INFINITY;
  options.cancellable = job->cancellable;
  job->succeeded =
      job->call->task->work (job->call->arguments.model, threads, &options, job->data, &job->error);
  g_idle_add (quit_loop, job);
  return NULL;
}

static void
run_beside_loop (Job *job)
{
  GThread *worker = g_thread_try_new ("ncsn sampler", run_work, job, &job->error);

  if (worker == NULL)
    return;
  guint timeout = g_timeout_add (POLL_MILLISECONDS, show_progress, job);
  g_main_loop_run (job->loop);
  g_thread_join (worker);
  g_source_remove (timeout);
}

/* GIMP_RUN_WITH_LAST_VALS comes from Filters ▸ Repeat, but also from scripts, which may run without
 * a display. */
static gboolean
is_watched (GimpRunMode run_mode)
{
  if (run_mode == GIMP_RUN_WITH_LAST_VALS && gtk_init_check (NULL, NULL))
    gimp_ui_init ("ncsn");
  else if (run_mode != GIMP_RUN_INTERACTIVE)
    return FALSE;
  return TRUE;
}

gboolean
plugin_job_run (const PluginCall *call, gpointer data, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTimer) timer = g_timer_new ();
  Job job = {.call = call,
             .data = data,
             .loop = loop,
             .cancellable = cancellable,
             .watched = is_watched (call->run_mode),
             .timer = timer};

  g_mutex_init (&job.lock);
  gimp_progress_init (_ (call->task->busy));
  run_beside_loop (&job);
  gimp_progress_update (1);
  g_clear_pointer (&job.dialog, plugin_progress_dialog_free);
  ui_thumbnail_free (job.preview);
  g_mutex_clear (&job.lock);
  if (!job.succeeded)
    g_propagate_error (error, job.error);
  return job.succeeded;
}
