/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivative of attention (attention.h) along a tangent of q, k and v, and its gradient.
 *
 * With c = 1/√d, P = softmax (c q kᵀ), A = c (q' kᵀ + q k'ᵀ) and a_i = Σ_j P_ij A_ij:
 *   P' = P∘(A - a),  y' = P' v + P v'. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Floats of `weights`, which the forward pass writes for the backward pass: P and A - a. */
gsize ncsn_attention_tangent_weights_size (NcsnShape qkv, gsize heads);

/* y = y'. qkv, t: (N, H, W, 3C), where t holds q', k', v'; y: (N, H, W, C). */
void ncsn_attention_tangent_forward (const float *qkv, const float *t, NcsnShape shape, gsize heads,
                                     float *y, float *weights, NcsnThreads *threads);

/* dqkv += ∂⟨dy, y'⟩/∂qkv and dt += ∂⟨dy, y'⟩/∂t; either may be NULL. */
void ncsn_attention_tangent_vjp (const float *qkv, const float *t, NcsnShape shape, gsize heads,
                                 const float *weights, const float *dy, float *dqkv, float *dt,
                                 NcsnThreads *threads);

G_END_DECLS
