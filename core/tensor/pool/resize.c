/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes nearest and bilinear resizing and their gradients, one row of the result at a time. The
 * gradient of a row of the small picture gathers from all rows of the large picture that depend on
 * it, so that no two rows write to the same pixel. */
#include "tensor/pool/resize.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define GRAIN 32768 /* floats of the large picture */

typedef struct {
  const float *in;
  NcsnShape shape; /* of the small picture */
  gsize height, width;
  float *out;
  NcsnThreads *threads;
} Job;

/* y = a + weight (b - a) */
NCSN_SIMD static void
mix (const float *a, const float *b, gsize count, float weight, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] = a[i] * (1.0f - weight) + b[i] * weight;
}

NCSN_SIMD static void
add_scaled (const float *x, gsize count, float factor, float *y)
{
  for (gsize i = 0; i < count; i++)
    y[i] += x[i] * factor;
}

/* Repeats every pixel `factor` times. */
NCSN_SIMD static void
repeat_pixels (const float *x, gsize pixels, gsize c, gsize factor, float *y)
{
  for (gsize j = 0; j < pixels; j++)
    for (gsize i = 0; i < factor; i++)
      for (gsize k = 0; k < c; k++)
        y[(j * factor + i) * c + k] = x[j * c + k];
}

/* dx += the sum of each pixel's `factor` copies. */
NCSN_SIMD static void
add_copies (const float *dy, gsize pixels, gsize c, gsize factor, float *dx)
{
  for (gsize j = 0; j < pixels; j++)
    for (gsize i = 0; i < factor; i++)
      for (gsize k = 0; k < c; k++)
        dx[j * c + k] += dy[(j * factor + i) * c + k];
}

/* The items are rows of the small picture, here and in the gradient. */
static void
nearest_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->shape.c, factor = job->height / job->shape.h, row = job->width * c;

  for (gsize p = first; p < last; p++)
    for (gsize i = 0; i < factor; i++)
      repeat_pixels (job->in + p * job->shape.w * c, job->shape.w, c, factor,
                     job->out + (p * factor + i) * row);
}

static void
nearest_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->shape.c, factor = job->height / job->shape.h, row = job->width * c;

  for (gsize p = first; p < last; p++)
    for (gsize i = 0; i < factor; i++)
      add_copies (job->in + (p * factor + i) * row, job->shape.w, c, factor,
                  job->out + p * job->shape.w * c);
}

/* Rows of a block, each of which takes `floats` floats of the large picture. */
static gsize
rows_a_block (gsize floats)
{
  return MAX (GRAIN / floats, 1);
}

void
ncsn_upsample_nearest_forward (const float *x, NcsnShape shape, gsize factor, float *y,
                               NcsnThreads *threads)
{
  Job job = {x, shape, shape.h * factor, shape.w * factor, y, threads};

  ncsn_parallel_for (threads, shape.n * shape.h, rows_a_block (factor * job.width * shape.c),
                     nearest_range, &job);
}

void
ncsn_upsample_nearest_vjp (const float *dy, NcsnShape shape, gsize factor, float *dx,
                           NcsnThreads *threads)
{
  Job job = {dy, shape, shape.h * factor, shape.w * factor, dx, threads};

  ncsn_parallel_for (threads, shape.n * shape.h, rows_a_block (factor * job.width * shape.c),
                     nearest_vjp_range, &job);
}

/* Where an output coordinate falls between two input coordinates. */
typedef struct {
  gsize low, high;
  float weight; /* of high */
} Between;

static Between
between (gsize o, gsize from, gsize to)
{
  double position = to > 1 ? (double)(o * (from - 1)) / (double)(to - 1) : 0.0;
  gsize low = (gsize)position;

  return (Between){low, MIN (low + 1, from - 1), (float)(position - (double)low)};
}

/* Interpolates between two rows, then between neighbours in the resulting row. */
static void
bilinear_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  NcsnShape s = job->shape;
  gsize row = s.w * s.c;
  float *mixed = ncsn_threads_scratch (job->threads, worker, row);

  for (gsize o = first; o < last; o++) {
    Between v = between (o % job->height, s.h, job->height);
    const float *picture = job->in + o / job->height * s.h * row;
    mix (picture + v.low * row, picture + v.high * row, row, v.weight, mixed);
    for (gsize j = 0; j < job->width; j++) {
      Between h = between (j, s.w, job->width);
      mix (mixed + h.low * s.c, mixed + h.high * s.c, s.c, h.weight,
           job->out + (o * job->width + j) * s.c);
    }
  }
}

/* Adds up the rows of dy that depend on row p of the small picture, by their weights; then adds
 * each pixel of the sum to the two pixels that it was interpolated from. */
static void
add_row_gradient (const Job *job, const float *dy, gsize p, float *mixed, float *dx)
{
  NcsnShape s = job->shape;
  gsize row = job->width * s.c;

  memset (mixed, 0, row * sizeof (float));
  for (gsize o = 0; o < job->height; o++) {
    Between v = between (o, s.h, job->height);
    float weight = (v.low == p ? 1.0f - v.weight : 0.0f) + (v.high == p ? v.weight : 0.0f);
    if (weight != 0.0f)
      add_scaled (dy + o * row, row, weight, mixed);
  }
  for (gsize j = 0; j < job->width; j++) {
    Between h = between (j, s.w, job->width);
    add_scaled (mixed + j * s.c, s.c, 1.0f - h.weight, dx + h.low * s.c);
    add_scaled (mixed + j * s.c, s.c, h.weight, dx + h.high * s.c);
  }
}

static void
bilinear_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  NcsnShape s = job->shape;
  float *mixed = ncsn_threads_scratch (job->threads, worker, job->width * s.c);

  for (gsize p = first; p < last; p++)
    add_row_gradient (job, job->in + p / s.h * job->height * job->width * s.c, p % s.h, mixed,
                      job->out + p * s.w * s.c);
}

void
ncsn_resize_bilinear_forward (const float *x, NcsnShape shape, gsize height, gsize width, float *y,
                              NcsnThreads *threads)
{
  Job job = {x, shape, height, width, y, threads};

  ncsn_parallel_for (threads, shape.n * height, rows_a_block (width * shape.c), bilinear_range,
                     &job);
}

void
ncsn_resize_bilinear_vjp (const float *dy, NcsnShape shape, gsize height, gsize width, float *dx,
                          NcsnThreads *threads)
{
  Job job = {dy, shape, height, width, dx, threads};

  ncsn_parallel_for (threads, shape.n * shape.h,
                     rows_a_block ((height / shape.h + 1) * width * shape.c), bilinear_vjp_range,
                     &job);
}
