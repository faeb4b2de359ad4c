/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker thread of a task's long computation. libgimp's pipe to GIMP has no lock, so the worker
 * only stores its progress, which the main thread reads. */
#pragma once

#include "task.h"
#include "ui/thumbnail.h"

G_BEGIN_DECLS

typedef struct _PluginWork PluginWork;

/* How far it is. */
typedef struct {
  guint64 done, total; /* evaluations; total 0: nothing is known yet */
  double sigma, share; /* the noise level; the share of the work that is done, from 0 to 1 */
  double seconds;      /* since the start */
} PluginWorkProgress;

/* Starts the work of the call's task with the call's arguments. data: what the task prepared. Both
 * must outlive the work. preview_seconds: as in NcsnTaskOptions. When the work ends, the main loop
 * calls `done`; NULL: see plugin_work_set_done (). */
PluginWork *plugin_work_start (const PluginCall *call, gpointer data, double preview_seconds,
                               void (*done) (gpointer done_data), gpointer done_data);

/* From now on another function is called when the work ends. Call it before the main loop runs
 * again. */
void plugin_work_set_done (PluginWork *work, void (*done) (gpointer done_data), gpointer done_data);

/* Asks the work to stop, which takes up to 0.2 s. */
void plugin_work_cancel (PluginWork *work);

/* What Cancel buttons trigger. Owned by the work. */
GCancellable *plugin_work_cancellable (PluginWork *work);

PluginWorkProgress plugin_work_progress (PluginWork *work);

/* The newest preview, once; NULL if there is no newer one. Free it with ui_thumbnail_free (). */
UiThumbnail *plugin_work_take_preview (PluginWork *work);

/* Waits for the end and frees the work. Fails as the work does, or with G_IO_ERROR_CANCELLED. */
gboolean plugin_work_end (PluginWork *work, GError **error);

G_END_DECLS
