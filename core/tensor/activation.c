/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointwise activations. */
#include "tensor/activation.h"

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/math.h"

#define GRAIN 16384

typedef struct {
  const float *x, *dy;
  float *out;
  void (*kernel) (const float *x, const float *dy, gsize count, float *out);
} Job;

static void
range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  job->kernel (job->x + first, job->dy ? job->dy + first : NULL, last - first, job->out + first);
}

NCSN_SIMD static void
elu (const float *x, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = x[i] > 0 ? x[i] : ncsn_exp (x[i]) - 1.0f;
}

NCSN_SIMD static void
elu_vjp (const float *x, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++)
    dx[i] += dy[i] * (x[i] > 0 ? 1.0f : ncsn_exp (x[i]));
}

NCSN_SIMD static void
silu (const float *x, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = x[i] * ncsn_sigmoid (x[i]);
}

NCSN_SIMD static void
silu_vjp (const float *x, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++) {
    float s = ncsn_sigmoid (x[i]);
    dx[i] += dy[i] * s * (1.0f + x[i] * (1.0f - s));
  }
}

void
ncsn_elu_forward (const float *x, gsize count, float *y, NcsnThreads *threads)
{
  ncsn_parallel_for (threads, count, GRAIN, range, &(Job){x, NULL, y, elu});
}

void
ncsn_elu_vjp (const float *x, const float *dy, gsize count, float *dx, NcsnThreads *threads)
{
  ncsn_parallel_for (threads, count, GRAIN, range, &(Job){x, dy, dx, elu_vjp});
}

void
ncsn_silu_forward (const float *x, gsize count, float *y, NcsnThreads *threads)
{
  ncsn_parallel_for (threads, count, GRAIN, range, &(Job){x, NULL, y, silu});
}

void
ncsn_silu_vjp (const float *x, const float *dy, gsize count, float *dx, NcsnThreads *threads)
{
  ncsn_parallel_for (threads, count, GRAIN, range, &(Job){x, dy, dx, silu_vjp});
}
