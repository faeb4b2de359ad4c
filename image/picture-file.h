/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes picture files as PNG, JPEG, TIFF or WebP with the record of what made them, and reads that
 * record.
 *
 * A file is written to a temporary file and renamed, so that its path never holds half a picture.
 * The profile, EXIF, XMP, IPTC (JPEG and TIFF) and the resolution of the picture go into the file,
 * as far as its format holds them (docs/command-line.md).
 * A record is UTF-8 text of at most NCSN_MAX_RECORD bytes, or NULL. The same picture with the same
 * record always gives the same bytes. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

#define NCSN_MAX_RECORD (32 * 1024) /* bytes; ours have less than a thousand */

/* Whether a name ends like those of the four formats, in capitals or not. */
gboolean ncsn_picture_file_is_named (const char *path);

/* Whether the format that `path` names can hold the picture. JPEG holds no transparency, WebP no
 * profile of gray, and both have limits on the size. */
gboolean ncsn_picture_file_check (const NcsnImage *image, const char *path, GError **error);

/* The bits a channel that the format that `path` names holds at most: 8 or 16. */
guint ncsn_picture_file_depth (const char *path);

/* Writes the picture in the format that `path` names, which must be one of the four. PNG and TIFF
 * have image->depth bits a channel, JPEG and WebP 8. JPEG is coded like image->jpeg if that has the
 * picture's channels, otherwise with quality 95 and all of its colours; WebP is lossless. Formats
 * that know no `gamma` of gray get values of the curve of sRGB. */
gboolean ncsn_picture_file_save (const NcsnImage *image, const char *record, const char *path,
                                 GError **error);

/* Writes a PNG whatever its name. */
gboolean ncsn_image_save_png (const NcsnImage *image, const char *record, const char *path,
                              GError **error);

/* The record in a picture file of the four formats (transfer full). The file is not trusted: a
 * longer text than a record can be is ignored. Fails when the file has no record. */
char *ncsn_image_read_record (const char *path, GError **error);

G_END_DECLS
