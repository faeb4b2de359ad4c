/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop beside the worker thread of a call. It passes the progress to GIMP and to the
 * window ten times a second. */
#include "job.h"

#include "duration.h"
#include "progress-dialog.h"
#include "work.h"

#include <glib/gi18n-lib.h>
#include <libgimp/gimpui.h>
#include <math.h>

#define POLL_MILLISECONDS 100 /* between looks at the work */
/* For shorter waits the window would only flash up. */
#define DIALOG_AFTER_MICROSECONDS (G_USEC_PER_SEC * 6 / 10)

typedef struct {
  const PluginCall *call;
  PluginWork *work;
  gint64 began;                 /* the wait, in microseconds */
  gboolean watched;             /* by a user, who gets a window */
  PluginProgressDialog *dialog; /* NULL during the first DIALOG_AFTER_MICROSECONDS */
} Job;

static gboolean
show_progress (gpointer data)
{
  Job *job = data;
  PluginWorkProgress progress = plugin_work_progress (job->work);

  if (!gimp_image_is_valid (job->call->image)) { /* it was closed: the result is not needed */
    plugin_work_cancel (job->work);
    return G_SOURCE_CONTINUE;
  }
  if (job->watched && job->dialog == NULL &&
      g_get_monotonic_time () > job->began + DIALOG_AFTER_MICROSECONDS)
    job->dialog =
        plugin_progress_dialog_new (_ (job->call->task->busy), plugin_work_cancellable (job->work));
  if (progress.done == 0 || progress.total == 0)
    return G_SOURCE_CONTINUE;
  g_autofree char *left = plugin_duration_left (progress.seconds, progress.share);
  g_autofree char *details =
      g_strdup_printf (_ ("Noise level σ = %.3g, step %.0f of %.0f"), progress.sigma,
                       (double)progress.done, (double)progress.total);
  gimp_progress_set_text_printf ("%s", left);
  gimp_progress_update (progress.share);
  if (job->dialog != NULL) {
    g_autoptr (UiThumbnail) preview = plugin_work_take_preview (job->work);
    plugin_progress_dialog_update (job->dialog, progress.share, left, details, preview);
  }
  return G_SOURCE_CONTINUE;
}

static void
quit_loop (gpointer data)
{
  g_main_loop_quit (data);
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

static gboolean
wait (const PluginCall *call, PluginWork *work, gboolean watched, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Job job = {.call = call, .work = work, .began = g_get_monotonic_time (), .watched = watched};

  plugin_work_set_done (work, quit_loop, loop);
  gimp_progress_init (_ (call->task->busy));
  guint timeout = g_timeout_add (POLL_MILLISECONDS, show_progress, &job);
  g_main_loop_run (loop);
  g_source_remove (timeout);
  gimp_progress_update (1);
  g_clear_pointer (&job.dialog, plugin_progress_dialog_free);
  return plugin_work_end (work, error);
}

gboolean
plugin_job_run (const PluginCall *call, gpointer data, GError **error)
{
  gboolean watched = is_watched (call->run_mode);
  double seconds = watched ? POLL_MILLISECONDS / 1000.0 : INFINITY;

  return wait (call, plugin_work_start (call, data, seconds, NULL, NULL), watched, error);
}

gboolean
plugin_job_wait (const PluginCall *call, PluginWork *work, GError **error)
{
  return wait (call, work, TRUE, error);
}
