/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of writing a picture file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes a picture's encoded bytes to a temporary file and renames it to `path`. The error is one
 * sentence that names `path` and gives the system's reason. */
gboolean ncsn_image_save_bytes (const char *path, const GByteArray *bytes, GError **error);

G_END_DECLS
