/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes conditional instance normalisation ++ and its gradient, in two passes over a picture:
 * one computes sums, one writes. Of several pictures, each is processed by one thread, so that the
 * second pass finds it in the cache; a single picture is split into bands. */
#include "tensor/norm/norm.h"

#include <string.h>

#include "base/parallel.h"
#include "tensor/norm/norm-passes.h"
#include "tensor/norm/norm-statistics.h"

#define CHUNK 4096 /* floats of dy that are read twice, the second time from the cache */

typedef struct _Job Job;

struct _Job {
  /* The steps for picture n and for each of its bands, in this order. */
  void (*prepare) (const Job *job, gsize n, float *scratch); /* NULL: none */
  void (*measure) (const Job *job, gsize n, gsize band, float *scratch);
  void (*settle) (const Job *job, gsize n, float *scratch);
  void (*write) (const Job *job, gsize n, gsize band, float *scratch);
  gsize scratch; /* floats */

  const float *x, *scale;
  NcsnShape shape;
  gsize rows;
  NcsnActivation activation;
  float *y, *dy, *statistics, *dx;
  float *dscale; /* one row per picture */
  NcsnThreads *threads;
};

/* The scratch of one picture: the sums of its bands, then rows of coefficients. */
typedef struct {
  double *sums;
  float *a, *b, *d;
} Scratch;

gsize
ncsn_norm_statistics_size (NcsnShape x)
{
  return x.n * (3 * x.c + 1);
}

static NcsnNormStatistics
statistics_of (const Job *job, gsize n)
{
  return ncsn_norm_statistics_at (job->statistics + n * (3 * job->shape.c + 1), job->shape.c);
}

static const float *
scale_of (const Job *job, gsize n)
{
  return job->scale + (job->rows == 1 ? 0 : n) * 3 * job->shape.c;
}

static Scratch
scratch_of (const Job *job, float *scratch)
{
  gsize period = ncsn_norm_period (job->shape.c);
  float *a = scratch + ncsn_norm_moments_size (job->shape);

  return (Scratch){(double *)scratch, a, a + period, a + 2 * period};
}

/* The floats of a band; `first` is the offset in the whole array. */
typedef struct {
  gsize first, count;
} Floats;

static Floats
floats_of (const Job *job, gsize n, gsize index)
{
  NcsnNormBand band = ncsn_norm_band (job->shape, index);
  gsize c = job->shape.c;

  return (Floats){(n * job->shape.h * job->shape.w + band.first) * c, (band.last - band.first) * c};
}

static void
pictures_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize bands = ncsn_norm_bands (job->shape);
  float *scratch = ncsn_threads_scratch (job->threads, worker, job->scratch);

  for (gsize n = first; n < last; n++) {
    if (job->prepare != NULL)
      job->prepare (job, n, scratch);
    for (gsize band = 0; band < bands; band++)
      job->measure (job, n, band, scratch);
    job->settle (job, n, scratch);
    for (gsize band = 0; band < bands; band++)
      job->write (job, n, band, scratch);
  }
}

typedef struct {
  const Job *job;
  void (*step) (const Job *job, gsize n, gsize band, float *scratch);
  float *scratch;
} BandJob;

static void
bands_range (gsize first, gsize last, guint worker, gpointer data)
{
  const BandJob *bands = data;

  for (gsize band = first; band < last; band++)
    bands->step (bands->job, 0, band, bands->scratch);
}

/* shared: scratch memory for a single picture. */
static void
run (Job *job, float *shared)
{
  gsize bands = ncsn_norm_bands (job->shape);

  if (job->shape.n > 1) {
    ncsn_parallel_for (job->threads, job->shape.n, 1, pictures_range, job);
    return;
  }
  if (job->prepare != NULL)
    job->prepare (job, 0, shared);
  ncsn_parallel_for (job->threads, bands, 1, bands_range, &(BandJob){job, job->measure, shared});
  job->settle (job, 0, shared);
  ncsn_parallel_for (job->threads, bands, 1, bands_range, &(BandJob){job, job->write, shared});
}

/* a and b of z = x·a + b. In double, because the mean may be much larger than the differences from
 * it. */
static void
set_affine (const Job *job, gsize n, float *a, float *b)
{
  gsize c = job->shape.c;
  NcsnNormStatistics st = statistics_of (job, n);
  const float *gamma = scale_of (job, n), *alpha = gamma + c, *beta = alpha + c;

  for (gsize k = 0; k < c; k++) {
    a[k] = gamma[k] * st.rstd[k];
    b[k] = (float)((double)(gamma[k] * alpha[k] * st.u[k] + beta[k]) -
                   (double)a[k] * (double)st.mean[k]);
  }
  ncsn_norm_repeat (a, c);
  ncsn_norm_repeat (b, c);
}

static void
forward_measure (const Job *job, gsize n, gsize band, float *scratch)
{
  Floats f = floats_of (job, n, band);
  gsize c = job->shape.c;

  ncsn_norm_moments (job->x + f.first, f.count / c, c, (double *)scratch + band * 4 * c);
}

static void
forward_settle (const Job *job, gsize n, float *scratch)
{
  Scratch s = scratch_of (job, scratch);

  ncsn_norm_join_moments (job->shape, s.sums, statistics_of (job, n));
  set_affine (job, n, s.a, s.b);
}

static void
forward_write (const Job *job, gsize n, gsize band, float *scratch)
{
  Scratch s = scratch_of (job, scratch);
  Floats f = floats_of (job, n, band);

  ncsn_norm_affine (job->activation, job->x + f.first, f.count, ncsn_norm_period (job->shape.c),
                    s.a, s.b, job->y + f.first);
}

