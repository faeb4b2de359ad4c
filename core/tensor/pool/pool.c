/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes average and maximum pooling and the gradient of average pooling, one row of the result
 * at a time: first over the window's rows, on whole rows of floats, then along the row. The
 * gradient gathers as well, so that no two rows write to the same pixel. */
#include "tensor/pool/pool.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define GRAIN 16384 /* floats */

typedef enum {
  COMBINE_SUM, /* out = factor Σ */
  COMBINE_ADD, /* out += factor Σ */
  COMBINE_MAX, /* out = max */
} Combine;

typedef struct {
  const float *x;
  NcsnShape in, out;
  NcsnWindow window;
  Combine combine;
  float *y;
  NcsnThreads *threads;
} Job;

NcsnShape
ncsn_pool_output_shape (NcsnShape x, NcsnWindow window)
{
  return (NcsnShape){x.n, (x.h + 2 * window.pad - window.size) / window.stride + 1,
                     (x.w + 2 * window.pad - window.size) / window.stride + 1, x.c};
}

/* Combines `terms` floats that are `step` apart, for each of `count` results. */
static inline G_ALWAYS_INLINE void
combine_as (Combine combine, const float *x, gsize count, gsize step, gsize terms, float factor,
            float *out)
{
  for (gsize i = 0; i < count; i++) {
    float y = x[i];
    for (gsize t = 1; t < terms; t++) {
      float next = x[t * step + i];
      y = combine != COMBINE_MAX ? y + next : next > y ? next : y;
    }
    out[i] = combine == COMBINE_MAX ? y : combine == COMBINE_SUM ? y * factor : out[i] + y * factor;
  }
}

static inline G_ALWAYS_INLINE void
combine_terms (Combine combine, const float *x, gsize count, gsize step, gsize terms, float factor,
               float *out)
{
  switch (terms) { /* constants, so that the loop over terms is unrolled */
  case 1:
    return combine_as (combine, x, count, step, 1, factor, out);
  case 2:
    return combine_as (combine, x, count, step, 2, factor, out);
  case 3:
    return combine_as (combine, x, count, step, 3, factor, out);
  case 4:
    return combine_as (combine, x, count, step, 4, factor, out);
  case 5:
    return combine_as (combine, x, count, step, 5, factor, out);
  default:
    return combine_as (combine, x, count, step, terms, factor, out);
  }
}

/* `pixels` results of `c` channels, whose windows begin `stride` pixels apart. */
NCSN_SIMD static void
combine_row (Combine combine, const float *x, gsize pixels, gsize c, gsize stride, gsize terms,
             float factor, float *out)
{
  gsize count = stride == 1 ? pixels * c : c;

  for (gsize i = 0; i < pixels * c; i += count) {
    const float *from = x + i * stride;
    if (combine == COMBINE_SUM)
      combine_terms (COMBINE_SUM, from, count, c, terms, factor, out + i);
    else if (combine == COMBINE_ADD)
      combine_terms (COMBINE_ADD, from, count, c, terms, factor, out + i);
    else
      combine_terms (COMBINE_MAX, from, count, c, terms, factor, out + i);
  }
}

/* Combines `rows` whole rows of x, which are contiguous, into one. */
NCSN_SIMD static void
combine_rows (Combine combine, const float *x, gsize floats, gsize rows, float *out)
{
  if (combine == COMBINE_MAX)
    combine_terms (COMBINE_MAX, x, floats, floats, rows, 1.0f, out);
  else
    combine_terms (COMBINE_SUM, x, floats, floats, rows, 1.0f, out);
}

/* dx_q += factor v_j for every input q that output j depends on. */
NCSN_SIMD static void
spread_row (const float *v, NcsnShape in, NcsnShape out, NcsnWindow window, float factor, float *dx)
{
  for (gsize j = 0; j < out.w; j++) {
    NcsnSpan columns = ncsn_pool_inputs (j, in.w, window);
    for (gsize q = columns.first; q < columns.last; q++)
      for (gsize k = 0; k < in.c; k++)
        dx[q * in.c + k] += v[j * in.c + k] * factor;
  }
}

