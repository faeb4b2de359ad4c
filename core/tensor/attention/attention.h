/* Self-attention over the pixels of each picture (Vaswani et al. 2017, eq. 1). */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Floats of attention weights the forward pass leaves for the backward pass: N·heads·(HW)². */
gsize ncsn_attention_weights_size (NcsnShape qkv, gsize heads);

/* y = softmax(q kᵀ/√d) v for each picture and head. qkv: (N, H, W, 3C) holding q, k, v one after
 * the other; y: (N, H, W, C); d = C/heads channels a head. weights may be NULL when there is no
 * backward pass: then the memory for them grows with HW alone. */
void ncsn_attention_forward (const float *qkv, NcsnShape shape, gsize heads, float *y,
                             float *weights, NcsnThreads *threads);

/* dqkv += … with the weights of the forward pass. */
void ncsn_attention_vjp (const float *qkv, NcsnShape shape, gsize heads, const float *weights,
                         const float *dy, float *dqkv, NcsnThreads *threads);

G_END_DECLS
