/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers as picture files to learn from. */
#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* A picture must show more than one of the squares of 64 × 64 pixels that are cut from it. */
#define PLUGIN_TRAIN_MIN_SIDE 128

/* Writes a PNG into the folder for each of the layers (NULL-terminated), or one of what the image
 * shows if `layers` is NULL. Of each it takes the largest rectangle that is opaque and, if there is
 * a selection, selected. FALSE with an error if one is too small, or there is none. */
gboolean plugin_train_pictures_write (GimpImage *image, GimpDrawable **layers, const char *folder,
                                      GError **error);

G_END_DECLS
