/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns pictures upright whose stored rows are mirrored or rotated. Orientations are the numbers of
 * EXIF and TIFF, 1 to 8. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

#define NCSN_ORIENTATIONS 8

/* Whether stored rows are shown as columns, so that width and height change places. */
gboolean ncsn_orientation_is_turned (guint orientation);

/* The orientation of a TIFF file's first picture after GEGL has loaded it; some mirroring is then
 * done already. Any byte order and BigTIFF are understood. */
guint ncsn_orientation_of_tiff (const char *path);

/* An upright copy at the origin (transfer full) of the picture whose pixels are at `bounds`. The
 * pixels keep their format and their values. */
GeglBuffer *ncsn_orientation_apply (GeglBuffer *buffer, const GeglRectangle *bounds,
                                    guint orientation);

G_END_DECLS
