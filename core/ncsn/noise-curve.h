/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The level of a picture's noise as a function of brightness, since a camera's noise is one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_CURVE_POINTS 17

typedef struct {
  float
      levels[NCSN_CURVE_POINTS]; /* standard deviations in pixel values at brightness 0, 1/16 … 1 */
} NcsnNoiseCurve;

G_END_DECLS
