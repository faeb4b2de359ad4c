/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that attention and its tangent share: the position of one head's arrays, its attention
 * weights, and the matrix products on them. For attention.c and attention-tangent.c only. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

typedef struct {
  gsize pixels, width; /* width: channels of a head */
  gsize channels;      /* of all heads; a row of qkv has 3 · channels floats, a row of y channels */
  float scale;         /* 1/√width */
  gsize qkv, y, weights; /* offsets of the head's first floats */
} NcsnAttentionHead;

/* Head number index % heads of picture number index / heads. shape: of qkv. */
NcsnAttentionHead ncsn_attention_head (NcsnShape shape, gsize heads, gsize index);

/* Floats of scratch memory for any of the products below. */
gsize ncsn_attention_scratch (const NcsnAttentionHead *head);

/* weights = softmax (q kᵀ/√d), queries × pixels, one row per query. q: the first float of the first
 * query; k: the first float of the head's first key. */
void ncsn_attention_weights (const NcsnAttentionHead *head, gsize queries, const float *q,
                             const float *k, float *weights, float *scratch);

/* out = m x or, with `transposed`, out = mᵀ x; with `add` the product is added to out. m: pixels ×
 * pixels. Rows of x and out have the head's width and are `from` and `to` floats apart. */
void ncsn_attention_apply (const NcsnAttentionHead *head, gboolean transposed, const float *m,
                           const float *x, gsize from, gboolean add, float *out, gsize to,
                           float *scratch);

/* out = x yᵀ, pixels × pixels; with `add` the product is added to out. Rows of x are `from` floats
 * apart, those of y as far as in qkv. */
void ncsn_attention_products (const NcsnAttentionHead *head, const float *x, gsize from,
                              const float *y, gboolean add, float *out, float *scratch);

G_END_DECLS
