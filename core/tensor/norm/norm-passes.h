/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes over pixels with coefficients per channel, for norm.c and norm-tangent.c only. Each works
 * on `count` floats that begin with a pixel's first channel; float i has coefficient i modulo
 * `period`, which is a multiple of the number of channels. */
#pragma once

#include "tensor/pointwise/activation.h"

G_BEGIN_DECLS

/* The period to use for c channels: coefficients of few channels are repeated, so that inner loops
 * are long. */
gsize ncsn_norm_period (gsize c);

/* Repeats the first c coefficients of a row up to the end of the period. */
void ncsn_norm_repeat (float *row, gsize c);

/* y = f(x·a + b); y may be x. */
void ncsn_norm_affine (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
                       const float *b, float *y);

/* dy ← dy·f'(x·a + b); f must not be NCSN_ACTIVATION_NONE. */
void ncsn_norm_pull_back (NcsnActivation f, const float *x, gsize count, gsize period,
                          const float *a, const float *b, float *dy);

/* out += a·of_a + b·of_b + constant */
void ncsn_norm_add_combination (const float *a, const float *b, gsize count, gsize period,
                                const float *of_a, const float *of_b, const float *constant,
                                float *out);

G_END_DECLS
