/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how a JPEG file codes its pixels. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/* Sets *coding, unless the bytes are not those of a JPEG file, or of one in other colours than gray
 * and YCbCr. Only for the loader's process, because files are not trusted. */
void ncsn_jpeg_read_coding (const guint8 *bytes, gsize size, NcsnJpegCoding *coding);

/* Changes the coding to that of the picture with its axes exchanged. */
void ncsn_jpeg_turn_coding (NcsnJpegCoding *coding);

/* Whether a picture of so many channels can be coded like this, wherever *coding comes from. */
gboolean ncsn_jpeg_coding_fits (const NcsnJpegCoding *coding, guint channels);

G_END_DECLS
