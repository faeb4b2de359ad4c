/* What attention and its derivatives have in common: where the arrays of one head of one picture
 * begin, and its weights. For attention.c and attention-tangent.c only. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

typedef struct {
  gsize pixels, width;   /* width: channels a head */
  gsize channels;        /* of all heads: rows are 3 times as long in q, k, v, and this in y */
  float scale;           /* 1/√width */
  gsize qkv, y, weights; /* offsets of the head's first floats */
} NcsnAttentionHead;

/* index: the picture's number × heads + the head's. shape: of qkv. */
NcsnAttentionHead ncsn_attention_head (NcsnShape shape, gsize heads, gsize index);

/* softmax (q kᵀ/√d): queries × pixels, a row a query. q: the first query's first float; k: the
 * head's. */
void ncsn_attention_weights (const NcsnAttentionHead *head, gsize queries, const float *q,
                             const float *k, float *weights);

G_END_DECLS
