/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a training went, as a picture. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Draws a training's log (training-log.h) over its iterations and, below, the held-out loss at each
 * of `levels` noise levels (held-out.h) from its own file; NULL: there is none. Nothing is drawn
 * for files that are not there. `title` names the model. */
gboolean cli_training_chart_save (const char *title, const char *log, const char *held_out,
                                  const double *sigmas, guint levels, const char *path,
                                  GError **error);

G_END_DECLS
