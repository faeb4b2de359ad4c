/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other sizes of a picture, by a triangle as wide as a pixel of the coarser of both sizes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* from: (height, width, channels); to: (to_height, to_width, channels), another array. */
void ncsn_resize (const float *from, gsize height, gsize width, gsize channels, gsize to_height,
                  gsize to_width, float *to);

G_END_DECLS
