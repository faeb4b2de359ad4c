/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first directory of a TIFF file holds, of either byte order and size of offsets. Files
 * may hold anything: nothing is read outside their `size` bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first number of a tag of bytes, shorts or longs; `otherwise` when it is not there, as in a
 * file that is no TIFF. */
guint64 ncsn_tiff_number (const guint8 *bytes, gsize size, guint tag, guint64 otherwise);

/* The bytes of a tag; NULL when it is not there. */
const guint8 *ncsn_tiff_bytes (const guint8 *bytes, gsize size, guint tag, gsize *length);

G_END_DECLS
