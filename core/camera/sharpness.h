/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blur, and sharpening by what blur takes away. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blurs a picture (height, width, 3) in place by a Gaussian of this deviation in pixels. At edges
 * the mean is of the pixels that there are. */
void ncsn_blur (float *rgb, gsize height, gsize width, double deviation);

/* x + amount · (x - blurred x), in place (unsharp masking). */
void ncsn_sharpen (float *rgb, gsize height, gsize width, double deviation, double amount);

G_END_DECLS
