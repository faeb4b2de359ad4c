/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The procedure that trains a model from layers or from a folder of pictures. */
#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

#define PLUGIN_TRAIN_PROCEDURE "plug-in-ncsn-train"

/* A new procedure with its arguments, documentation and menu entry. Without a dialog it returns
 * when the training has begun to learn, and the training goes on. */
GimpProcedure *plugin_train_procedure_new (GimpPlugIn *plug_in);

G_END_DECLS
