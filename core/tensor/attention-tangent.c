/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tangent of softmax attention by matrix products, one picture and head a block. */
#include "tensor/attention-tangent.h"

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/attention-head.h"
#include "tensor/attention.h"
#include "tensor/gemm.h"
#include "tensor/lanes.h"

typedef struct {
  const float *qkv, *t, *dy;
  NcsnShape shape;
  gsize heads;
  float *y, *weights, *dqkv, *dt;
  NcsnThreads *threads;
} Job;

/* q, k and v of one head, or what belongs to each of them. */
typedef struct {
  const float *q, *k, *v;
} Inputs;

typedef struct {
  float *q, *k, *v;
} Gradients;

gsize
ncsn_attention_tangent_weights_size (NcsnShape qkv, gsize heads)
{
  return 2 * ncsn_attention_weights_size (qkv, heads);
}

static Inputs
inputs_of (const float *qkv, const NcsnAttentionHead *h)
{
  const float *q = qkv + h->qkv;

  return (Inputs){q, q + h->channels, q + 2 * h->channels};
}

static Gradients
gradients_of (float *qkv, const NcsnAttentionHead *h)
{
  float *q = qkv + h->qkv;

  return (Gradients){q, q + h->channels, q + 2 * h->channels};
}

/* A/c in `a` becomes A - a, and pt = P∘(A - a). */
NCSN_SIMD static void
tangent_rows (const float *p, gsize count, gsize length, float scale, float *a, float *pt)
{
  for (gsize r = 0; r < count; r++) {
    const float *pr = p + r * length;
    float *ar = a + r * length, mean = ncsn_lanes_dot (pr, ar, length);
    for (gsize i = 0; i < length; i++) {
      ar[i] = scale * (ar[i] - mean);
      pt[r * length + i] = pr[i] * ar[i];
    }
  }
}

NCSN_SIMD static void
multiply (const float *a, const float *b, gsize count, float *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] = a[i] * b[i];
}

/* From the cotangents of P' and P, dpt and dp, those of A and of the scores, in their places. With
 * b = Σ_j P dpt along the row: dA = P∘(dpt - b), and since P' depends on P, too,
 *   Z = P∘dp + dA∘(A - a),  dS = Z - P Σ_j Z,
 * where terms of dp that are the same along a row have been left out: dS does not see them. */
NCSN_SIMD static void
tangent_vjp_rows (const float *p, const float *a, gsize count, gsize length, float scale,
                  float *dpt, float *dp)
{
  for (gsize r = 0; r < count; r++) {
    const float *pr = p + r * length, *ar = a + r * length;
    float *da = dpt + r * length, *ds = dp + r * length;
    float b = ncsn_lanes_dot (pr, da, length);
    for (gsize i = 0; i < length; i++) {
      da[i] = pr[i] * (da[i] - b);
      ds[i] = pr[i] * ds[i] + da[i] * ar[i];
    }
    float total = ncsn_lanes_sum (ds, length);
    for (gsize i = 0; i < length; i++) {
      da[i] *= scale;
      ds[i] = scale * (ds[i] - pr[i] * total);
    }
  }
}

/* out = m x + beta out and, transposed, out += mᵀ x, for m pixels × pixels and rows of x and out
 * that are `from` and `to` floats apart. */
static void
multiply_head (const NcsnAttentionHead *h, gboolean transposed, const float *m, const float *x,
               gsize from, float beta, float *out, gsize to)
{
  ncsn_gemm (transposed, FALSE, h->pixels, h->width, h->pixels, m, h->pixels, x, from, beta, out,
             to);
}

/* out = x yᵀ + beta out: pixels × pixels. */
static void
outer_products (const NcsnAttentionHead *h, const float *x, gsize x_row, const float *y, float beta,
                float *out)
{
  ncsn_gemm (FALSE, TRUE, h->pixels, h->pixels, h->width, x, x_row, y, 3 * h->channels, beta, out,
             h->pixels);
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    gsize square = h.pixels * h.pixels, row = 3 * h.channels;
    Inputs x = inputs_of (job->qkv, &h), t = inputs_of (job->t, &h);
    float *p = job->weights + 2 * h.weights, *a = p + square, *y = job->y + h.y;
    float *pt = ncsn_threads_scratch (job->threads, worker, square);

    ncsn_attention_weights (&h, h.pixels, x.q, x.k, p);
    outer_products (&h, t.q, row, x.k, 0, a);
    outer_products (&h, x.q, row, t.k, 1, a);
    tangent_rows (p, h.pixels, h.pixels, h.scale, a, pt);
    multiply_head (&h, FALSE, pt, x.v, row, 0, y, h.channels);
    multiply_head (&h, FALSE, p, t.v, row, 1, y, h.channels);
  }
}

/* dq += m k and dk += mᵀ q. */
static void
add_score_gradients (const NcsnAttentionHead *h, const float *m, const float *q, const float *k,
                     float *dq, float *dk)
{
  gsize row = 3 * h->channels;

  multiply_head (h, FALSE, m, k, row, 1, dq, row);
  multiply_head (h, TRUE, m, q, row, 1, dk, row);
}

static void
vjp_head (const Job *job, const NcsnAttentionHead *h, float *scratch)
{
  gsize square = h->pixels * h->pixels, row = 3 * h->channels;
  Inputs x = inputs_of (job->qkv, h), t = inputs_of (job->t, h);
  const float *p = job->weights + 2 * h->weights, *a = p + square, *dy = job->dy + h->y;
  float *da = scratch, *ds = scratch + square;

  if (job->dqkv) {
    multiply (p, a, square, da); /* P' */
    multiply_head (h, TRUE, da, dy, h->channels, 1, gradients_of (job->dqkv, h).v, row);
  }
  outer_products (h, dy, h->channels, x.v, 0, da);
  outer_products (h, dy, h->channels, t.v, 0, ds);
  tangent_vjp_rows (p, a, h->pixels, h->pixels, h->scale, da, ds);
  if (job->dt) {
    Gradients d = gradients_of (job->dt, h);
    multiply_head (h, TRUE, p, dy, h->channels, 1, d.v, row);
    add_score_gradients (h, da, x.q, x.k, d.q, d.k);
  }
  if (job->dqkv) {
    Gradients d = gradients_of (job->dqkv, h);
    add_score_gradients (h, da, t.q, t.k, d.q, d.k);
    add_score_gradients (h, ds, x.q, x.k, d.q, d.k);
  }
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    vjp_head (job, &h, ncsn_threads_scratch (job->threads, worker, 2 * h.pixels * h.pixels));
  }
}

void
ncsn_attention_tangent_forward (const float *qkv, const float *t, NcsnShape shape, gsize heads,
                                float *y, float *weights, NcsnThreads *threads)
{
  Job job = {.qkv = qkv,
             .t = t,
             .shape = shape,
             .heads = heads,
             .y = y,
             .weights = weights,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n * heads, 1, forward_range, &job);
}

void
ncsn_attention_tangent_vjp (const float *qkv, const float *t, NcsnShape shape, gsize heads,
                            const float *weights, const float *dy, float *dqkv, float *dt,
                            NcsnThreads *threads)
{
  Job job = {.qkv = qkv,
             .t = t,
             .dy = dy,
             .shape = shape,
             .heads = heads,
             .weights = (float *)weights,
             .dqkv = dqkv,
             .dt = dt,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n * heads, 1, vjp_range, &job);
}
