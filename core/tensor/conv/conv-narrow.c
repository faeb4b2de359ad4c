/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes convolutions to a few channels. Every pixel is multiplied by all taps of the kernel at
 * once, in a matrix product with taps × C_out columns, and each product is added to the output that
 * its tap belongs to. The input is not copied. The gradient of the kernel is the transpose of this.
 */
#include "tensor/conv/conv-narrow.h"

#include <string.h>

#include "base/parallel.h"
#include "tensor/simd/kernels.h"

#define MAX_OUTPUTS 4
#define ROWS 16  /* of pixels in a task */
#define SLICES 8 /* partial sums of the gradient */

typedef struct {
  const NcsnConv *conv;
  const float *x, *panels, *bias, *dy;
  float *y, *partial;
  gsize columns; /* taps × C_out, in whole groups */
  gsize reach;   /* rows above and below that a row depends on */
  gsize blocks;  /* of rows in a picture */
  gsize slice;   /* rows of pixels in a partial sum */
  NcsnThreads *threads;
} Job;

gboolean
ncsn_narrow_suits (const NcsnConv *conv)
{
  return conv->stride == 1 && conv->kh * conv->kw > 1 && conv->co <= MAX_OUTPUTS &&
         conv->x.c > 2 * conv->co;
}

static Job
job_of (const NcsnConv *conv, NcsnThreads *threads)
{
  gsize columns = conv->kh * conv->kw * conv->co;

  return (Job){.conv = conv,
               .columns = ncsn_whole_groups (columns),
               .reach = conv->dilation * (conv->kh - 1) / 2,
               .blocks = (conv->x.h + ROWS - 1) / ROWS,
               .threads = threads};
}

/* Repacks (taps, C_in, C_out) into panels of 16 columns (tap, C_out) and C_in lines. */
static void
pack (const Job *job, const float *w, float *panels)
{
  const NcsnConv *conv = job->conv;
  gsize ci = conv->x.c, co = conv->co;

  memset (panels, 0, ci * job->columns * sizeof (float));
  for (gsize tap = 0; tap < conv->kh * conv->kw; tap++)
    for (gsize i = 0; i < ci; i++)
      for (gsize o = 0; o < co; o++) {
        gsize column = tap * co + o;
        panels[(column / NCSN_GROUP * ci + i) * NCSN_GROUP + column % NCSN_GROUP] =
            w[(tap * ci + i) * co + o];
      }
}

/* The outputs of a pixel, followed by unused floats where there are fewer than four. */
typedef float Outputs __attribute__ ((vector_size (16), aligned (4), may_alias));

/* Adds the products of one tap to a row of outputs. z: the products of the row that it reads. */
static void
add_tap (const Job *job, const float *z, gsize p, gsize q, Outputs *sums)
{
  const NcsnConv *conv = job->conv;
  gsize width = conv->x.w, column = (p * conv->kw + q) * conv->co;
  gssize shift = (gssize)(conv->dilation * q) - (gssize)(conv->dilation * (conv->kw - 1) / 2);
  gsize first = shift < 0 ? MIN ((gsize)-shift, width) : 0;
  gsize last = shift > 0 ? width - MIN ((gsize)shift, width) : width;

  for (gsize j = first; j < last; j++)
    sums[j] +=
        *(const Outputs *)(const void *)(z + (gsize)((gssize)j + shift) * job->columns + column);
}

/* y = sums + bias, for the row of outputs that begins at y[at]. */
static void
put_row (const Job *job, const Outputs *sums, gsize at)
{
  gsize co = job->conv->co;

  for (gsize j = 0; j < job->conv->x.w; j++, at += co)
    for (gsize o = 0; o < co; o++)
      job->y[at + o] = sums[j][o] + (job->bias != NULL ? job->bias[o] : 0.0f);
}

