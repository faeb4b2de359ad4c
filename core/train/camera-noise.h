/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training pictures with the noise of cameras, which are drawn at random. */
#pragma once

#include "ncsn/random.h"

G_BEGIN_DECLS

/* Turns a scene (height, width, 3) in place into the clean picture of a random camera, and sets the
 * noise that the camera adds to it. levels: (height, width), the noise's level at each pixel, which
 * follows the brightness of the noisy picture; noise: (height, width, 3), divided by these levels.
 * Returns the root mean square of the levels. All follow from (seed, item, step). */
double ncsn_camera_noise_draw (guint64 seed, guint32 item, guint32 step, gsize height, gsize width,
                               float *picture, float *noise, float *levels);

G_END_DECLS
