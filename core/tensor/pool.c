/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average and maximum pooling. Forward splits the output's rows between the threads; backward
 * splits pictures, because windows of neighbouring rows may write to the same pixel. */
#include "tensor/pool.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

typedef struct {
  const float *x, *t, *dy;
  NcsnShape in, out;
  NcsnWindow window;
  float *y, *dx;
} Job;

/* The input rows or columns first … last-1 that output `o` sees. */
typedef struct {
  gsize first, last;
} Span;

NcsnShape
ncsn_pool_output_shape (NcsnShape x, NcsnWindow window)
{
  return (NcsnShape){x.n, (x.h + 2 * window.pad - window.size) / window.stride + 1,
                     (x.w + 2 * window.pad - window.size) / window.stride + 1, x.c};
}

static Span
span_of (gsize o, gsize extent, NcsnWindow w)
{
  gsize start = o * w.stride, end = start + w.size;

  return (Span){start > w.pad ? start - w.pad : 0, MIN (end - w.pad, extent)};
}

NCSN_SIMD static void
add_pixel (const float *x, gsize c, float *y)
{
  for (gsize k = 0; k < c; k++)
    y[k] += x[k];
}

NCSN_SIMD static void
add_scaled_pixel (const float *x, gsize c, float factor, float *y)
{
  for (gsize k = 0; k < c; k++)
    y[k] += x[k] * factor;
}

NCSN_SIMD static void
max_pixel (const float *x, gsize c, float *y)
{
  for (gsize k = 0; k < c; k++)
    y[k] = x[k] > y[k] ? x[k] : y[k];
}

static void
average_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->in.c;
  float factor = 1.0f / (float)(job->window.size * job->window.size);

  for (gsize row = first; row < last; row++) {
    const float *x = job->x + row / job->out.h * job->in.h * job->in.w * c;
    Span rows = span_of (row % job->out.h, job->in.h, job->window);
    for (gsize j = 0; j < job->out.w; j++) {
      Span columns = span_of (j, job->in.w, job->window);
      float *y = job->y + (row * job->out.w + j) * c;
      memset (y, 0, c * sizeof (float));
      for (gsize p = rows.first; p < rows.last; p++)
        for (gsize q = columns.first; q < columns.last; q++)
          add_pixel (x + (p * job->in.w + q) * c, c, y);
      for (gsize k = 0; k < c; k++)
        y[k] *= factor;
    }
  }
}

static void
average_vjp_pictures (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->in.c;
  float factor = 1.0f / (float)(job->window.size * job->window.size);

  for (gsize row = first * job->out.h; row < last * job->out.h; row++) {
    float *dx = job->dx + row / job->out.h * job->in.h * job->in.w * c;
    Span rows = span_of (row % job->out.h, job->in.h, job->window);
    for (gsize j = 0; j < job->out.w; j++) {
      Span columns = span_of (j, job->in.w, job->window);
      const float *dy = job->dy + (row * job->out.w + j) * c;
      for (gsize p = rows.first; p < rows.last; p++)
        for (gsize q = columns.first; q < columns.last; q++)
          add_scaled_pixel (dy, c, factor, dx + (p * job->in.w + q) * c);
    }
  }
}

static void
max_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->in.c;

  for (gsize row = first; row < last; row++) {
    const float *x = job->x + row / job->out.h * job->in.h * job->in.w * c;
    Span rows = span_of (row % job->out.h, job->in.h, job->window);
    for (gsize j = 0; j < job->out.w; j++) {
      Span columns = span_of (j, job->in.w, job->window);
      float *y = job->y + (row * job->out.w + j) * c;
      memcpy (y, x + (rows.first * job->in.w + columns.first) * c, c * sizeof (float));
      for (gsize p = rows.first; p < rows.last; p++)
        for (gsize q = columns.first; q < columns.last; q++)
          max_pixel (x + (p * job->in.w + q) * c, c, y);
    }
  }
}

/* The first pixel of the window that holds channel k's maximum. */
static gsize
argmax (const float *x, gsize width, gsize c, gsize k, Span rows, Span columns)
{
  gsize best = rows.first * width + columns.first;

  for (gsize p = rows.first; p < rows.last; p++)
    for (gsize q = columns.first; q < columns.last; q++)
      if (x[(p * width + q) * c + k] > x[best * c + k])
        best = p * width + q;
  return best;
}

/* With t, y = t at the maxima; without, the transpose: dx += dy there. */
static void
max_pictures (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize c = job->in.c;

  for (gsize row = first * job->out.h; row < last * job->out.h; row++) {
    gsize picture = row / job->out.h * job->in.h * job->in.w * c;
    Span rows = span_of (row % job->out.h, job->in.h, job->window);
    for (gsize j = 0; j < job->out.w; j++) {
      Span columns = span_of (j, job->in.w, job->window);
      gsize out = (row * job->out.w + j) * c;
      for (gsize k = 0; k < c; k++) {
        gsize best = picture + k + c * argmax (job->x + picture, job->in.w, c, k, rows, columns);
        if (job->t)
          job->y[out + k] = job->t[best];
        else
          job->dx[best] += job->dy[out + k];
      }
    }
  }
}

void
ncsn_average_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                           NcsnThreads *threads)
{
  Job job = {
      .x = x, .in = shape, .out = ncsn_pool_output_shape (shape, window), .window = window, .y = y};

  ncsn_parallel_for (threads, job.out.n * job.out.h, 8, average_rows, &job);
}

void
ncsn_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                       NcsnThreads *threads)
{
  Job job = {.dy = dy,
             .in = shape,
             .out = ncsn_pool_output_shape (shape, window),
             .window = window,
             .dx = dx};

  ncsn_parallel_for (threads, shape.n, 1, average_vjp_pictures, &job);
}

void
ncsn_max_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                       NcsnThreads *threads)
{
  Job job = {
      .x = x, .in = shape, .out = ncsn_pool_output_shape (shape, window), .window = window, .y = y};

  ncsn_parallel_for (threads, job.out.n * job.out.h, 8, max_rows, &job);
}

void
ncsn_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                   NcsnThreads *threads)
{
  Job job = {.x = x,
             .dy = dy,
             .in = shape,
             .out = ncsn_pool_output_shape (shape, window),
             .window = window,
             .dx = dx};

  ncsn_parallel_for (threads, shape.n, 1, max_pictures, &job);
}

void
ncsn_max_pool_tangent (const float *x, const float *t, NcsnShape shape, NcsnWindow window, float *y,
                       NcsnThreads *threads)
{
  Job job = {.x = x,
             .t = t,
             .in = shape,
             .out = ncsn_pool_output_shape (shape, window),
             .window = window,
             .y = y};

  ncsn_parallel_for (threads, shape.n, 1, max_pictures, &job);
}
