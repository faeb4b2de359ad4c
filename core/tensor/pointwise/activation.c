/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the pointwise activations, their tangents and the gradients of both. */
#include "tensor/pointwise/activation.h"

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/simd/math.h"

#define GRAIN 16384 /* floats */

/* t and dy are NULL where the result does not depend on them. */
typedef void (*Kernel) (const float *x, const float *t, const float *dy, gsize count, float *out);

typedef struct {
  Kernel kernel;
  const float *x, *t, *dy;
  float *out;
} Job;

typedef struct {
  Kernel forward, vjp, tangent, tangent_vjp;
} Kernels;

NCSN_SIMD static void
elu (const float *x, const float *t, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = ncsn_elu (x[i]);
}

NCSN_SIMD static void
elu_vjp (const float *x, const float *t, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++)
    dx[i] += dy[i] * ncsn_elu_slope (x[i]);
}

NCSN_SIMD static void
elu_tangent (const float *x, const float *t, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = t[i] * ncsn_elu_slope (x[i]);
}

NCSN_SIMD static void
elu_tangent_vjp (const float *x, const float *t, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++)
    dx[i] += dy[i] * t[i] * (x[i] >= 0 ? 0.0f : ncsn_exp (x[i]));
}

NCSN_SIMD static void
silu (const float *x, const float *t, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = ncsn_silu (x[i]);
}

NCSN_SIMD static void
silu_vjp (const float *x, const float *t, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++)
    dx[i] += dy[i] * ncsn_silu_slope (x[i]);
}

NCSN_SIMD static void
silu_tangent (const float *x, const float *t, const float *dy, gsize count, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = t[i] * ncsn_silu_slope (x[i]);
}

/* With s = 1/(1+e^-x) and s' = s (1-s): f'' = s' (2 + x (1-2s)). */
NCSN_SIMD static void
silu_tangent_vjp (const float *x, const float *t, const float *dy, gsize count, float *dx)
{
  for (gsize i = 0; i < count; i++) {
    float s = ncsn_sigmoid (x[i]);
    dx[i] += dy[i] * t[i] * s * (1.0f - s) * (2.0f + x[i] * (1.0f - 2.0f * s));
  }
}

static const Kernels kernels[] = {
    [NCSN_ACTIVATION_ELU] = {elu, elu_vjp, elu_tangent, elu_tangent_vjp},
    [NCSN_ACTIVATION_SILU] = {silu, silu_vjp, silu_tangent, silu_tangent_vjp},
};

static void
range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  job->kernel (job->x + first, job->t != NULL ? job->t + first : NULL,
               job->dy != NULL ? job->dy + first : NULL, last - first, job->out + first);
}

void
ncsn_activation_forward (NcsnActivation kind, const float *x, gsize count, float *y,
                         NcsnThreads *threads)
{
  Job job = {.kernel = kernels[kind].forward, .x = x, .out = y};

  ncsn_parallel_for (threads, count, GRAIN, range, &job);
}

void
ncsn_activation_vjp (NcsnActivation kind, const float *x, const float *dy, gsize count, float *dx,
                     NcsnThreads *threads)
{
  Job job = {.kernel = kernels[kind].vjp, .x = x, .dy = dy, .out = dx};

  ncsn_parallel_for (threads, count, GRAIN, range, &job);
}

void
ncsn_activation_tangent (NcsnActivation kind, const float *x, const float *t, gsize count, float *y,
                         NcsnThreads *threads)
{
  Job job = {.kernel = kernels[kind].tangent, .x = x, .t = t, .out = y};

  ncsn_parallel_for (threads, count, GRAIN, range, &job);
}

void
ncsn_activation_tangent_vjp (NcsnActivation kind, const float *x, const float *t, const float *dy,
                             gsize count, float *dx, NcsnThreads *threads)
{
  Job job = {.kernel = kernels[kind].tangent_vjp, .x = x, .t = t, .dy = dy, .out = dx};

  ncsn_parallel_for (threads, count, GRAIN, range, &job);
}
