/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes WebP files. GEGL's loader of them knows neither colour profiles nor animations. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

/* How large the picture is, or an animation's canvas; empty when the file is no WebP. */
GeglRectangle ncsn_webp_bounds (const char *path);

/* The picture in its own colour space, or an animation's first frame on its canvas (transfer full).
 * NULL when the file is damaged. */
GeglBuffer *ncsn_webp_load (const char *path);

G_END_DECLS
