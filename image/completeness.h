/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds truncated picture files, whose missing part GEGL's loaders would fill without an error. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a JPEG file has an end-of-image marker after its segments and scans. */
gboolean ncsn_jpeg_is_complete (const char *path);

/* Whether a PGM or PPM file is large enough for `n_pixels` pixels. Text files always are. */
gboolean ncsn_pnm_is_complete (const char *path, gsize n_pixels);

G_END_DECLS
