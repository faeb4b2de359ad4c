/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smaller copies of pictures, in which a first preview of a large hole is quick. It does not depend
 * on GIMP. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The length of a side that is `factor` ≥ 1 times smaller, rounded up. */
gsize plugin_reduced_side (gsize side, guint factor);

/* A picture (height, width, channels) reduced to means over factor × factor pixels, fewer at the
 * right and the lower edge. Free with g_free (). NULL if there is not enough memory. */
float *plugin_picture_reduce (const float *picture, gsize width, gsize height, gsize channels,
                              guint factor);

/* Enlarges a reduced picture to (height, width, channels), by linear interpolation between the
 * middles of its pixels, and writes those pixels whose mask (height, width) is above 0. */
void plugin_picture_enlarge (const float *reduced, guint factor, const float *mask, gsize width,
                             gsize height, gsize channels, float *picture);

G_END_DECLS
