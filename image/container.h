/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PNG and JPEG files hold beside their pixels, by name. Files may hold anything: nothing is
 * read outside their `size` bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The content of the first PNG chunk of that kind; NULL when there is none, or the file is no PNG.
 */
const guint8 *ncsn_png_chunk (const guint8 *bytes, gsize size, const char *kind, gsize *length);

/* The content of the next JPEG segment with this marker that begins with `name`, its NUL counted,
 * behind that name; NULL when there is none, or the file is no JPEG. *at is where to search, 0 at
 * first. */
const guint8 *ncsn_jpeg_segment (const guint8 *bytes, gsize size, guint8 marker, const char *name,
                                 gsize *at, gsize *length);

/* `n_bytes` bytes as a number, the first of them the largest. */
guint32 ncsn_big_endian (const guint8 *bytes, guint n_bytes);

G_END_DECLS
