/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes softmax attention and its gradient by matrix products. A block of work is one head of
 * one picture; in the forward pass it is a part of the head's queries. */
#include "tensor/attention/attention.h"

#include <math.h>

#include "base/lanes.h"
#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/attention/attention-head.h"
#include "tensor/simd/math.h"
#include "tensor/simd/product.h"

/* Queries of a block: as many as have WEIGHTS attention weights, which fit in a core's cache, and
 * enough for a product to take longer than the repacking of the keys before it. */
#define WEIGHTS (1 << 18)
#define MIN_QUERIES 16
#define MAX_QUERIES 128

typedef struct {
  const float *qkv, *dy;
  NcsnShape shape;
  gsize heads;
  float *y, *weights, *dqkv;
  NcsnThreads *threads;
} Job;

gsize
ncsn_attention_weights_size (NcsnShape qkv, gsize heads)
{
  return qkv.n * heads * (qkv.h * qkv.w) * (qkv.h * qkv.w);
}

NcsnAttentionHead
ncsn_attention_head (NcsnShape shape, gsize heads, gsize index)
{
  gsize channels = shape.c / 3, pixels = shape.h * shape.w, width = channels / heads;
  gsize picture = index / heads, head = index % heads;

  return (NcsnAttentionHead){.pixels = pixels,
                             .width = width,
                             .channels = channels,
                             .scale = 1.0f / sqrtf ((float)width),
                             .qkv = picture * pixels * 3 * channels + head * width,
                             .y = picture * pixels * channels + head * width,
                             .weights = index * pixels * pixels};
}

gsize
ncsn_attention_scratch (const NcsnAttentionHead *h)
{
  return ncsn_product_scratch (h->pixels, MAX (h->pixels, h->width));
}

void
ncsn_attention_apply (const NcsnAttentionHead *h, gboolean transposed, const float *m,
                      const float *x, gsize from, gboolean add, float *out, gsize to,
                      float *scratch)
{
  NcsnMatrix plain = {m, h->pixels, 1}, turned = {m, 1, h->pixels};

  ncsn_product (h->pixels, h->width, h->pixels, transposed ? turned : plain,
                (NcsnMatrix){x, from, 1}, add, out, to, scratch);
}

void
ncsn_attention_products (const NcsnAttentionHead *h, const float *x, gsize from, const float *y,
                         gboolean add, float *out, float *scratch)
{
  ncsn_product (h->pixels, h->pixels, h->width, (NcsnMatrix){x, from, 1},
                (NcsnMatrix){y, 1, 3 * h->channels}, add, out, h->pixels, scratch);
}

/* Rows become e^(scale (x - max)), divided by their sum. */
NCSN_SIMD static void
softmax_rows (float *rows, gsize count, gsize length, float scale)
{
  for (gsize r = 0; r < count; r++) {
    float *row = rows + r * length;
    float max = ncsn_lanes_max (row, length);
    for (gsize i = 0; i < length; i++)
      row[i] = ncsn_exp (scale * (row[i] - max));
    float inverse = 1.0f / ncsn_lanes_sum (row, length);
    for (gsize i = 0; i < length; i++)
      row[i] *= inverse;
  }
}

/* Replaces dP by dS = scale P∘(dP - Σ_j dP P). */
NCSN_SIMD static void
softmax_vjp_rows (const float *p, float *dp, gsize count, gsize length, float scale)
{
  for (gsize r = 0; r < count; r++) {
    const float *pr = p + r * length;
    float *dr = dp + r * length, dot = ncsn_lanes_dot (dr, pr, length);
    for (gsize i = 0; i < length; i++)
      dr[i] = scale * pr[i] * (dr[i] - dot);
  }
}

void
ncsn_attention_weights (const NcsnAttentionHead *h, gsize queries, const float *q, const float *k,
                        float *weights, float *scratch)
{
  gsize row = 3 * h->channels;

  ncsn_product (queries, h->pixels, h->width, (NcsnMatrix){q, row, 1}, (NcsnMatrix){k, 1, row},
                FALSE, weights, h->pixels, scratch);
  softmax_rows (weights, queries, h->pixels, h->scale);
}

/* Queries of a block. */
static gsize
queries_of (gsize pixels)
{
  return MIN (CLAMP (WEIGHTS / pixels, MIN_QUERIES, MAX_QUERIES), pixels);
}

static gsize
blocks_of (gsize pixels)
{
  return (pixels + queries_of (pixels) - 1) / queries_of (pixels);
}

/* A block: some queries of a head, with all its keys. Without `weights` they are in scratch memory.
 */
static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize pixels = job->shape.h * job->shape.w, blocks = blocks_of (pixels);

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i / blocks);
    gsize from = i % blocks * queries_of (pixels), row = 3 * h.channels;
    gsize queries = MIN (queries_of (pixels), pixels - from);
    const float *q = job->qkv + h.qkv, *k = q + h.channels, *v = k + h.channels;
    float *scratch =
        ncsn_threads_scratch (job->threads, worker, queries * pixels + ncsn_attention_scratch (&h));
    float *p = job->weights != NULL ? job->weights + h.weights + from * pixels
                                    : scratch + ncsn_attention_scratch (&h);

    ncsn_attention_weights (&h, queries, q + from * row, k, p, scratch);
    ncsn_product (queries, h.width, pixels, (NcsnMatrix){p, pixels, 1}, (NcsnMatrix){v, row, 1},
                  FALSE, job->y + h.y + from * h.channels, h.channels, scratch);
  }
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    const float *q = job->qkv + h.qkv, *k = q + h.channels, *v = k + h.channels;
    float *dq = job->dqkv + h.qkv, *dk = dq + h.channels, *dv = dk + h.channels;
    const float *p = job->weights + h.weights, *dy = job->dy + h.y;
    float *scratch = ncsn_threads_scratch (job->threads, worker,
                                           h.pixels * h.pixels + ncsn_attention_scratch (&h));
    float *ds = scratch + ncsn_attention_scratch (&h);

    ncsn_attention_apply (&h, TRUE, p, dy, h.channels, TRUE, dv, 3 * h.channels, scratch);
    ncsn_attention_products (&h, dy, h.channels, v, FALSE, ds, scratch);
    softmax_vjp_rows (p, ds, h.pixels, h.pixels, h.scale);
    ncsn_attention_apply (&h, FALSE, ds, k, 3 * h.channels, TRUE, dq, 3 * h.channels, scratch);
    ncsn_attention_apply (&h, TRUE, ds, q, 3 * h.channels, TRUE, dk, 3 * h.channels, scratch);
  }
}

void
ncsn_attention_forward (const float *qkv, NcsnShape shape, gsize heads, float *y, float *weights,
                        NcsnThreads *threads)
{
  Job job = {
      .qkv = qkv, .shape = shape, .heads = heads, .y = y, .weights = weights, .threads = threads};

  ncsn_parallel_for (threads, shape.n * heads * blocks_of (shape.h * shape.w), 1, forward_range,
                     &job);
}

void
ncsn_attention_vjp (const float *qkv, NcsnShape shape, gsize heads, const float *weights,
                    const float *dy, float *dqkv, NcsnThreads *threads)
{
  Job job = {.qkv = qkv,
             .dy = dy,
             .shape = shape,
             .heads = heads,
             .weights = (float *)weights,
             .dqkv = dqkv,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n * heads, 1, vjp_range, &job);
}
