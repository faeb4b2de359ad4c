/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes convolutions as matrix products over blocks of gathered pixels ("im2col"; Chellapilla et
 * al. 2006). A block is small enough to stay in the second-level cache. */
#include "tensor/conv/conv-direct.h"

#include <string.h>

#include "base/cache.h"
#include "base/parallel.h"
#include "tensor/simd/kernels.h"

#define BLOCK_FLOATS (96 * 1024) /* of gathered pixels */
#define SHORT_COPY 16            /* floats */
#define WEIGHT_SLICES 8          /* partial sums of the weight gradient, added in order */

/* Which pixels of `source` a target pixel depends on. Forward: target is the output, source the
 * input. Gradient of the input: target is the input, so that every target pixel is written once. */
typedef struct {
  NcsnShape source, target;
  const NcsnConv *conv;
  gboolean transposed;
} Gather;

typedef struct {
  Gather gather;
  gsize depth; /* kh · kw · channels of source: the length of a gathered row */
  gsize rows;  /* of a block */
  const float *x, *b;
  const float *panels; /* weights: panels of 16 columns */
  gsize line, panel;   /* floats from one line of a panel, and from one panel, to the next */
  const float *add;    /* laid out as y, and may be y; NULL: none */
  float *y;
  NcsnThreads *threads;
} Product;

/* The source coordinate that kernel tap `tap` of target coordinate `t` reads; -1: outside. */
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

/* Whether all taps of a kernel row are adjacent and inside the source. */
static inline gboolean
sees_whole_row (const Gather *g, gsize j)
{
  const NcsnConv *conv = g->conv;
  gsize reach = (conv->kw - 1) / 2;

  return !g->transposed && conv->dilation == 1 && j * conv->stride >= reach &&
         j * conv->stride + reach < g->source.w;
}

/* memcpy () of a few floats without a call. It copies SHORT_COPY floats where as many can be read;
 * the next copy overwrites the surplus. */
static inline void
copy_floats (const float *from, const float *end, gsize count, float *to)
{
  if (count > SHORT_COPY)
    memcpy (to, from, count * sizeof (float));
  else if (from + SHORT_COPY <= end)
    memcpy (to, from, SHORT_COPY * sizeof (float));
  else
    for (gsize i = 0; i < count; i++)
      to[i] = from[i];
}

/* Copies the pixels that target pixels first … last-1 (counted through the batch) depend on into
 * rows; behind these there is room for SHORT_COPY floats. */
static void
gather_rows (const Gather *g, const float *source, gsize first, gsize last, float *rows)
{
  const NcsnConv *conv = g->conv;
  gsize c = g->source.c;
  const float *end = source + ncsn_shape_size (g->source);

  for (gsize t = first; t < last; t++) {
    gsize j = t % g->target.w;
    gsize i = t / g->target.w % g->target.h;
    gsize n = t / (g->target.w * g->target.h);

    for (gsize p = 0; p < conv->kh; p++) {
      gssize si = source_coordinate (i, p, conv->kh, g->source.h, g);
      if (si >= 0 && sees_whole_row (g, j)) {
        gsize sj = j * conv->stride - (conv->kw - 1) / 2;
        gsize length = conv->kw * c;
        copy_floats (source + ((n * g->source.h + (gsize)si) * g->source.w + sj) * c, end, length,
                     rows);
        rows += length;
        continue;
      }
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
shape_pixels (NcsnShape s)
{
  return s.n * s.h * s.w;
}

/* y = products (rows of `padded` floats) + bias + add. */
static void
put_rows (const Product *p, const float *products, gsize padded, gsize first, gsize rows)
{
  gsize co = p->gather.target.c;

  for (gsize r = 0; r < rows; r++)
    for (gsize o = 0; o < co; o++) {
      gsize at = (first + r) * co + o;
      p->y[at] = products[r * padded + o] + (p->b != NULL ? p->b[o] : 0.0f) +
                 (p->add != NULL ? p->add[at] : 0.0f);
    }
}

static void
product_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Product *p = data;
  gsize co = p->gather.target.c, padded = ncsn_whole_groups (co), rows = last - first;
  gboolean whole = co == padded;
  float *scratch =
      ncsn_threads_scratch (p->threads, worker, p->rows * (p->depth + padded) + SHORT_COPY);
  float *products = scratch + p->rows * p->depth + SHORT_COPY;
  const float *x = p->x + first * p->depth;

  if (!is_pointwise (p->gather.conv)) {
    gather_rows (&p->gather, p->x, first, last, scratch);
    x = scratch;
  }
  ncsn_kernels ()->multiply (
      &(NcsnProduct){.m = rows,
                     .n = padded,
                     .k = p->depth,
                     .a = x,
                     .row = p->depth,
                     .step = 1,
                     .b = p->panels,
                     .line = p->line,
                     .panel = p->panel,
                     .c = whole ? p->y + first * co : products,
                     .ldc = padded,
                     .bias = whole ? p->b : NULL,
                     .add = whole && p->add != NULL ? p->add + first * co : NULL});
  if (!whole)
    put_rows (p, products, padded, first, rows);
}

static void
run_product (Product *product, NcsnThreads *threads)
{
  gsize pixels = shape_pixels (product->gather.target);
  gsize share = pixels / ncsn_threads_count (threads);
  gsize room = MIN (BLOCK_FLOATS, ncsn_cache_core_floats () * 3 / 8);

  product->threads = threads;
  product->rows = CLAMP (room / product->depth, 32, MAX (share, 32));
  ncsn_parallel_for (threads, pixels, product->rows, product_range, product);
}

/* Repacks (taps, C_in, C_out) into panels of 16 columns. Forward there are taps × C_in lines and
 * C_out columns, for the gradient of the input taps × C_out lines and C_in columns. */
static void
pack (const NcsnConv *conv, const float *w, gboolean transposed, float *panels)
{
  gsize ci = conv->x.c, co = conv->co, taps = conv->kh * conv->kw;
  gsize inner = transposed ? co : ci, columns = transposed ? ci : co;

  if (columns % NCSN_GROUP)
    memset (panels, 0, taps * inner * ncsn_whole_groups (columns) * sizeof (float));
  for (gsize tap = 0; tap < taps; tap++)
    for (gsize l = 0; l < inner; l++) {
      const float *from = w + tap * ci * co + (transposed ? l : l * co);
      float *to = panels + (tap * inner + l) * NCSN_GROUP;
      for (gsize j = 0; j < columns; j++)
        to[j / NCSN_GROUP * taps * inner * NCSN_GROUP + j % NCSN_GROUP] =
            from[transposed ? j * co : j];
    }
}

/* Weights whose rows are whole groups already consist of panels, side by side. */
static void
set_panels (Product *product, const float *w, NcsnThreads *threads)
{
  const NcsnConv *conv = product->gather.conv;
  gboolean transposed = product->gather.transposed;
  gsize columns = product->gather.target.c;

  if (!transposed && columns % NCSN_GROUP == 0) {
    product->panels = w;
    product->line = columns;
    product->panel = NCSN_GROUP;
    return;
  }
  float *panels =
      ncsn_threads_shared_scratch (threads, product->depth * ncsn_whole_groups (columns));
  pack (conv, w, transposed, panels);
  product->panels = panels;
  product->line = NCSN_GROUP;
  product->panel = product->depth * NCSN_GROUP;
}

void
ncsn_conv_direct_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                          float *y, NcsnThreads *threads)
{
  Product product = {.gather = {conv->x, ncsn_conv_output_shape (conv), conv, FALSE},
                     .depth = conv->kh * conv->kw * conv->x.c,
                     .x = x,
                     .b = b,
                     .y = y};

  set_panels (&product, w, threads);
  run_product (&product, threads);
}

void
ncsn_conv_direct_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                            NcsnThreads *threads)
{
  Product product = {.gather = {ncsn_conv_output_shape (conv), conv->x, conv, TRUE},
                     .depth = conv->kh * conv->kw * conv->co,
                     .x = dy,
                     .add = dx,
                     .y = dx};

  set_panels (&product, w, threads);
  run_product (&product, threads);
}

