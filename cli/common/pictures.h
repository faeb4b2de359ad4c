/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes a picture, or all pictures of a folder one after the other with the same model. */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* What a command does. */
typedef struct {
  const char *task; /* its name */
  /* “Denoised 11 of 12 pictures.” Free it with g_free (). */
  char *(*conclusion) (guint changed, guint count);
  /* Changes the loaded picture and writes it to its output. `data` is the caller's. */
  gboolean (*change) (CliPicture *picture, gpointer data, GError **error);
} CliPictureCommand;

/* Checks the outputs, loads the model, and lets the command change the picture that the options
 * name, or each picture of the folder. A picture of a folder that cannot be changed is reported,
 * and the others go on; the error then says how many were changed. */
gboolean cli_pictures_change (const CliPictureCommand *command, const CliPictureOptions *options,
                              NcsnImageLoader *loader, gpointer data, GError **error);

G_END_DECLS
