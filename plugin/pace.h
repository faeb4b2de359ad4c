/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how fast a model is on this machine, to estimate the time of a call. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Loads a model and measures the time of small evaluations of it on another thread. The main loop
 * then calls `done`. */
void plugin_pace_measure (const char *path, GCancellable *cancellable, GAsyncReadyCallback done,
                          gpointer data);

/* The seconds that one evaluation takes for one picture of the model's size; 0 if they could not be
 * measured. 0 with an error if the model could not be loaded, or with G_IO_ERROR_CANCELLED. */
double plugin_pace_measure_finish (GAsyncResult *result, GError **error);

G_END_DECLS
