/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-attention over the pixels of each picture (Vaswani et al. 2017, eq. 1). */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Floats of `weights`, which the forward pass writes for the backward pass: N·heads·(HW)². */
gsize ncsn_attention_weights_size (NcsnShape qkv, gsize heads);

/* y = softmax (q kᵀ/√d) v for each picture and head. qkv: (N, H, W, 3C), which holds q, then k,
 * then v; y: (N, H, W, C); a head has d = C/heads channels. weights may be NULL if no backward pass
 * follows: then the memory needed grows with HW instead of (HW)². */
void ncsn_attention_forward (const float *qkv, NcsnShape shape, gsize heads, float *y,
                             float *weights, NcsnThreads *threads);

/* dqkv += ∂⟨dy, y⟩/∂qkv, from the weights of the forward pass. */
void ncsn_attention_vjp (const float *qkv, NcsnShape shape, gsize heads, const float *weights,
                         const float *dy, float *dqkv, NcsnThreads *threads);

G_END_DECLS
