/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution as matrix products over blocks of gathered pixels ("im2col"). A block is small enough
 * to stay in the second-level cache, and its size depends on the shapes alone. */
#include "tensor/conv-direct.h"

#include <string.h>

#include "base/parallel.h"
#include "tensor/gemm.h"

#define BLOCK_FLOATS (96 * 1024) /* of gathered pixels: 384 KiB */
#define WEIGHT_SLICES 8          /* partial sums of the weight gradient, added in order */

/* Which pixels of `source` a pixel of the target sees. Forward: target is the output, source the
 * input. Gradient of the input: the other way round, so that every target pixel is written once. */
typedef struct {
  NcsnShape source, target;
  const NcsnConv *conv;
  gboolean transposed;
} Gather;

typedef struct {
  Gather gather;
  gsize depth; /* kh·kw·channels of source: length of a gathered row */
  gsize rows;  /* of a block */
  const float *x, *w, *b;
  float *y;
  float beta;
} Product;

/* The source coordinate that target coordinate `t` sees through kernel tap `tap`, or -1. */
static inline gssize
source_coordinate (gsize t, gsize tap, gsize kernel, gsize extent, const Gather *g)
{
  const NcsnConv *conv = g->conv;
  gssize offset = (gssize)(conv->dilation * tap) - (gssize)(conv->dilation * (kernel - 1) / 2);
  gssize s;

  if (!g->transposed) {
    s = (gssize)(t * conv->stride) + offset;
  } else {
    s = (gssize)t - offset;
    if (s < 0 || s % (gssize)conv->stride != 0)
      return -1;
    s /= (gssize)conv->stride;
  }
  return s >= 0 && s < (gssize)extent ? s : -1;
}

/* Copies the pixels seen by target pixels first … last-1 (numbered through the batch) into rows. */
static void
gather_rows (const Gather *g, const float *source, gsize first, gsize last, float *rows)
{
  const NcsnConv *conv = g->conv;
  gsize c = g->source.c;

  for (gsize t = first; t < last; t++) {
    gsize j = t % g->target.w;
    gsize i = t / g->target.w % g->target.h;
    gsize n = t / (g->target.w * g->target.h);

    for (gsize p = 0; p < conv->kh; p++) {
      gssize si = source_coordinate (i, p, conv->kh, g->source.h, g);
      for (gsize q = 0; q < conv->kw; q++, rows += c) {
        gssize sj = si < 0 ? -1 : source_coordinate (j, q, conv->kw, g->source.w, g);
        if (sj < 0)
          memset (rows, 0, c * sizeof (float));
        else
          memcpy (rows, source + ((n * g->source.h + (gsize)si) * g->source.w + (gsize)sj) * c,
                  c * sizeof (float));
      }
    }
  }
}

static gboolean
is_pointwise (const NcsnConv *conv)
{
  return conv->kh == 1 && conv->kw == 1 && conv->stride == 1;
}

static gsize
block_rows (gsize depth)
{
  return CLAMP (BLOCK_FLOATS / depth, 32, 2048);
}

static gsize
shape_pixels (NcsnShape s)
{
  return s.n * s.h * s.w;
}

static void
product_range (gsize first, gsize last, guint worker, gpointer data)
{
  Product *p = ((gpointer *)data)[0];
  NcsnThreads *threads = ((gpointer *)data)[1];
  gsize co = p->gather.target.c;
  gsize rows = last - first;
  float *y = p->y + first * co;
  const float *x = p->x + first * p->depth;

  if (!is_pointwise (p->gather.conv)) {
    float *gathered = ncsn_threads_scratch (threads, worker, p->rows * p->depth);
    gather_rows (&p->gather, p->x, first, last, gathered);
    x = gathered;
  }
  if (p->b)
    for (gsize r = 0; r < rows; r++)
      memcpy (y + r * co, p->b, co * sizeof (float));
  ncsn_gemm (FALSE, FALSE, rows, co, p->depth, x, p->depth, p->w, co, p->b ? 1.0f : p->beta, y, co);
}

