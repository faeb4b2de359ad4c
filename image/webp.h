/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes WebP files, because GEGL's loader ignores colour profiles and animations. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

/* The size of the picture or of an animation's canvas; empty when the file is not a WebP. */
GeglRectangle ncsn_webp_bounds (const char *path);

/* The picture, or the first frame of an animation on its canvas, in the file's colour space
 * (transfer full). NULL when the file is damaged. */
GeglBuffer *ncsn_webp_load (const char *path);

G_END_DECLS
