/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest and bilinear resizing. One picture a block: backward passes of neighbouring rows overlap.
 */
#include "tensor/resize.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

typedef struct {
  const float *in;
  NcsnShape shape; /* of the small picture */
  gsize height, width;
  float *out;
} Job;

NCSN_SIMD static void
add_pixel (const float *x, gsize c, float factor, float *y)
{
  for (gsize k = 0; k < c; k++)
    y[k] += x[k] * factor;
}

static void
nearest_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->shape.c, factor = job->height / job->shape.h;

  for (gsize row = first; row < last; row++)
    for (gsize j = 0; j < job->width; j++)
      memcpy (job->out + (row * job->width + j) * c,
              job->in + (row / factor * job->shape.w + j / factor) * c, c * sizeof (float));
}

static void
nearest_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->shape.c, factor = job->height / job->shape.h;

  for (gsize row = first; row < last; row++)
    for (gsize j = 0; j < job->width; j++)
      add_pixel (job->in + (row * job->width + j) * c, c, 1.0f,
                 job->out + (row / factor * job->shape.w + j / factor) * c);
}

void
ncsn_upsample_nearest_forward (const float *x, NcsnShape shape, gsize factor, float *y,
                               NcsnThreads *threads)
{
  Job job = {x, shape, shape.h * factor, shape.w * factor, y};

  ncsn_parallel_for (threads, shape.n * job.height, 8 * factor, nearest_range, &job);
}

void
ncsn_upsample_nearest_vjp (const float *dy, NcsnShape shape, gsize factor, float *dx,
                           NcsnThreads *threads)
{
  Job job = {dy, shape, shape.h * factor, shape.w * factor, dx};

  ncsn_parallel_for (threads, shape.n * job.height, 8 * factor, nearest_vjp_range, &job);
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

/* The four input pixels and weights of an output pixel; `transposed` sends the output to them
 * instead. */
static void
bilinear_pictures (const Job *job, gsize first, gsize last, gboolean transposed)
{
  NcsnShape s = job->shape;

  for (gsize row = first * job->height; row < last * job->height; row++) {
    gsize picture = row / job->height * s.h * s.w;
    Between v = between (row % job->height, s.h, job->height);
    for (gsize j = 0; j < job->width; j++) {
      Between h = between (j, s.w, job->width);
      gsize large = (row * job->width + j) * s.c;
      const gsize corner[4] = {v.low * s.w + h.low, v.low * s.w + h.high, v.high * s.w + h.low,
                               v.high * s.w + h.high};
      const float weight[4] = {(1 - v.weight) * (1 - h.weight), (1 - v.weight) * h.weight,
                               v.weight * (1 - h.weight), v.weight * h.weight};
      for (guint i = 0; i < 4; i++) {
        gsize small = (picture + corner[i]) * s.c;
        if (transposed)
          add_pixel (job->in + large, s.c, weight[i], job->out + small);
        else
          add_pixel (job->in + small, s.c, weight[i], job->out + large);
      }
    }
  }
}

static void
bilinear_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize picture = job->height * job->width * job->shape.c;

  memset (job->out + first * picture, 0, (last - first) * picture * sizeof (float));
  bilinear_pictures (job, first, last, FALSE);
}

static void
bilinear_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  bilinear_pictures (data, first, last, TRUE);
}

void
ncsn_resize_bilinear_forward (const float *x, NcsnShape shape, gsize height, gsize width, float *y,
                              NcsnThreads *threads)
{
  ncsn_parallel_for (threads, shape.n, 1, bilinear_range, &(Job){x, shape, height, width, y});
}

void
ncsn_resize_bilinear_vjp (const float *dy, NcsnShape shape, gsize height, gsize width, float *dx,
                          NcsnThreads *threads)
{
  ncsn_parallel_for (threads, shape.n, 1, bilinear_vjp_range, &(Job){dy, shape, height, width, dx});
}
