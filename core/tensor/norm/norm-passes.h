/* Passes over pixels with coefficients a channel, for norm.c and norm-tangent.c only. `count`
 * floats from the first channel of a pixel on; float i takes coefficient i modulo `period`, a
 * multiple of the channels. */
#pragma once

#include "tensor/pointwise/activation.h"

G_BEGIN_DECLS

/* The period that makes inner loops long: coefficients of few channels are repeated. */
gsize ncsn_norm_period (gsize c);

/* The first c coefficients of a row, over the whole period. */
void ncsn_norm_repeat (float *row, gsize c);

/* y = f(x·a + b); y may be x. */
void ncsn_norm_affine (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
                       const float *b, float *y);

/* dy becomes dy·f'(x·a + b), for f other than NCSN_ACTIVATION_NONE. */
void ncsn_norm_pull_back (NcsnActivation f, const float *x, gsize count, gsize period,
                          const float *a, const float *b, float *dy);

/* out += a·of_a + b·of_b + constant */
void ncsn_norm_add_combination (const float *a, const float *b, gsize count, gsize period,
                                const float *of_a, const float *of_b, const float *constant,
                                float *out);

G_END_DECLS
