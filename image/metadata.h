/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads EXIF and XMP from picture files of every format that Exiv2 knows. Only for the loader's
 * process, because files are not trusted. */
#pragma once

#include <gexiv2/gexiv2.h>

#include "image.h"

G_BEGIN_DECLS

/* The metadata of a file (transfer full); NULL when it has none that Exiv2 understands. */
GExiv2Metadata *ncsn_metadata_read (const char *path);

/* The orientation of the stored pixels: EXIF's number, 1 to 8. 1 means upright and also stands for
 * missing or invalid numbers; `metadata` may be NULL. */
guint ncsn_metadata_orientation (GExiv2Metadata *metadata);

/* Sets EXIF, XMP and, if still unknown, the resolution of an image that had this orientation in its
 * file and is upright now. Size and orientation are corrected; thumbnails and tags that describe
 * the storage in the file are removed. `metadata` may be NULL and is changed. */
void ncsn_metadata_describe (GExiv2Metadata *metadata, guint orientation, NcsnImage *image);

G_END_DECLS
