/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a folder, their masks, and the names of their results. */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* The CliPictureFiles of all pictures in the folder options->input, in the order of their names
 * (transfer container full). Sub-folders and hidden files are left out; a file that is no picture
 * is skipped with a note.
 *
 * A result has the name of its picture, with .png in place of an ending in which no picture is
 * written. options->mask is one mask for all, or a folder, in which a picture's mask has the
 * picture's name up to the ending.
 *
 * Fails, before anything is written, if there is no picture, if a mask is missing or ambiguous, if
 * two results would have one name, or if the folder of the results is that of pictures or masks. */
GPtrArray *cli_folder_list (const CliPictureOptions *options, NcsnImageLoader *loader,
                            GError **error);

G_END_DECLS
