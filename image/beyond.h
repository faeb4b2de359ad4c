/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixel values outside [0, 1]: colours outside sRGB, and highlights brighter than white. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Puts back the part of the old values outside [0, 1] as far as noise does not explain it, and
 * clamps the new ones. With the excess b and the margin m = 3σ, the excess b (1 - (m/b)²) is added
 * if |b| > m. noise: σ. old: finite; values: of the same pixels, from a model. */
void ncsn_beyond_restore (const float *old, float *values, gsize count, double noise);

G_END_DECLS
