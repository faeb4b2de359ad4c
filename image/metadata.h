/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EXIF and XMP of picture files of every kind that Exiv2 knows. Only for the loader's process:
 * files may hold anything. */
#pragma once

#include <gexiv2/gexiv2.h>

#include "image.h"

G_BEGIN_DECLS

/* What the file tells of its picture (transfer full); NULL when it tells nothing that can be
 * understood. */
GExiv2Metadata *ncsn_metadata_read (const char *path);

/* How the rows of the file lie: a number of EXIF, 1 to 8. 1 is upright, and what nonsense is taken
 * for. */
guint ncsn_metadata_orientation (GExiv2Metadata *metadata);

/* Gives an image that had this orientation and stands upright now what holds of it too: EXIF, XMP
 * and, if it has none yet, the resolution; with the image's size, and without thumbnails and what
 * says how the file was laid out. */
void ncsn_metadata_give (GExiv2Metadata *metadata, guint orientation, NcsnImage *image);

G_END_DECLS