/* Fills `margin` pixels on both sides of a row with a value. */
static void
fill_margins (float *row, gsize pixels, gsize margin, gsize c, float value)
{
  for (gsize i = 0; i < margin * c; i++)
    row[i] = row[(margin + pixels) * c + i] = value;
}

static float
factor_of (NcsnWindow window)
{
  return 1.0f / (float)(window.size * window.size);
}

static void
forward_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  NcsnWindow w = job->window;
  gsize c = job->in.c, floats = job->in.w * c;
  float *row = ncsn_threads_scratch (job->threads, worker, (job->in.w + 2 * w.pad) * c);

  fill_margins (row, job->in.w, w.pad, c, job->combine == COMBINE_MAX ? -INFINITY : 0.0f);
  for (gsize i = first; i < last; i++) {
    NcsnSpan rows = ncsn_pool_inputs (i % job->out.h, job->in.h, w);
    const float *x = job->x + (i / job->out.h * job->in.h + rows.first) * floats;
    combine_rows (job->combine, x, floats, rows.last - rows.first, row + w.pad * c);
    combine_row (job->combine, row, job->out.w, c, w.stride, w.size, factor_of (w),
                 job->y + i * job->out.w * c);
  }
}

/* job->x is dy and job->y is dx. With a stride of 1 the sums along the row are again those of a
 * window, with size - 1 - pad pixels of padding. */
static void
vjp_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  NcsnWindow w = job->window;
  gsize c = job->in.c, floats = job->out.w * c, margin = w.size - 1 - w.pad;
  float *row = ncsn_threads_scratch (job->threads, worker, (job->out.w + 2 * margin) * c);

  fill_margins (row, job->out.w, margin, c, 0.0f);
  for (gsize i = first; i < last; i++) {
    NcsnSpan rows = ncsn_pool_outputs (i % job->in.h, job->out.h, w);
    const float *dy = job->x + (i / job->in.h * job->out.h + rows.first) * floats;
    float *dx = job->y + i * job->in.w * c;
    if (rows.first >= rows.last)
      continue;
    if (w.stride > 1 && rows.last - rows.first == 1) {
      spread_row (dy, job->in, job->out, w, factor_of (w), dx);
      continue;
    }
    combine_rows (COMBINE_SUM, dy, floats, rows.last - rows.first, row + margin * c);
    if (w.stride > 1)
      spread_row (row + margin * c, job->in, job->out, w, factor_of (w), dx);
    else
      combine_row (COMBINE_ADD, row, job->in.w, c, 1, w.size, factor_of (w), dx);
  }
}

static gsize
rows_a_block (NcsnShape shape)
{
  return MAX (GRAIN / (shape.w * shape.c), 1);
}

static void
forward (Combine combine, const float *x, NcsnShape shape, NcsnWindow window, float *y,
         NcsnThreads *threads)
{
  NcsnShape out = ncsn_pool_output_shape (shape, window);
  Job job = {x, shape, out, window, combine, y, threads};

  ncsn_parallel_for (threads, out.n * out.h, rows_a_block (out), forward_rows, &job);
}

void
ncsn_average_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                           NcsnThreads *threads)
{
  forward (COMBINE_SUM, x, shape, window, y, threads);
}

void
ncsn_max_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                       NcsnThreads *threads)
{
  forward (COMBINE_MAX, x, shape, window, y, threads);
}

void
ncsn_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                       NcsnThreads *threads)
{
  NcsnShape out = ncsn_pool_output_shape (shape, window);
  Job job = {dy, shape, out, window, COMBINE_SUM, dx, threads};

  ncsn_parallel_for (threads, shape.n * shape.h, rows_a_block (shape), vjp_rows, &job);
}
