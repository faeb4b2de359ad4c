/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart of a training's losses, as a picture. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Draws the log of a training (training-log.h) over its iterations and, below, the held-out loss at
 * each of `levels` noise levels (held-out.h) from the file `held_out`; NULL: there is none. Missing
 * files are ignored. `title` names the model. */
gboolean cli_training_chart_save (const char *title, const char *log, const char *held_out,
                                  const double *sigmas, guint levels, const char *path,
                                  GError **error);

G_END_DECLS
