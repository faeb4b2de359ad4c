/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the gradient and the tangent of maximum pooling, for which the places of the maxima are
 * needed. The maximum over a window is the maximum over its rows of each row's maximum, and the
 * first of equal pixels is the first of them in the first such row. So there is a step along rows
 * and one along columns, in this order for the tangent and in reverse for the gradient. Channels
 * are independent; four at a time are gathered into arrays of their own. */
#include "tensor/pool/pool.h"

#include <string.h>

#include "base/lanes.h"
#include "base/parallel.h"
#include "base/simd.h"

typedef struct {
  const float *x, *from; /* from: t, or dy */
  NcsnShape in, out;
  NcsnWindow window;
  float *to; /* y, or dx */
  NcsnThreads *threads;
} Job;

/* The pixels of one step: lines of `in` pixels become lines of `out` pixels. A line's pixels are
 * `step` apart. */
typedef struct {
  gsize lines, in, out;
  gsize step, next_in, next_out; /* next: from one line to the next */
} Lines;

static Lines
along_rows (const Job *job)
{
  return (Lines){job->in.h, job->in.w, job->out.w, 1, job->in.w, job->out.w};
}

static Lines
down_columns (const Job *job)
{
  return (Lines){job->out.w, job->in.h, job->out.h, job->out.w, 1, 1};
}

/* y is the maximum of x, and ty is t at the first of the maxima. Without t it computes y alone. */
static inline G_ALWAYS_INLINE void
max_lines (const Lines *lines, NcsnWindow window, const NcsnLanes *x, const NcsnLanes *t,
           NcsnLanes *y, NcsnLanes *ty)
{
  for (gsize l = 0; l < lines->lines; l++)
    for (gsize o = 0; o < lines->out; o++) {
      NcsnSpan span = ncsn_pool_inputs (o, lines->in, window);
      gsize at = l * lines->next_in + span.first * lines->step;
      gsize out = l * lines->next_out + o * lines->step;
      NcsnLanes best = x[at], there = t != NULL ? t[at] : best;
      for (gsize i = span.first + 1; i < span.last; i++) {
        at += lines->step;
        NcsnMask better = x[at] > best;
        best = ncsn_lanes_choose (better, x[at], best);
        if (t != NULL)
          there = ncsn_lanes_choose (better, t[at], there);
      }
      y[out] = best;
      if (t != NULL)
        ty[out] = there;
    }
}

/* The transpose: dx += dy at the first place where x equals y. */
static inline G_ALWAYS_INLINE void
route_lines (const Lines *lines, NcsnWindow window, const NcsnLanes *x, const NcsnLanes *y,
             const NcsnLanes *dy, NcsnLanes *dx)
{
  for (gsize l = 0; l < lines->lines; l++)
    for (gsize o = 0; o < lines->out; o++) {
      NcsnSpan span = ncsn_pool_inputs (o, lines->in, window);
      gsize at = l * lines->next_in + span.first * lines->step;
      gsize out = l * lines->next_out + o * lines->step;
      NcsnLanes max = y[out];
      NcsnMask rest = (NcsnMask)dy[out];
      for (gsize i = span.first; i < span.last; i++, at += lines->step) {
        NcsnMask here = x[at] == max;
        dx[at] += (NcsnLanes)(rest & here);
        rest &= ~here;
      }
    }
}

NCSN_SIMD static void
tangent_lines (const Lines *lines, NcsnWindow window, const NcsnLanes *x, const NcsnLanes *t,
               NcsnLanes *y, NcsnLanes *ty)
{
  max_lines (lines, window, x, t, y, ty);
}

NCSN_SIMD static void
value_lines (const Lines *lines, NcsnWindow window, const NcsnLanes *x, NcsnLanes *y)
{
  max_lines (lines, window, x, NULL, y, NULL);
}

NCSN_SIMD static void
gradient_lines (const Lines *lines, NcsnWindow window, const NcsnLanes *x, const NcsnLanes *y,
                const NcsnLanes *dy, NcsnLanes *dx)
{
  route_lines (lines, window, x, y, dy, dx);
}

