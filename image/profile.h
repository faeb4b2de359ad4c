/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds ICC profiles in picture files, whether babl understands them or not. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The profile in the bytes of a JPEG, PNG, TIFF or WebP file (transfer full); NULL if it has none.
 */
GBytes *ncsn_profile_read (const guint8 *bytes, gsize size);

G_END_DECLS
