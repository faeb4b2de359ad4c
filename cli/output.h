/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a command writes: looked at before the work begins, and written. */
#pragma once

#include <gio/gio.h>

#include "image/image.h"

G_BEGIN_DECLS

/* Whether the folder of `path` is there and can be written to. */
gboolean cli_check_output (const char *path, GError **error);

/* The same, and whether the name ends in .png, the only kind of picture written. */
gboolean cli_check_png_output (const char *path, GError **error);

/* ncsn_image_save_png (), which starts GEGL first. That takes a quarter of a second, so it is put
 * off until there is a picture: an error or a line of help should not wait for it. */
gboolean cli_save_png (const NcsnImage *image, const char *path, GError **error);

G_END_DECLS
