/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a task's long computation on a worker thread, while the main thread updates the progress bar
 * and handles the Cancel button. */
#pragma once

#include "work.h"

G_BEGIN_DECLS

/* Runs the work of the call's task with the call's arguments and waits for it. data: what the task
 * prepared. Call from the main thread. Updates GIMP's progress bar. In an interactive call, work
 * that takes longer than a moment also gets a window with a preview and a Cancel button, because
 * GIMP's own Cancel button kills the process. Fails as the work does, or with
 * G_IO_ERROR_CANCELLED. */
gboolean plugin_job_run (const PluginCall *call, gpointer data, GError **error);

/* The same for work of an interactive call that runs already; ends it. */
gboolean plugin_job_wait (const PluginCall *call, PluginWork *work, GError **error);

G_END_DECLS