static void
forward_block (const Job *job, gsize index, guint worker)
{
  const NcsnConv *conv = job->conv;
  NcsnShape s = conv->x;
  gsize n = index / job->blocks, first = index % job->blocks * ROWS, last = MIN (first + ROWS, s.h);
  gsize from = first - MIN (first, job->reach), to = MIN (last + job->reach, s.h);
  gsize products = (ROWS + 2 * job->reach) * s.w * job->columns + MAX_OUTPUTS;
  float *z = ncsn_threads_scratch (job->threads, worker, products + s.w * MAX_OUTPUTS);
  Outputs *sums = (Outputs *)(void *)(z + products);

  ncsn_kernels ()->multiply (&(NcsnProduct){.m = (to - from) * s.w,
                                            .n = job->columns,
                                            .k = s.c,
                                            .a = job->x + (n * s.h + from) * s.w * s.c,
                                            .row = s.c,
                                            .step = 1,
                                            .b = job->panels,
                                            .line = NCSN_GROUP,
                                            .panel = s.c * NCSN_GROUP,
                                            .c = z,
                                            .ldc = job->columns});
  for (gsize i = first; i < last; i++) {
    memset (sums, 0, s.w * sizeof (Outputs));
    for (gsize p = 0; p < conv->kh; p++) {
      gsize row = i + conv->dilation * p; /* + reach */
      if (row < job->reach + from || row >= job->reach + to)
        continue;
      for (gsize q = 0; q < conv->kw; q++)
        add_tap (job, z + (row - job->reach - from) * s.w * job->columns, p, q, sums);
    }
    put_row (job, sums, (n * s.h + i) * s.w * conv->co);
  }
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  for (gsize i = first; i < last; i++)
    forward_block (data, i, worker);
}

void
ncsn_narrow_forward (const NcsnConv *conv, const float *x, const float *w, const float *b, float *y,
                     NcsnThreads *threads)
{
  Job job = job_of (conv, threads);
  float *panels = ncsn_threads_shared_scratch (threads, conv->x.c * job.columns);

  pack (&job, w, panels);
  job.x = x;
  job.panels = panels;
  job.bias = b;
  job.y = y;
  ncsn_parallel_for (threads, conv->x.n * job.blocks, 1, forward_range, &job);
}

/* For each pixel of an input row, the gradients of the outputs that each of its taps adds to. */
static void
gather_row (const Job *job, gsize n, gsize i, float *g)
{
  const NcsnConv *conv = job->conv;
  NcsnShape s = conv->x;
  gsize co = conv->co;

  memset (g, 0, s.w * job->columns * sizeof (float));
  for (gsize p = 0; p < conv->kh; p++) {
    gssize row = (gssize)(i + job->reach) - (gssize)(conv->dilation * p);
    for (gsize q = 0; q < conv->kw && row >= 0 && row < (gssize)s.h; q++) {
      gssize shift = (gssize)(conv->dilation * (conv->kw - 1) / 2) - (gssize)(conv->dilation * q);
      const float *dy = job->dy + (n * s.h + (gsize)row) * s.w * co;
      for (gsize j = 0; j < s.w; j++) {
        gssize column = (gssize)j + shift;
        for (gsize o = 0; o < co && column >= 0 && column < (gssize)s.w; o++)
          g[j * job->columns + (p * conv->kw + q) * co + o] = dy[(gsize)column * co + o];
      }
    }
  }
}

static void
gradient_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  NcsnShape s = job->conv->x;
  float *g = ncsn_threads_scratch (job->threads, worker, s.w * job->columns);

  for (gsize slice = first; slice < last; slice++) {
    float *sum = job->partial + slice * s.c * job->columns;
    gsize end = MIN ((slice + 1) * job->slice, s.n * s.h);
    memset (sum, 0, s.c * job->columns * sizeof (float));
    for (gsize row = slice * job->slice; row < end; row++) {
      gather_row (job, row / s.h, row % s.h, g);
      ncsn_kernels ()->multiply (&(NcsnProduct){.m = s.c,
                                                .n = job->columns,
                                                .k = s.w,
                                                .a = job->x + row * s.w * s.c,
                                                .row = 1,
                                                .step = s.c,
                                                .b = g,
                                                .line = job->columns,
                                                .panel = NCSN_GROUP,
                                                .c = sum,
                                                .ldc = job->columns,
                                                .add = sum});
    }
  }
}

void
ncsn_narrow_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                        NcsnThreads *threads)
{
  Job job = job_of (conv, threads);
  gsize ci = conv->x.c, co = conv->co, rows = conv->x.n * conv->x.h, slices = MIN (SLICES, rows);

  job.x = x;
  job.dy = dy;
  job.slice = (rows + slices - 1) / slices;
  job.partial = ncsn_threads_shared_scratch (threads, slices * ci * job.columns);
  ncsn_parallel_for (threads, slices, 1, gradient_range, &job);
  for (gsize slice = 0; slice < slices; slice++)
    for (gsize tap = 0; tap < conv->kh * conv->kw; tap++)
      for (gsize i = 0; i < ci; i++)
        for (gsize o = 0; o < co; o++)
          dw[(tap * ci + i) * co + o] += job.partial[(slice * ci + i) * job.columns + tap * co + o];
}
