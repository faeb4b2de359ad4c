/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds picture files that were cut short where GEGL's loaders would make up the missing part. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a JPEG file has its end marker where its segments and scans lead to. */
gboolean ncsn_jpeg_is_complete (const char *path);

/* Whether a binary PGM or PPM file is as large as so many pixels need, at least. */
gboolean ncsn_pnm_is_complete (const char *path, gsize n_pixels);

G_END_DECLS
