/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that a command changes (inpaint, vary, denoise), with its task. Outside the mask the
 * picture keeps every bit. */
#pragma once

#include "image/loader.h"
#include "task.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *input, *mask, *output; /* paths of files, or of folders */
  const char *also_read;       /* another file that is read for all pictures; NULL: none */
  CliTaskOptions task;
} CliPictureOptions;

/* The entry of --output for a GOptionEntry array; `o` is a CliPictureOptions. */
#define CLI_OUTPUT_ENTRY(o)                                                                        \
  {                                                                                                \
      "output",                                                                                    \
      'o',                                                                                         \
      0,                                                                                           \
      G_OPTION_ARG_FILENAME,                                                                       \
      &(o).output,                                                                                 \
      N_ ("File for the result: PNG, JPEG, TIFF or WebP, as its name ends; or a folder"),          \
      N_ ("FILE")}

/* Parts of --help about folders. */
/* A part of the description of commands that change pictures, to be translated by the caller. */
#define CLI_FOLDER_HELP                                                                            \
  N_ ("If --input is a folder, all pictures in it are changed, but not those in its sub-folders. " \
      "The results go to\nthe folder --output with their names and formats, and as PNG where "     \
      "their format cannot be written; files\nof these names there are replaced.\n\n")

void cli_picture_options_clear (CliPictureOptions *options);

/* The paths of one picture; mask NULL: no mask; output NULL: written elsewhere, as PNG. */
typedef struct {
  const char *input, *mask, *output;
} CliPictureFiles;

typedef struct {
  CliTask task;
  CliPictureFiles files;
  gboolean of_several; /* whether more pictures come from the same folder */
  NcsnImage *image;    /* the input, and finally the output */
  NcsnImage *mask;     /* (height, width, 1): 0 keeps a pixel; NULL: no pixel is kept */
  guint channels;      /* of the model; of the input if there is none */
  float *pixels;       /* (height, width, channels): colours for the task to change; black where the
                          picture is transparent */
} CliPicture;

void cli_picture_clear (CliPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPicture, cli_picture_clear)

/* Loads a picture and its mask for the picture's task, which has its model, in place of an earlier
 * picture, and checks that the output can hold it. A gray model turns a coloured picture gray; a
 * gray picture stays gray. `files` must live as long as the picture. */
gboolean cli_picture_load (CliPicture *picture, const CliPictureFiles *files,
                           NcsnImageLoader *loader, GError **error);

/* Loads a mask (height, width, 1) for an image (transfer full). Fails with NCSN_ERROR_MISMATCH if
 * it has another size. */
NcsnImage *cli_picture_load_mask (NcsnImageLoader *loader, const char *path, const NcsnImage *image,
                                  GError **error);

/* Puts the changed pixels into the image, with the mask as their opacity. Pixels that the mask
 * marks less than NCSN_HOLE_THRESHOLD stay. fills: whether the new pixels cover transparent ones;
 * if not, the picture's transparency stays. */
void cli_picture_finish (CliPicture *picture, gboolean fills);

G_END_DECLS
