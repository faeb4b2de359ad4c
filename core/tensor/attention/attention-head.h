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

/* Floats of scratch memory for any of the products below. */
gsize ncsn_attention_scratch (const NcsnAttentionHead *head);

/* softmax (q kᵀ/√d): queries × pixels, a row a query. q: the first query's first float; k: the
 * head's. */
void ncsn_attention_weights (const NcsnAttentionHead *head, gsize queries, const float *q,
                             const float *k, float *weights, float *scratch);

/* out = m x or, transposed, out = mᵀ x; with `add`, out += that. m: pixels × pixels; rows of x and
 * out, of the head's width, are `from` and `to` floats apart. */
void ncsn_attention_apply (const NcsnAttentionHead *head, gboolean transposed, const float *m,
                           const float *x, gsize from, gboolean add, float *out, gsize to,
                           float *scratch);

/* out = x yᵀ, pixels × pixels; with `add`, out += that. Rows of x are `from` floats apart, those of
 * y as in q, k, v. */
void ncsn_attention_products (const NcsnAttentionHead *head, const float *x, gsize from,
                              const float *y, gboolean add, float *out, float *scratch);

G_END_DECLS
