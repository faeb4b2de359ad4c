/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on which a new training is described. */
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* A new page for the arguments of plug-in-ncsn-train. It suggests a name from that of the image,
 * which may be NULL. */
GtkWidget *plugin_train_setup_new (GimpProcedureConfig *config, GimpImage *image);

G_END_DECLS
