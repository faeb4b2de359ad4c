/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that is given to be changed, and its way through a task: outside the mask it comes out
 * as it went in, to the last bit. */
#pragma once

#include "image/loader.h"

G_BEGIN_DECLS

typedef struct {
  NcsnImage *image; /* what is written in the end */
  NcsnImage *mask;  /* of the same size, gray: 0 keeps a pixel; NULL: nothing is kept */
  float *pixels;    /* (height, width, channels): the picture over black, for a task to change */
} CliPicture;

/* Reads the picture with a model's channels, and the mask if a path is given. */
gboolean cli_picture_load (CliPicture *picture, NcsnImageLoader *loader, const char *path,
                           const char *mask_path, guint channels, GError **error);
void cli_picture_clear (CliPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPicture, cli_picture_clear)

/* Puts the changed pixels into the image, with the mask as their opacity. Without a mask the
 * picture's transparency stays. */
void cli_picture_finish (CliPicture *picture);

G_END_DECLS