typedef struct {
  Gather gather;
  gsize depth, rows, slice; /* slice: output pixels of one partial sum */
  const float *x, *dy;
  float *partial; /* slices × depth × co */
  NcsnThreads *threads;
} WeightGradient;

/* Copies rows of `co` floats to rows of `padded` floats, filled up with zeros. */
static const float *
pad_rows (const float *rows, gsize co, gsize count, float *to, gsize padded)
{
  memset (to, 0, count * padded * sizeof (float));
  for (gsize r = 0; r < count; r++)
    memcpy (to + r * padded, rows + r * co, co * sizeof (float));
  return to;
}

static void
weight_slices (gsize first_slice, gsize last_slice, guint worker, gpointer data)
{
  WeightGradient *g = data;
  gsize co = g->gather.target.c, padded = ncsn_whole_groups (co);
  gsize pixels = shape_pixels (g->gather.target);

  for (gsize s = first_slice; s < last_slice; s++) {
    float *dw = g->partial + s * g->depth * padded;
    float *gathered =
        ncsn_threads_scratch (g->threads, worker, g->rows * (g->depth + padded) + SHORT_COPY);
    float *whole = gathered + g->rows * g->depth + SHORT_COPY;
    memset (dw, 0, g->depth * padded * sizeof (float));
    gsize end = MIN ((s + 1) * g->slice, pixels);
    for (gsize first = s * g->slice; first < end; first += g->rows) {
      gsize last = MIN (first + g->rows, end);
      const float *x = g->x + first * g->depth;
      const float *dy = g->dy + first * co;
      if (!is_pointwise (g->gather.conv)) {
        gather_rows (&g->gather, g->x, first, last, gathered);
        x = gathered;
      }
      if (co != padded)
        dy = pad_rows (dy, co, last - first, whole, padded);
      ncsn_kernels ()->multiply (&(NcsnProduct){.m = g->depth,
                                                .n = padded,
                                                .k = last - first,
                                                .a = x,
                                                .row = 1,
                                                .step = g->depth,
                                                .b = dy,
                                                .line = padded,
                                                .panel = NCSN_GROUP,
                                                .c = dw,
                                                .ldc = padded,
                                                .add = dw});
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
                      .rows = CLAMP (BLOCK_FLOATS / depth, 32, 2048),
                      .x = x,
                      .dy = dy,
                      .threads = threads};
  gsize padded = ncsn_whole_groups (conv->co), size = depth * padded;
  gsize pixels = shape_pixels (g.gather.target);
  gsize slices = CLAMP (pixels / g.rows, 1, WEIGHT_SLICES);

  g.slice = (pixels + slices - 1) / slices;
  g.partial = ncsn_threads_shared_scratch (threads, slices * size);
  ncsn_parallel_for (threads, slices, 1, weight_slices, &g);
  for (gsize s = 0; s < slices; s++) {
    for (gsize l = 0; l < depth; l++)
      for (gsize o = 0; o < conv->co; o++)
        dw[l * conv->co + o] += g.partial[s * size + l * padded + o];
  }
}
