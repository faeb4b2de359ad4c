/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs for the tests of normalisation and attention, and of their tangents. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

/* Makes x, the first numbers of `input`, like activations: channels with different means and
 * widths, `offset` away from zero. */
void ncsn_test_make_activations (float *input, NcsnShape shape, float offset);

/* Checks attention on qkv of this shape, whose numbers are multiplied by `spread`. The derivative
 * is checked only where differences do not take too long. */
typedef void (*NcsnTestAttentionFunc) (NcsnShape qkv, gsize heads, float spread,
                                       gboolean derivative);

/* Calls `check` for shapes of all kinds. */
void ncsn_test_attention_shapes (NcsnTestAttentionFunc check);

G_END_DECLS
