/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that a command changes (inpaint, vary, denoise): its options, its files and its task.
 * Outside the mask the picture keeps every bit. */
#pragma once

#include "image/loader.h"
#include "task.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *input, *mask, *output; /* paths */
  CliTaskOptions task;
} CliPictureOptions;

void cli_picture_options_clear (CliPictureOptions *options);

typedef struct {
  CliTask task;
  NcsnImage *image; /* the input, and finally the output */
  NcsnImage *mask;  /* (height, width, 1): 0 keeps a pixel; NULL: no pixel is kept */
  guint channels;   /* of the model; of the input if there is none */
  float *pixels;    /* (height, width, channels): colours for the task to change; black where the
                       picture is transparent */
} CliPicture;

/* Checks the output (if the options name one), loads the model, the picture and the mask (if the
 * options name one), and begins the task `name`. A gray model turns a coloured picture gray; a gray
 * picture stays gray. `picture` must be zeroed before and stay at its address. */
gboolean cli_picture_begin (CliPicture *picture, const char *name, const CliPictureOptions *options,
                            NcsnImageLoader *loader, GError **error);
void cli_picture_clear (CliPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPicture, cli_picture_clear)

/* Loads a mask (height, width, 1) for an image (transfer full). Fails with NCSN_ERROR_MISMATCH if
 * it has another size. */
NcsnImage *cli_picture_load_mask (NcsnImageLoader *loader, const char *path, const NcsnImage *image,
                                  GError **error);

/* Puts the changed pixels into the image, with the mask as their opacity. Pixels that the mask
 * marks less than NCSN_HOLE_THRESHOLD stay. fills: whether the new pixels cover transparent ones;
 * if not, the picture's transparency stays. */
void cli_picture_finish (CliPicture *picture, gboolean fills);

G_END_DECLS
