/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a training by the arguments of plug-in-ncsn-train. */
#pragma once

#include "background/training.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* The ids of the choices of "source". */
enum { PLUGIN_TRAIN_VISIBLE, PLUGIN_TRAIN_LAYERS, PLUGIN_TRAIN_FOLDER };

/* A new training by the arguments of a call, just started (transfer full). NULL with an error if
 * something is wrong with them: then nothing is left of it. */
NcsnTraining *plugin_train_start (GimpImage *image, GimpDrawable **drawables,
                                  GimpProcedureConfig *config, GError **error);

G_END_DECLS
