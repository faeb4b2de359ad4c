/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One trial runs at a time. Each is made of the arguments as they are when it begins. */
#include "live.h"

#define REST_MILLISECONDS 150 /* so that a slider on its way starts nothing */
#define POLL_MILLISECONDS 100
#define PREVIEW_SECONDS 1 /* for the progress window of a trial that is waited for */

struct _PluginLive {
  const PluginCall *call;
  const PluginLiveFuncs *funcs;
  gpointer data;
  guint rest, poll;   /* sources; 0: none */
  PluginTrial *trial; /* the one that runs, or NULL; with its work */
  PluginWork *work;
  guint n_finished; /* results in full quality since the last change */
  gboolean stale;   /* the trial that runs has old arguments */
  gboolean draft;   /* the next trial is a draft */
};

static void begin (PluginLive *live);

/* How many results are asked for. */
static guint
wanted (const PluginLive *live)
{
  int count = 1;

  if (live->call->task->many != NULL)
    g_object_get (live->call->config, live->call->task->many, &count, NULL);
  return (guint)count;
}

/* Frees the work and returns its trial, or NULL if that has not succeeded. */
static PluginTrial *
take_trial (PluginLive *live, GError **error)
{
  g_autoptr (PluginTrial) trial = g_steal_pointer (&live->trial);
  PluginWork *work = g_steal_pointer (&live->work);

  return plugin_work_end (work, error) ? g_steal_pointer (&trial) : NULL;
}

static void
deliver (PluginLive *live, PluginTrial *trial)
{
  trial->call.task->show (&trial->call, trial->data, &trial->shown);
  live->draft = FALSE;
  if (!trial->draft)
    live->n_finished++;
  live->funcs->finished (trial, live->data);
}

static void
on_done (gpointer data)
{
  PluginLive *live = data;
  g_autoptr (GError) error = NULL;
  PluginTrial *trial = take_trial (live, &error);

  if (live->stale) {
    plugin_trial_free (trial);
    if (live->rest == 0)
      begin (live);
  } else if (trial != NULL) {
    deliver (live, trial);
    begin (live);
  } else {
    live->funcs->running (NULL, FALSE, live->data);
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      live->funcs->failed (error, live->data);
  }
}

static gboolean
on_poll (gpointer data)
{
  PluginLive *live = data;

  if (live->work != NULL && !live->stale) {
    PluginWorkProgress progress = plugin_work_progress (live->work);
    live->funcs->running (&progress, live->trial->draft, live->data);
  }
  return G_SOURCE_CONTINUE;
}

/* Begins the next trial, if one is wanted. */
static void
begin (PluginLive *live)
{
  g_autoptr (GError) error = NULL;
  int x, y;

  live->stale = FALSE;
  if (live->n_finished >= wanted (live)) {
    live->funcs->running (NULL, FALSE, live->data);
    return;
  }
  live->funcs->centre (&x, &y, live->data);
  live->trial =
      plugin_trial_new (live->call, live->call->seed + live->n_finished, live->draft, x, y, &error);
  if (live->trial == NULL) {
    live->funcs->running (NULL, FALSE, live->data);
    live->funcs->failed (error, live->data);
    return;
  }
  live->work =
      plugin_work_start (&live->trial->call, live->trial->data, PREVIEW_SECONDS, on_done, live);
}

static gboolean
on_rest (gpointer data)
{
  PluginLive *live = data;

  live->rest = 0;
  if (live->work == NULL)
    begin (live);
  return G_SOURCE_REMOVE;
}

PluginLive *
plugin_live_new (const PluginCall *call, const PluginLiveFuncs *funcs, gpointer data)
{
  PluginLive *live = g_new0 (PluginLive, 1);

  live->call = call;
  live->funcs = funcs;
  live->data = data;
  live->poll = g_timeout_add (POLL_MILLISECONDS, on_poll, live);
  return live;
}

void
plugin_live_renew (PluginLive *live)
{
  live->n_finished = 0;
  live->draft = TRUE;
  live->stale = TRUE;
  if (live->work != NULL)
    plugin_work_cancel (live->work);
  g_clear_handle_id (&live->rest, g_source_remove);
  live->rest = g_timeout_add (REST_MILLISECONDS, on_rest, live);
}

PluginTrial *
plugin_live_take_running (PluginLive *live, PluginWork **work)
{
  if (live->work == NULL || live->stale || live->n_finished > 0 || live->trial->draft ||
      !live->trial->whole || !plugin_trial_is_current (live->trial))
    return NULL;
  *work = g_steal_pointer (&live->work);
  return g_steal_pointer (&live->trial);
}

void
plugin_live_free (PluginLive *live)
{
  g_clear_handle_id (&live->rest, g_source_remove);
  g_source_remove (live->poll);
  if (live->work != NULL) {
    plugin_work_cancel (live->work);
    plugin_trial_free (take_trial (live, NULL));
  }
  g_free (live);
}
