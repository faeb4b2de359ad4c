/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the resolution (pixels per metre) that JPEG and PNG files hold outside of EXIF. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_INCHES_PER_METRE (1 / 0.0254)

/* Sets both numbers, unless one is outside the range 1 … 2³¹−1 that files can hold. */
void ncsn_resolution_set (double resolution[2], double across, double down);

/* Sets the resolution if the bytes of a file contain it. */
void ncsn_resolution_read (const guint8 *bytes, gsize size, double resolution[2]);

G_END_DECLS
