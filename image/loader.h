/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads picture files of every format that GEGL knows, in a process of its own.
 *
 * GEGL's loaders report failure by a line on stderr and an empty buffer, and the libraries behind
 * them end the whole process on some damaged files (libjpeg calls exit ()). So pictures are decoded
 * by a child process: whatever a file does to it, the program gets one sentence and goes on. */
#pragma once

#include "image.h"
#include "load-options.h"

G_BEGIN_DECLS

typedef struct _NcsnImageLoader NcsnImageLoader;

/* Forks the process that will decode. Must be called before the program initialises GEGL or starts
 * threads, best first thing in main (), but after ncsn_streams_open (). Costs next to nothing until
 * the first picture is read.
 * Returns NULL with a GError if the system refuses. */
NcsnImageLoader *ncsn_image_loader_new (GError **error);

/* Ends the process. NULL is allowed. */
void ncsn_image_loader_free (NcsnImageLoader *loader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnImageLoader, ncsn_image_loader_free)

/* Reads a picture, upright whichever way it lies in the file, and the first of several. Unless it
 * is read exactly, transparent pixels are laid over black: so a mask may be white on black or white
 * on nothing, and what is missing from a picture reads as 0 and not as some colour that happened to
 * be stored there. Its depth is 8 only when the file has no finer values. Files of more than
 * NCSN_IMAGE_MAX_PIXELS, or than memory has room for, are refused from their header, and what is no
 * regular file is not opened. The error is one sentence that names the file. */
NcsnImage *ncsn_image_loader_load (NcsnImageLoader *loader, const char *path,
                                   const NcsnImageLoadOptions *options, GError **error);

G_END_DECLS
