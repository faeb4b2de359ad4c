/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The coarse view of a picture, with which a model of patches sees what is larger than a patch.
 *
 * A large picture is drawn in two stages, as cascades of diffusion models are (Ho et al. 2022,
 * "Cascaded diffusion models for high fidelity image generation"): first NCSN_COARSE times smaller,
 * where a patch shows NCSN_COARSE times as much in each direction, and then in full. In the second
 * stage the model sees the first one's picture, enlarged again, beside x. One network does both.
 *
 * A view (N, H, W, C + 1) has C colours in pixel values and a mark, the same for all pixels of a
 * picture:
 *    1  the colours show the picture, coarsely;
 *    0  there is no view, and the colours are not read;
 *   -1  x itself is a coarse picture, and the colours are not read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_COARSE 4

/* Sets a view (height, width, channels + 1) to another mark than 1. */
void ncsn_view_mark (float mark, gsize height, gsize width, gsize channels, float *view);

/* A coarse picture as it lies on a picture: along each axis, pixel i of the picture is at
 * (i + ½ + offset) / step - ½ in pixels of the coarse one. */
typedef struct {
  const float *pixels;   /* (height, width, channels) */
  gsize height, width;   /* at least 1 each */
  double step_y, step_x; /* pixels of the picture for one of the coarse picture */
  double offset_y, offset_x;
  gboolean wrap_y, wrap_x; /* the axis wraps; otherwise the outermost pixels go on */
} NcsnCoarsePicture;

/* Sets a view (height, width, channels + 1) to a coarse picture, enlarged by linear interpolation.
 */
void ncsn_view_enlarge (const NcsnCoarsePicture *coarse, gsize height, gsize width, gsize channels,
                        float *view);

G_END_DECLS
