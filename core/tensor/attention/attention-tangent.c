/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the tangent of softmax attention and its gradient by matrix products; a block of work is
 * one head of one picture. The equations are in attention-tangent.h. */
#include "tensor/attention/attention-tangent.h"

#include "base/lanes.h"
#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/attention/attention-head.h"
#include "tensor/attention/attention.h"

typedef struct {
  const float *qkv, *t, *dy;
  NcsnShape shape;
  gsize heads;
  float *y, *weights, *dqkv, *dt;
  NcsnThreads *threads;
} Job;

/* q, k and v of one head, or their tangents. */
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

/* Replaces A/c in `a` by A - a, and sets pt = P∘(A - a). */
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

/* Replaces the cotangents dpt of P' and dp of P by those of A and of the scores S. With b = Σ_j P
 * dpt along the row: dA = P∘(dpt - b) and, because P' depends on P as well,
 *   Z = P∘dp + dA∘(A - a),  dS = Z - P Σ_j Z.
 * Terms of dp that are constant along a row are left out, because dS does not depend on them. */
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

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    gsize square = h.pixels * h.pixels, row = 3 * h.channels;
    Inputs x = inputs_of (job->qkv, &h), t = inputs_of (job->t, &h);
    float *p = job->weights + 2 * h.weights, *a = p + square, *y = job->y + h.y;
    float *scratch =
        ncsn_threads_scratch (job->threads, worker, square + ncsn_attention_scratch (&h));
    float *pt = scratch + ncsn_attention_scratch (&h);

    ncsn_attention_weights (&h, h.pixels, x.q, x.k, p, scratch);
    ncsn_attention_products (&h, t.q, row, x.k, FALSE, a, scratch);
    ncsn_attention_products (&h, x.q, row, t.k, TRUE, a, scratch);
    tangent_rows (p, h.pixels, h.pixels, h.scale, a, pt);
    ncsn_attention_apply (&h, FALSE, pt, x.v, row, FALSE, y, h.channels, scratch);
    ncsn_attention_apply (&h, FALSE, p, t.v, row, TRUE, y, h.channels, scratch);
  }
}

/* dq += m k and dk += mᵀ q. */
static void
add_score_gradients (const NcsnAttentionHead *h, const float *m, const float *q, const float *k,
                     float *dq, float *dk, float *scratch)
{
  gsize row = 3 * h->channels;

  ncsn_attention_apply (h, FALSE, m, k, row, TRUE, dq, row, scratch);
  ncsn_attention_apply (h, TRUE, m, q, row, TRUE, dk, row, scratch);
}

static void
vjp_head (const Job *job, const NcsnAttentionHead *h, float *scratch)
{
  gsize square = h->pixels * h->pixels, row = 3 * h->channels;
  Inputs x = inputs_of (job->qkv, h), t = inputs_of (job->t, h);
  const float *p = job->weights + 2 * h->weights, *a = p + square, *dy = job->dy + h->y;
  float *da = scratch + ncsn_attention_scratch (h), *ds = da + square;

  if (job->dqkv != NULL) {
    multiply (p, a, square, da); /* P' */
    ncsn_attention_apply (h, TRUE, da, dy, h->channels, TRUE, gradients_of (job->dqkv, h).v, row,
                          scratch);
  }
  ncsn_attention_products (h, dy, h->channels, x.v, FALSE, da, scratch);
  ncsn_attention_products (h, dy, h->channels, t.v, FALSE, ds, scratch);
  tangent_vjp_rows (p, a, h->pixels, h->pixels, h->scale, da, ds);
  if (job->dt != NULL) {
    Gradients d = gradients_of (job->dt, h);
    ncsn_attention_apply (h, TRUE, p, dy, h->channels, TRUE, d.v, row, scratch);
    add_score_gradients (h, da, x.q, x.k, d.q, d.k, scratch);
  }
  if (job->dqkv != NULL) {
    Gradients d = gradients_of (job->dqkv, h);
    add_score_gradients (h, da, t.q, t.k, d.q, d.k, scratch);
    add_score_gradients (h, ds, x.q, x.k, d.q, d.k, scratch);
  }
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    NcsnAttentionHead h = ncsn_attention_head (job->shape, job->heads, i);
    gsize floats = 2 * h.pixels * h.pixels + ncsn_attention_scratch (&h);
    vjp_head (job, &h, ncsn_threads_scratch (job->threads, worker, floats));
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
