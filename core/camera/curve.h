/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of noise over brightness: made of deviations, and read at pixels. */
#pragma once

#include "ncsn/noise-curve.h"

G_BEGIN_DECLS

#define NCSN_MIN_LEVEL 0.002f /* half a step of 8 bits: the levels of fits are never lower */

/* Collects squared deviations by brightness. Zero at first. */
typedef struct {
  double weights[NCSN_CURVE_POINTS], sums[NCSN_CURVE_POINTS], weight, sum;
} NcsnCurveSums;

/* Sets the brightness of each pixel of a noisy picture (height, width, channels): the mean of its
 * channels and its neighbours up to two pixels away, limited to 0 … 1. brightness: (height, width).
 */
void ncsn_curve_brightness (const float *picture, gsize height, gsize width, gsize channels,
                            float *brightness);

/* Adds a mean square of noise at a brightness; near points of the curve get most of it. */
void ncsn_curve_add (NcsnCurveSums *sums, float brightness, double square);

/* The curve through the sums' root mean squares. Where there are few sums, it tends to that of all.
 */
NcsnNoiseCurve ncsn_curve_fit (const NcsnCurveSums *sums);

/* The level at a brightness, linearly between the curve's points. */
float ncsn_curve_level (const NcsnNoiseCurve *curve, float brightness);

G_END_DECLS
