/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels a metre, as JPEG and PNG files tell it beside any EXIF. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_INCHES_A_METRE (1 / 0.0254)

/* Takes both numbers, unless one of them is none that a file can hold. */
void ncsn_resolution_set (double resolution[2], double across, double down);

/* Sets the resolution if a file of these bytes tells it. */
void ncsn_resolution_read (const guint8 *bytes, gsize size, double resolution[2]);

G_END_DECLS
