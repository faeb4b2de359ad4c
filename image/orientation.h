/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures whose rows do not lie as they are to be seen. Orientations are EXIF's and TIFF's
 * numbers, 1 to 8. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

#define NCSN_ORIENTATIONS 8

/* Whether rows are to be seen as columns. */
gboolean ncsn_orientation_is_turned (guint orientation);

/* What is left to do for a TIFF file, of any byte order and size of offsets, once GEGL has loaded
 * its first picture. */
guint ncsn_orientation_of_tiff (const char *path);

/* The picture, whose pixels are at `bounds`, upright and at the origin: the same bytes in other
 * places (transfer full). */
GeglBuffer *ncsn_orientation_apply (GeglBuffer *buffer, const GeglRectangle *bounds,
                                    guint orientation);

G_END_DECLS
