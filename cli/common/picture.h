/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that is given to be changed, and its way through a task: outside the mask it comes out
 * as it went in, to the last bit. */
#pragma once

#include "image/loader.h"

G_BEGIN_DECLS

typedef struct {
  NcsnImage *image; /* what is written in the end */
  NcsnImage *mask;  /* of the same size, gray: 0 keeps a pixel; NULL: nothing is kept */
  guint channels;   /* of the model */
  float *pixels;    /* (height, width, channels): colours, for a task to change; black where the
                       picture is transparent */
} CliPicture;

/* Reads the picture for a model of so many channels, and the mask if a path is given. A gray model
 * makes a gray picture of a coloured one; a gray picture stays gray. */
gboolean cli_picture_load (CliPicture *picture, NcsnImageLoader *loader, const char *path,
                           const char *mask_path, guint channels, GError **error);
void cli_picture_clear (CliPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPicture, cli_picture_clear)

/* Puts the changed pixels into the image, with the mask as their opacity. What the mask marks less
 * than NCSN_HOLE_THRESHOLD stays. fills: whether that covers what is transparent; otherwise the
 * picture's transparency stays. */
void cli_picture_finish (CliPicture *picture, gboolean fills);

G_END_DECLS
