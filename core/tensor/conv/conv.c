/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the algorithm of each convolution: minimal filtering, narrow or direct. The choice
 * depends on the shape of one picture and not on the number of pictures, because a picture's result
 * must not depend on that number. */
#include "tensor/conv/conv.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/conv/conv-direct.h"
#include "tensor/conv/conv-narrow.h"
#include "tensor/conv/conv-winograd.h"

#define BIAS_SLICES 8 /* partial sums, added in order */

void
ncsn_conv_forward (const NcsnConv *conv, const float *x, const float *w, const float *b, float *y,
                   NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_forward (conv, x, w, b, y, threads);
  else if (ncsn_narrow_suits (conv))
    ncsn_narrow_forward (conv, x, w, b, y, threads);
  else
    ncsn_conv_direct_forward (conv, x, w, b, y, threads);
}

void
ncsn_conv_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                     NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_vjp_input (conv, dy, w, dx, threads);
  else
    ncsn_conv_direct_vjp_input (conv, dy, w, dx, threads);
}

void
ncsn_conv_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                      NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_vjp_weight (conv, x, dy, dw, threads);
  else if (ncsn_narrow_suits (conv))
    ncsn_narrow_vjp_weight (conv, x, dy, dw, threads);
  else
    ncsn_conv_direct_vjp_weight (conv, x, dy, dw, threads);
}

typedef struct {
  const float *dy;
  gsize pixels, slice, co;
  float *partial;
} BiasJob;

NCSN_SIMD static void
add_rows (const float *rows, gsize count, gsize width, float *sum)
{
  for (gsize r = 0; r < count; r++)
    for (gsize i = 0; i < width; i++)
      sum[i] += rows[r * width + i];
}

static void
bias_range (gsize first, gsize last, guint worker, gpointer data)
{
  const BiasJob *job = data;

  for (gsize s = first; s < last; s++) {
    gsize from = s * job->slice, to = MIN (from + job->slice, job->pixels);
    float *sum = job->partial + s * job->co;
    memset (sum, 0, job->co * sizeof (float));
    if (from < to)
      add_rows (job->dy + from * job->co, to - from, job->co, sum);
  }
}

void
ncsn_conv_vjp_bias (const NcsnConv *conv, const float *dy, float *db, NcsnThreads *threads)
{
  NcsnShape out = ncsn_conv_output_shape (conv);
  gsize pixels = out.n * out.h * out.w;
  BiasJob job = {.dy = dy,
                 .pixels = pixels,
                 .slice = (pixels + BIAS_SLICES - 1) / BIAS_SLICES,
                 .co = out.c,
                 .partial = ncsn_threads_shared_scratch (threads, BIAS_SLICES * out.c)};

  ncsn_parallel_for (threads, BIAS_SLICES, 1, bias_range, &job);
  add_rows (job.partial, BIAS_SLICES, out.c, db);
}