/* Gathers `channels` channels of every pixel, and zeros for those that are missing. */
static void
gather (const float *x, gsize pixels, gsize c, gsize channels, NcsnLanes *lanes)
{
  for (gsize p = 0; p < pixels; p++)
    if (channels == NCSN_LANES)
      lanes[p] = *(const NcsnLanesInMemory *)(x + p * c);
    else {
      lanes[p] = (NcsnLanes){0};
      memcpy (&lanes[p], x + p * c, channels * sizeof (float));
    }
}

/* The arrays of one block of channels. */
typedef struct {
  const float *x, *from; /* the first pixel's first channel of the block */
  float *to;
  gsize channels;
  gsize in, out, between; /* pixels of a picture: before, after, and after the step along rows */
  NcsnLanes *lanes;       /* scratch memory */
} Block;

static Block
block_of (const Job *job, gsize index, guint worker, gboolean backward)
{
  gsize c = job->in.c, blocks = (c + NCSN_LANES - 1) / NCSN_LANES;
  gsize picture = index / blocks, first = index % blocks * NCSN_LANES;
  gsize in = job->in.h * job->in.w, out = job->out.h * job->out.w, between = job->in.h * job->out.w;
  gsize at_in = picture * in * c + first, at_out = picture * out * c + first;
  gsize lanes = 2 * in + 2 * out + 2 * between;

  return (Block){.x = job->x + at_in,
                 .from = job->from + (backward ? at_out : at_in),
                 .to = job->to + (backward ? at_in : at_out),
                 .channels = MIN (NCSN_LANES, c - first),
                 .in = in,
                 .out = out,
                 .between = between,
                 .lanes =
                     (NcsnLanes *)ncsn_threads_scratch (job->threads, worker, lanes * NCSN_LANES)};
}

static void
tangent_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  const Lines rows = along_rows (job), columns = down_columns (job);

  for (gsize i = first; i < last; i++) {
    Block b = block_of (job, i, worker, FALSE);
    NcsnLanes *x = b.lanes, *t = x + b.in, *h = t + b.in, *ht = h + b.between;
    NcsnLanes *y = ht + b.between, *ty = y + b.out;
    gather (b.x, b.in, job->in.c, b.channels, x);
    gather (b.from, b.in, job->in.c, b.channels, t);
    tangent_lines (&rows, job->window, x, t, h, ht);
    tangent_lines (&columns, job->window, h, ht, y, ty);
    for (gsize p = 0; p < b.out; p++)
      memcpy (b.to + p * job->in.c, &ty[p], b.channels * sizeof (float));
  }
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  const Lines rows = along_rows (job), columns = down_columns (job);

  for (gsize i = first; i < last; i++) {
    Block b = block_of (job, i, worker, TRUE);
    NcsnLanes *x = b.lanes, *dx = x + b.in, *h = dx + b.in, *dh = h + b.between;
    NcsnLanes *y = dh + b.between, *dy = y + b.out;
    gather (b.x, b.in, job->in.c, b.channels, x);
    gather (b.from, b.out, job->in.c, b.channels, dy);
    value_lines (&rows, job->window, x, h);
    value_lines (&columns, job->window, h, y);
    memset (dh, 0, b.between * sizeof (NcsnLanes));
    memset (dx, 0, b.in * sizeof (NcsnLanes));
    gradient_lines (&columns, job->window, h, y, dy, dh);
    gradient_lines (&rows, job->window, x, h, dh, dx);
    for (gsize p = 0; p < b.in; p++)
      for (gsize k = 0; k < b.channels; k++)
        b.to[p * job->in.c + k] += dx[p][k];
  }
}

static gsize
blocks_of (NcsnShape shape)
{
  return shape.n * ((shape.c + NCSN_LANES - 1) / NCSN_LANES);
}

void
ncsn_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                   NcsnThreads *threads)
{
  Job job = {x, dy, shape, ncsn_pool_output_shape (shape, window), window, dx, threads};

  ncsn_parallel_for (threads, blocks_of (shape), 1, vjp_range, &job);
}

void
ncsn_max_pool_tangent (const float *x, const float *t, NcsnShape shape, NcsnWindow window, float *y,
                       NcsnThreads *threads)
{
  Job job = {x, t, shape, ncsn_pool_output_shape (shape, window), window, y, threads};

  ncsn_parallel_for (threads, blocks_of (shape), 1, tangent_range, &job);
}
