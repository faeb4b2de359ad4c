/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how fast a model is on this machine, to estimate the time of a call. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Measures the time of small evaluations of the model on another thread, and takes ownership of the
 * model. The main loop then calls `done`. */
void plugin_pace_measure (NcsnModel *model, GCancellable *cancellable, GAsyncReadyCallback done,
                          gpointer data);

/* The seconds that one evaluation takes for one picture of the model's size; 0 with an error. */
double plugin_pace_measure_finish (GAsyncResult *result, GError **error);

G_END_DECLS
