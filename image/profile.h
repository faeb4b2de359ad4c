/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICC profiles as they are in picture files, whether babl understands them or not. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The profile in a JPEG, PNG, TIFF or WebP file of these bytes (transfer full); NULL if there is
 * none. */
GBytes *ncsn_profile_read (const guint8 *bytes, gsize size);

G_END_DECLS
