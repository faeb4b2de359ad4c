/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a model is on this machine. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Times a small evaluation of the model, which is taken over, on a thread of its own. `done` is
 * called by the main loop. */
void plugin_pace_measure (NcsnModel *model, GCancellable *cancellable, GAsyncReadyCallback done,
                          gpointer data);

/* The seconds that one evaluation takes for one picture of the model's size; 0 with an error. */
double plugin_pace_measure_finish (GAsyncResult *result, GError **error);

G_END_DECLS
