/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds parts of PNG, JPEG and WebP files by name. Files are not trusted: nothing outside their
 * `size` bytes is read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The content of the first PNG chunk of this kind, *length bytes. NULL when the file has none or is
 * not a PNG. */
const guint8 *ncsn_png_chunk (const guint8 *bytes, gsize size, const char *kind, gsize *length);

/* Finds the next JPEG segment with this marker whose content begins with `name` and a NUL, and
 * returns the *length bytes after them. NULL when the file has none or is not a JPEG. The search
 * starts at *at, which is 0 for the first call and moves behind the segment. */
const guint8 *ncsn_jpeg_segment (const guint8 *bytes, gsize size, guint8 marker, const char *name,
                                 gsize *at, gsize *length);

/* The content of the first WebP chunk of this kind, *length bytes. NULL when the file has none or
 * is not a WebP. */
const guint8 *ncsn_webp_chunk (const guint8 *bytes, gsize size, const char *kind, gsize *length);

/* The number in `n_bytes` bytes, at most 4, most significant byte first. */
guint32 ncsn_big_endian (const guint8 *bytes, guint n_bytes);

G_END_DECLS
