/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditional instance normalisation ++: one picture a thread, vectorised over the channels. */
#include "tensor/norm.h"

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/norm-statistics.h"

typedef struct {
  const float *x, *scale, *dy;
  NcsnShape shape;
  gsize rows;
  float *y, *statistics, *dx;
  float *dscale; /* one row a picture */
  NcsnThreads *threads;
} Job;

gsize
ncsn_norm_statistics_size (NcsnShape x)
{
  return x.n * (3 * x.c + 1);
}

/* y = x·a_k + b_k */
NCSN_SIMD static void
affine (const float *x, gsize pixels, gsize c, const float *a, const float *b, float *y)
{
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < c; k++)
      y[p * c + k] = x[p * c + k] * a[k] + b[k];
}

static void
forward_picture (const Job *job, gsize n, float *scratch)
{
  NcsnShape s = job->shape;
  gsize c = s.c, pixels = s.h * s.w;
  const float *x = job->x + n * pixels * c;
  const float *scale = job->scale + (job->rows == 1 ? 0 : n) * 3 * c;
  const float *gamma = scale, *alpha = scale + c, *beta = scale + 2 * c;
  NcsnNormStatistics st = ncsn_norm_statistics_at (job->statistics + n * (3 * c + 1), c);
  float *a = scratch + 6 * c, *b = a + c;

  ncsn_norm_statistics (x, s, scratch, st);
  for (gsize k = 0; k < c; k++) {
    a[k] = gamma[k] * st.rstd[k];
    b[k] = gamma[k] * (alpha[k] * st.u[k] - st.mean[k] * st.rstd[k]) + beta[k];
  }
  affine (x, pixels, c, a, b, job->y + n * pixels * c);
}

/* dμ = (∂u/∂μ) du, which is symmetric. With A = Σ dy and B = Σ dy·x̂ over the pixels:
 *   dx = γ rstd (dy - A/HW - x̂ B/HW) + dμ/HW,  dγ = B + α u A,  dα = γ u A,  dβ = A,  du = γ α A.
 */
static void
vjp_picture (const Job *job, gsize n, float *scratch)
{
  NcsnShape s = job->shape;
  gsize c = s.c, pixels = s.h * s.w;
  const float *x = job->x + n * pixels * c, *dy = job->dy + n * pixels * c;
  const float *scale = job->scale + (job->rows == 1 ? 0 : n) * 3 * c;
  const float *gamma = scale, *alpha = scale + c;
  NcsnNormStatistics st = ncsn_norm_statistics_at (job->statistics + n * (3 * c + 1), c);
  double *sums = (double *)scratch;
  float *a = scratch + 6 * c, *b = a + c, *d = b + c, *du = d + c;
  float inverse = 1.0f / (float)pixels;

  ncsn_norm_channel_sums (dy, x, s, scratch + 4 * c, sums);
  for (gsize k = 0; k < c; k++)
    du[k] = gamma[k] * alpha[k] * (float)sums[k];
  ncsn_norm_project_means (st, c, du, d);
  for (gsize k = 0; k < c; k++) {
    float total = (float)sums[k];
    float dot = (float)(sums[c + k] - sums[k] * (double)st.mean[k]) * st.rstd[k];
    if (job->dscale) {
      float *dscale = job->dscale + n * 3 * c;
      dscale[k] = dot + alpha[k] * st.u[k] * total;
      dscale[c + k] = gamma[k] * st.u[k] * total;
      dscale[2 * c + k] = total;
    }
    float g = gamma[k] * st.rstd[k];
    a[k] = g;
    b[k] = -g * st.rstd[k] * dot * inverse;
    d[k] = d[k] * inverse - g * total * inverse - b[k] * st.mean[k];
  }
  if (job->dx)
    ncsn_norm_add_combination (dy, x, pixels, c, a, b, d, job->dx + n * pixels * c);
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  float *scratch = ncsn_threads_scratch (job->threads, worker, 10 * job->shape.c);

  for (gsize n = first; n < last; n++)
    forward_picture (job, n, scratch);
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  float *scratch = ncsn_threads_scratch (job->threads, worker, 10 * job->shape.c);

  for (gsize n = first; n < last; n++)
    vjp_picture (job, n, scratch);
}

void
ncsn_norm_forward (const float *x, NcsnShape shape, const float *scale, gsize rows, float *y,
                   float *statistics, NcsnThreads *threads)
{
  Job job = {.x = x,
             .scale = scale,
             .shape = shape,
             .rows = rows,
             .y = y,
             .statistics = statistics,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n, 1, forward_range, &job);
}

void
ncsn_norm_vjp (const float *x, NcsnShape shape, const float *scale, gsize rows,
               const float *statistics, const float *dy, float *dx, float *dscale,
               NcsnThreads *threads)
{
  float *pictures = dscale ? ncsn_threads_shared_scratch (threads, shape.n * 3 * shape.c) : NULL;
  Job job = {.x = x,
             .scale = scale,
             .dy = dy,
             .shape = shape,
             .rows = rows,
             .statistics = (float *)statistics,
             .dx = dx,
             .dscale = pictures,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n, 1, vjp_range, &job);
  if (dscale)
    ncsn_norm_add_rows (pictures, shape, rows, dscale);
}
