/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts, watches and ends a worker thread. */
#include "work.h"

#define PREVIEW_PIXELS 320 /* the longer side of a preview */

struct _PluginWork {
  const PluginCall *call;
  gpointer data; /* of the task */
  double preview_seconds;
  void (*done) (gpointer done_data);
  gpointer done_data;
  GCancellable *cancellable;
  GTimer *timer;
  GThread *thread; /* NULL: it could not be started */

  GMutex lock; /* protects the three fields below: the worker writes, the main thread reads */
  PluginWorkProgress progress;
  UiThumbnail *preview; /* the newest one, until it is taken; then NULL */
  guint idle;           /* the source that calls `done`; 0: none, or it has */

  gboolean succeeded; /* this and the error belong to the worker until its thread has ended */
  GError *error;
};

static void
note_progress (const NcsnProgress *progress, gpointer data)
{
  PluginWork *work = data;
  UiThumbnail *preview = NULL;

  if (progress->denoised != NULL)
    preview = ui_thumbnail_new (progress->denoised, progress->shape.n, progress->shape.h,
                                progress->shape.w, progress->shape.c, PREVIEW_PIXELS);
  g_mutex_lock (&work->lock);
  work->progress = (PluginWorkProgress){.done = progress->done,
                                        .total = progress->total,
                                        .sigma = progress->sigma,
                                        .share = progress->share};
  if (preview != NULL) {
    UiThumbnail *older = work->preview;
    work->preview = preview;
    preview = older;
  }
  g_mutex_unlock (&work->lock);
  ui_thumbnail_free (preview);
}

static gboolean
tell_done (gpointer data)
{
  PluginWork *work = data;

  g_mutex_lock (&work->lock);
  work->idle = 0;
  g_mutex_unlock (&work->lock);
  work->done (work->done_data);
  return G_SOURCE_REMOVE;
}

static void
schedule_done (PluginWork *work)
{
  g_mutex_lock (&work->lock);
  work->idle = g_idle_add (tell_done, work);
  g_mutex_unlock (&work->lock);
}

static gpointer
run_work (gpointer data)
{
  PluginWork *work = data;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  NcsnTaskOptions options = work->call->arguments.options;

  options.progress = note_progress;
  options.progress_data = work;
  options.preview_seconds = work->preview_seconds;
  options.cancellable = work->cancellable;
  work->succeeded = work->call->task->work (work->call->arguments.model, threads, &options,
                                            work->data, &work->error);
  schedule_done (work);
  return NULL;
}

PluginWork *
plugin_work_start (const PluginCall *call, gpointer data, double preview_seconds,
                   void (*done) (gpointer done_data), gpointer done_data)
{
  PluginWork *work = g_new0 (PluginWork, 1);

  work->call = call;
  work->data = data;
  work->preview_seconds = preview_seconds;
  work->done = done;
  work->done_data = done_data;
  work->cancellable = g_cancellable_new ();
  work->timer = g_timer_new ();
  g_mutex_init (&work->lock);
  work->thread = g_thread_try_new ("ncsn sampler", run_work, work, &work->error);
  if (work->thread == NULL)
    schedule_done (work);
  return work;
}

void
plugin_work_set_done (PluginWork *work, void (*done) (gpointer done_data), gpointer done_data)
{
  work->done = done;
  work->done_data = done_data;
}

void
plugin_work_cancel (PluginWork *work)
{
  g_cancellable_cancel (work->cancellable);
}

GCancellable *
plugin_work_cancellable (PluginWork *work)
{
  return work->cancellable;
}

PluginWorkProgress
plugin_work_progress (PluginWork *work)
{
  g_mutex_lock (&work->lock);
  PluginWorkProgress progress = work->progress;
  g_mutex_unlock (&work->lock);
  progress.seconds = g_timer_elapsed (work->timer, NULL);
  return progress;
}

UiThumbnail *
plugin_work_take_preview (PluginWork *work)
{
  g_mutex_lock (&work->lock);
  UiThumbnail *preview = g_steal_pointer (&work->preview);
  g_mutex_unlock (&work->lock);
  return preview;
}

gboolean
plugin_work_end (PluginWork *work, GError **error)
{
  gboolean succeeded;

  g_clear_pointer (&work->thread, g_thread_join);
  g_clear_handle_id (&work->idle, g_source_remove);
  succeeded = work->succeeded;
  if (!succeeded)
    g_propagate_error (error, work->error);
  ui_thumbnail_free (work->preview);
  g_mutex_clear (&work->lock);
  g_timer_destroy (work->timer);
  g_object_unref (work->cancellable);
  g_free (work);
  return succeeded;
}
