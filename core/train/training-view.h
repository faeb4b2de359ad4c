/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The coarse views of training pictures. */
#pragma once

#include "ncsn/random.h"

G_BEGIN_DECLS

/* Sets the view (height, width, channels + 1) of a picture (height, width, channels) at a place of
 * a batch: half of the places have one, made of means of NCSN_COARSE × NCSN_COARSE pixels at a
 * random offset with noise of a random level; the others have none, or hold coarse pictures. */
void ncsn_training_view_draw (guint64 seed, guint32 step, guint place, gsize height, gsize width,
                              gsize channels, const float *picture, float *view);

G_END_DECLS
