/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads picture files of every format that GEGL knows, in a separate process.
 *
 * GEGL's loaders report a failure by a line on stderr and an empty buffer, and the libraries that
 * they use end the whole process on some damaged files (libjpeg calls exit ()). So a child process
 * decodes the pictures: whatever a file does to it, the program gets one error and continues. */
#pragma once

#include "image.h"
#include "load-options.h"

G_BEGIN_DECLS

typedef struct _NcsnImageLoader NcsnImageLoader;

/* Forks the process that decodes. Must be called before the program initialises GEGL or starts
 * threads, best at the start of main () after ncsn_streams_open (). It costs almost nothing until
 * the first picture is read. Fails if the system starts no process. */
NcsnImageLoader *ncsn_image_loader_new (GError **error);

/* Ends the process. NULL is allowed. */
void ncsn_image_loader_free (NcsnImageLoader *loader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnImageLoader, ncsn_image_loader_free)

/* Reads a picture (transfer full), the first if the file has several, and turns it upright. Unless
 * it is read exactly, transparent pixels are composited over black: so a mask may be white on black
 * or white on transparency, and missing pixels are 0 and not a hidden colour of the file. The depth
 * is 8 if the file holds 8-bit values, else 16. A file with more than NCSN_IMAGE_MAX_PIXELS, or
 * more than fit in memory, is refused after reading its header. Only regular files are opened. The
 * error is one sentence that names the file. */
NcsnImage *ncsn_image_loader_load (NcsnImageLoader *loader, const char *path,
                                   const NcsnImageLoadOptions *options, GError **error);

/* Whether the file is a picture in a format that can be read, as its beginning and its name tell.
 * Also TRUE for what cannot be opened: ncsn_image_loader_load () says why. */
gboolean ncsn_image_loader_knows (NcsnImageLoader *loader, const char *path);

G_END_DECLS
