/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads tags of the first directory of a TIFF or BigTIFF file, in either byte order. Files are not
 * trusted: nothing outside their `size` bytes is read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first number of a tag of bytes, shorts or longs; `otherwise` when the tag is missing or the
 * file is not a TIFF. */
guint64 ncsn_tiff_number (const guint8 *bytes, gsize size, guint tag, guint64 otherwise);

/* The *length bytes of a tag as they are in the file, whatever its type; NULL when it is missing.
 */
const guint8 *ncsn_tiff_bytes (const guint8 *bytes, gsize size, guint tag, gsize *length);

G_END_DECLS