static void
run_product (Product *product, NcsnThreads *threads)
{
  gpointer data[2] = {product, threads};

  ncsn_parallel_for (threads, shape_pixels (product->gather.target), product->rows, product_range,
                     data);
}

void
ncsn_conv_direct_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                          float *y, NcsnThreads *threads)
{
  gsize depth = conv->kh * conv->kw * conv->x.c;
  Product product = {.gather = {conv->x, ncsn_conv_output_shape (conv), conv, FALSE},
                     .depth = depth,
                     .rows = block_rows (depth),
                     .x = x,
                     .w = w,
                     .b = b,
                     .y = y};

  run_product (&product, threads);
}

/* (kh, kw, C_in, C_out) → (kh, kw, C_out, C_in) */
static void
transpose_channels (const NcsnConv *conv, const float *w, float *t)
{
  gsize ci = conv->x.c, co = conv->co;

  for (gsize tap = 0; tap < conv->kh * conv->kw; tap++)
    for (gsize i = 0; i < ci; i++)
      for (gsize o = 0; o < co; o++)
        t[(tap * co + o) * ci + i] = w[(tap * ci + i) * co + o];
}

void
ncsn_conv_direct_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                            NcsnThreads *threads)
{
  gsize taps = conv->kh * conv->kw;
  float *transposed = ncsn_threads_shared_scratch (threads, taps * conv->x.c * conv->co);
  Product product = {.gather = {ncsn_conv_output_shape (conv), conv->x, conv, TRUE},
                     .depth = taps * conv->co,
                     .rows = block_rows (taps * conv->co),
                     .x = dy,
                     .w = transposed,
                     .y = dx,
                     .beta = 1.0f};

  transpose_channels (conv, w, transposed);
  run_product (&product, threads);
}

typedef struct {
  Gather gather;
  gsize depth, rows, slice; /* slice: output pixels of one partial sum */
  const float *x, *dy;
  float *partial; /* slices × depth × co */
  NcsnThreads *threads;
} WeightGradient;

static void
weight_slices (gsize first_slice, gsize last_slice, guint worker, gpointer data)
{
  WeightGradient *g = data;
  gsize co = g->gather.target.c;
  gsize pixels = shape_pixels (g->gather.target);

  for (gsize s = first_slice; s < last_slice; s++) {
    float *dw = g->partial + s * g->depth * co;
    memset (dw, 0, g->depth * co * sizeof (float));
    gsize end = MIN ((s + 1) * g->slice, pixels);
    for (gsize first = s * g->slice; first < end; first += g->rows) {
      gsize last = MIN (first + g->rows, end);
      const float *x = g->x + first * g->depth;
      const float *dy = g->dy + first * co;
      if (!is_pointwise (g->gather.conv)) {
        float *gathered = ncsn_threads_scratch (g->threads, worker, g->rows * g->depth);
        gather_rows (&g->gather, g->x, first, last, gathered);
        x = gathered;
      }
      ncsn_gemm (TRUE, FALSE, g->depth, co, last - first, x, g->depth, dy, co, 1.0f, dw, co);
    }
  }
}

void
ncsn_conv_direct_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                             NcsnThreads *threads)
{
  gsize depth = conv->kh * conv->kw * conv->x.c;
  WeightGradient g = {.gather = {conv->x, ncsn_conv_output_shape (conv), conv, FALSE},
                      .depth = depth,
                      .rows = block_rows (depth),
                      .x = x,
                      .dy = dy,
                      .threads = threads};
  gsize size = depth * conv->co;
  gsize pixels = shape_pixels (g.gather.target);
  gsize slices = CLAMP (pixels / g.rows, 1, WEIGHT_SLICES);

  g.slice = (pixels + slices - 1) / slices;
  g.partial = ncsn_threads_shared_scratch (threads, slices * size);
  ncsn_parallel_for (threads, slices, 1, weight_slices, &g);
  for (gsize s = 0; s < slices; s++) {
    const float *partial = g.partial + s * size;
    for (gsize i = 0; i < size; i++)
      dw[i] += partial[i];
  }
}
