/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a loaded GeglBuffer to a picture as the load options ask. */
#pragma once

#include <gegl.h>

#include "image.h"
#include "load-options.h"

G_BEGIN_DECLS

/* The picture whose pixels are at `bounds` (transfer full); NULL when memory is short. Changes the
 * format of the buffer if it is read exactly. */
NcsnImage *ncsn_loader_picture (GeglBuffer *buffer, const GeglRectangle *bounds,
                                const NcsnImageLoadOptions *options);

/* Takes the profile from the bytes of the file for an image that was read exactly and has no colour
 * space yet: babl treats a profile that it does not understand as sRGB, but the numbers are
 * unchanged, so the profile still applies to them. */
void ncsn_loader_keep_profile (const guint8 *bytes, gsize size, NcsnImage *image);

G_END_DECLS
