/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of every file that is written here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes a picture's encoded bytes aside and renames them into place. The error is one sentence
 * that names `path` and tells what the system says. */
gboolean ncsn_image_save_bytes (const char *path, const GByteArray *bytes, GError **error);

G_END_DECLS
