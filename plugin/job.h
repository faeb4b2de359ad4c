/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long part of a procedure: on a thread of its own, while the main thread keeps the progress
 * bar moving and the Cancel button alive. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* Runs the work with the call's arguments and waits for it. Call from the main thread. Moves GIMP's
 * progress bar, headed by `title`; where a person watches, a work that takes long gets a window
 * with a preview and a Cancel button too (GIMP's own button does not ask, it kills the process).
 * Fails as the work does, or with G_IO_ERROR_CANCELLED. */
gboolean plugin_job_run (const PluginCall *call, const char *title, PluginWorkFunc work,
                         gpointer data, GError **error);

G_END_DECLS
