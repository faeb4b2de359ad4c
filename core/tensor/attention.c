/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax attention by matrix products, one picture and head a block. */
#include "tensor/attention.h"

#include <math.h>

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/attention-head.h"
#include "tensor/gemm.h"
#include "tensor/math.h"

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

/* Rows become e^(scale (x - max)), divided by their sum. */
NCSN_SIMD static void
softmax_rows (float *rows, gsize count, gsize length, float scale)
{
  for (gsize r = 0; r < count; r++) {
    float *row = rows + r * length;
    float max = row[0], sum = 0;
    for (gsize i = 1; i < length; i++)
      max = row[i] > max ? row[i] : max;
    for (gsize i = 0; i < length; i++)
      row[i] = ncsn_exp (scale * (row[i] - max));
    for (gsize i = 0; i < length; i++)
      sum += row[i];
    for (gsize i = 0; i < length; i++)
      row[i] /= sum;
  }
}

/* dS = scale P (dP - Σ dP P): in place of dP. */
NCSN_SIMD static void
softmax_vjp_rows (const float *p, float *dp, gsize count, gsize length, float scale)
{
  for (gsize r = 0; r < count; r++) {
    const float *pr = p + r * length;
    float *dr = dp + r * length, dot = 0;
    for (gsize i = 0; i < length; i++)
      dot += dr[i] * pr[i];
    for (gsize i = 0; i < length; i++)
      dr[i] = scale * pr[i] * (dr[i] - dot);
  }
}

void
ncsn_attention_weights (const NcsnAttentionHead *h, const float *q, const float *k, float *weights)
{
  gsize row = 3 * h->channels;

  ncsn_gemm (FALSE, TRUE, h->pixels, h->pixels, h->width, q, row, k, row, 0, weights, h->pixels);
  softmax_rows (weights, h->pixels, h->pixels, h->scale);
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    const float *q = job->qkv + h.qkv, *k = q + h.channels, *v = k + h.channels;
    float *p = job->weights + h.weights;

    ncsn_attention_weights (&h, q, k, p);
    ncsn_gemm (FALSE, FALSE, h.pixels, h.width, h.pixels, p, h.pixels, v, 3 * h.channels, 0,
               job->y + h.y, h.channels);
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
    float *ds = ncsn_threads_scratch (job->threads, worker, h.pixels * h.pixels);
    gsize row = 3 * h.channels;

    ncsn_gemm (TRUE, FALSE, h.pixels, h.width, h.pixels, p, h.pixels, dy, h.channels, 1, dv, row);
    ncsn_gemm (FALSE, TRUE, h.pixels, h.pixels, h.width, dy, h.channels, v, row, 0, ds, h.pixels);
    softmax_vjp_rows (p, ds, h.pixels, h.pixels, h.scale);
    ncsn_gemm (FALSE, FALSE, h.pixels, h.width, h.pixels, ds, h.pixels, k, row, 1, dq, row);
    ncsn_gemm (TRUE, FALSE, h.pixels, h.width, h.pixels, ds, h.pixels, q, row, 1, dk, row);
  }
}

void
ncsn_attention_forward (const float *qkv, NcsnShape shape, gsize heads, float *y, float *weights,
                        NcsnThreads *threads)
{
  Job job = {
      .qkv = qkv, .shape = shape, .heads = heads, .y = y, .weights = weights, .threads = threads};

  ncsn_parallel_for (threads, shape.n * heads, 1, forward_range, &job);
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
