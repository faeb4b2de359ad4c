/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditional instance normalisation ++: one picture a thread, vectorised over the channels. */
#include "tensor/norm.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define EPSILON 1e-5

/* The statistics of one picture. */
typedef struct {
  float *mean, *rstd, *u; /* a channel each */
  float *q;               /* 1/√(v + ε), one float */
} Statistics;

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

static Statistics
statistics_of (float *statistics, gsize picture, gsize c)
{
  float *s = statistics + picture * (3 * c + 1);

  return (Statistics){s, s + c, s + 2 * c, s + 3 * c};
}

/* Adds Σ a and Σ a·b of the pixels of a row to double totals: float within a row, double between.
 */
NCSN_SIMD static void
add_row_sums (const float *a, const float *b, gsize pixels, gsize c, float *row, double *sums)
{
  float *sa = row, *sb = row + c;

  memset (row, 0, 2 * c * sizeof (float));
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < c; k++) {
      sa[k] += a[p * c + k];
      sb[k] += a[p * c + k] * b[p * c + k];
    }
  for (gsize k = 0; k < 2 * c; k++)
    sums[k] += (double)row[k];
}

/* Σ a and Σ a·b over the pixels of a picture, a channel each. */
static void
channel_sums (const float *a, const float *b, NcsnShape s, float *scratch, double *sums)
{
  memset (sums, 0, 2 * s.c * sizeof (double));
  for (gsize i = 0; i < s.h; i++)
    add_row_sums (a + i * s.w * s.c, b + i * s.w * s.c, s.w, s.c, scratch, sums);
}

/* u_k and q from the channel means. */
static void
mean_statistics (Statistics st, gsize c)
{
  double m = 0, v = 0;

  for (gsize k = 0; k < c; k++)
    m += (double)st.mean[k];
  m /= (double)c;
  for (gsize k = 0; k < c; k++)
    v += ((double)st.mean[k] - m) * ((double)st.mean[k] - m);
  v /= (double)(c - 1);
  *st.q = (float)(1.0 / sqrt (v + EPSILON));
  for (gsize k = 0; k < c; k++)
    st.u[k] = (float)((double)st.mean[k] - m) * *st.q;
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
  Statistics st = statistics_of (job->statistics, n, c);
  double *sums = (double *)scratch; /* 2c doubles, then 2c floats, then 2c floats */
  float *a = scratch + 6 * c, *b = a + c;

  channel_sums (x, x, s, scratch + 4 * c, sums);
  for (gsize k = 0; k < c; k++) {
    double mean = sums[k] / (double)pixels;
    double variance = MAX (sums[c + k] / (double)pixels - mean * mean, 0.0);
    st.mean[k] = (float)mean;
    st.rstd[k] = (float)(1.0 / sqrt (variance + EPSILON));
  }
  mean_statistics (st, c);
  for (gsize k = 0; k < c; k++) {
    a[k] = gamma[k] * st.rstd[k];
    b[k] = gamma[k] * (alpha[k] * st.u[k] - st.mean[k] * st.rstd[k]) + beta[k];
  }
  affine (x, pixels, c, a, b, job->y + n * pixels * c);
}

/* dx += dy·a_k + x·b_k + d_k */
NCSN_SIMD static void
add_input_gradient (const float *dy, const float *x, gsize pixels, gsize c, const float *a,
                    const float *b, const float *d, float *dx)
{
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < c; k++)
      dx[p * c + k] += dy[p * c + k] * a[k] + x[p * c + k] * b[k] + d[k];
}

/* dμ_k through u: u_k = q (μ_k - m), so dμ_k = q (du_k - mean(du) - u_k Σ_j du_j u_j/(C-1)). */
static void
mean_gradient (Statistics st, gsize c, const float *du, float *dmean)
{
  double total = 0, dot = 0;

  for (gsize k = 0; k < c; k++) {
    total += (double)du[k];
    dot += (double)du[k] * (double)st.u[k];
  }
  for (gsize k = 0; k < c; k++)
    dmean[k] =
        *st.q * (du[k] - (float)(total / (double)c) - st.u[k] * (float)(dot / (double)(c - 1)));
}

/* With A = Σ dy and B = Σ dy·x̂ over the pixels:
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
  Statistics st = statistics_of (job->statistics, n, c);
  double *sums = (double *)scratch;
  float *a = scratch + 6 * c, *b = a + c, *d = b + c, *du = d + c;
  float inverse = 1.0f / (float)pixels;

  channel_sums (dy, x, s, scratch + 4 * c, sums);
  for (gsize k = 0; k < c; k++)
    du[k] = gamma[k] * alpha[k] * (float)sums[k];
  mean_gradient (st, c, du, d);
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
    add_input_gradient (dy, x, pixels, c, a, b, d, job->dx + n * pixels * c);
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
  gsize row = 3 * shape.c;
  float *pictures = dscale ? ncsn_threads_shared_scratch (threads, shape.n * row) : NULL;
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
  for (gsize n = 0; dscale && n < shape.n; n++)
    for (gsize i = 0; i < row; i++)
      dscale[(rows == 1 ? 0 : n * row) + i] += pictures[n * row + i];
}