static void
vjp_prepare (const Job *job, gsize n, float *scratch)
{
  Scratch s = scratch_of (job, scratch);

  set_affine (job, n, s.a, s.b);
}

/* Replaces dy by g = dy f'(z), and computes Σ g and Σ g (x - μ). */
static void
vjp_measure (const Job *job, gsize n, gsize band, float *scratch)
{
  Scratch s = scratch_of (job, scratch);
  Floats f = floats_of (job, n, band);
  gsize c = job->shape.c, chunk = MAX (CHUNK / ncsn_norm_period (c), 1) * ncsn_norm_period (c);
  double *sums = s.sums + band * 4 * c;
  float *row = (float *)(sums + 2 * c);

  memset (sums, 0, 2 * c * sizeof (double));
  for (gsize i = 0; i < f.count; i += chunk) {
    const float *x = job->x + f.first + i;
    float *dy = job->dy + f.first + i;
    gsize count = MIN (chunk, f.count - i);
    if (job->activation != NCSN_ACTIVATION_NONE)
      ncsn_norm_pull_back (job->activation, x, count, ncsn_norm_period (c), s.a, s.b, dy);
    ncsn_norm_add_sums (dy, x, statistics_of (job, n).mean, count / c, c, row, sums);
  }
}

/* The coefficients of dx, and dscale. With A = Σ g and B = Σ g·x̂ over the pixels, and dμ = (∂u/∂μ)
 * du, where the matrix is symmetric:
 *   dx = γ rstd (g - A/HW - x̂ B/HW) + dμ/HW,  dγ = B + α u A,  dα = γ u A,  dβ = A,  du = γ α A. */
static void
vjp_settle (const Job *job, gsize n, float *scratch)
{
  Scratch s = scratch_of (job, scratch);
  gsize c = job->shape.c;
  NcsnNormStatistics st = statistics_of (job, n);
  const float *gamma = scale_of (job, n), *alpha = gamma + c;
  float inverse = 1.0f / (float)(job->shape.h * job->shape.w), *du = s.a;

  for (gsize band = 1; band < ncsn_norm_bands (job->shape); band++)
    for (gsize k = 0; k < 2 * c; k++)
      s.sums[k] += s.sums[band * 4 * c + k];
  for (gsize k = 0; k < c; k++)
    du[k] = gamma[k] * alpha[k] * (float)s.sums[k];
  ncsn_norm_project_means (st, c, du, s.d);
  for (gsize k = 0; k < c; k++) {
    float total = (float)s.sums[k], dot = (float)s.sums[c + k] * st.rstd[k];
    if (job->dscale != NULL) {
      float *dscale = job->dscale + n * 3 * c;
      dscale[k] = dot + alpha[k] * st.u[k] * total;
      dscale[c + k] = gamma[k] * st.u[k] * total;
      dscale[2 * c + k] = total;
    }
    float g = gamma[k] * st.rstd[k];
    s.a[k] = g;
    s.b[k] = -g * st.rstd[k] * dot * inverse;
    s.d[k] = (s.d[k] - g * total) * inverse - s.b[k] * st.mean[k];
  }
  ncsn_norm_repeat (s.a, c);
  ncsn_norm_repeat (s.b, c);
  ncsn_norm_repeat (s.d, c);
}

static void
vjp_write (const Job *job, gsize n, gsize band, float *scratch)
{
  Scratch s = scratch_of (job, scratch);
  Floats f = floats_of (job, n, band);

  if (job->dx != NULL)
    ncsn_norm_add_combination (job->dy + f.first, job->x + f.first, f.count,
                               ncsn_norm_period (job->shape.c), s.a, s.b, s.d, job->dx + f.first);
}

static gsize
scratch_size (NcsnShape shape)
{
  return ncsn_norm_moments_size (shape) + 3 * ncsn_norm_period (shape.c);
}

void
ncsn_norm_forward (const float *x, NcsnShape shape, const float *scale, gsize rows,
                   NcsnActivation activation, float *y, float *statistics, NcsnThreads *threads)
{
  Job job = {.measure = forward_measure,
             .settle = forward_settle,
             .write = forward_write,
             .scratch = scratch_size (shape),
             .x = x,
             .scale = scale,
             .shape = shape,
             .rows = rows,
             .activation = activation,
             .y = y,
             .statistics = statistics,
             .threads = threads};

  run (&job, ncsn_threads_shared_scratch (threads, job.scratch));
}

void
ncsn_norm_vjp (const float *x, NcsnShape shape, const float *scale, gsize rows,
               NcsnActivation activation, const float *statistics, float *dy, float *dx,
               float *dscale, NcsnThreads *threads)
{
  Job job = {.prepare = vjp_prepare,
             .measure = vjp_measure,
             .settle = vjp_settle,
             .write = vjp_write,
             .scratch = scratch_size (shape),
             .x = x,
             .scale = scale,
             .shape = shape,
             .rows = rows,
             .activation = activation,
             .dy = dy,
             .statistics = (float *)statistics,
             .dx = dx,
             .threads = threads};
  gsize pictures = shape.n * 3 * shape.c;
  float *shared = ncsn_threads_shared_scratch (threads, job.scratch + pictures);

  if (dscale != NULL)
    job.dscale = shared + job.scratch;
  run (&job, shared);
  if (dscale != NULL)
    ncsn_norm_add_rows (job.dscale, shape, rows, dscale);
}
