/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naive twins of convolution, pooling and resizing. */
#include "naive.h"

#include <math.h>

static gsize
at (NcsnShape s, gsize n, gssize i, gssize j, gsize k)
{
  return ((n * s.h + (gsize)i) * s.w + (gsize)j) * s.c + k;
}

static gboolean
inside (NcsnShape s, gssize i, gssize j)
{
  return i >= 0 && j >= 0 && i < (gssize)s.h && j < (gssize)s.w;
}

/* One product of the sum: y[yi] takes w[wi] x[xi]. */
typedef struct {
  gsize xi, wi, yi;
} Term;

typedef void (*TermFunc) (Term term, gpointer data);

/* Calls func for every term of y[n,i,j,o] = Σ w[p,q,c,o] x[n, s·i + d·p - P, s·j + d·q - Q, c]. */
static inline void
each_term (const NcsnConv *conv, TermFunc func, gpointer data)
{
  NcsnShape x = conv->x, y = {x.n, (x.h + conv->stride - 1) / conv->stride,
                              (x.w + conv->stride - 1) / conv->stride, conv->co};
  gssize s = (gssize)conv->stride, d = (gssize)conv->dilation;
  gssize top = d * ((gssize)conv->kh - 1) / 2, left = d * ((gssize)conv->kw - 1) / 2;

  for (gsize n = 0; n < y.n; n++)
    for (gssize i = 0; i < (gssize)y.h; i++)
      for (gssize j = 0; j < (gssize)y.w; j++)
        for (gssize p = 0; p < (gssize)conv->kh; p++)
          for (gssize q = 0; q < (gssize)conv->kw; q++) {
            gssize row = s * i + d * p - top, column = s * j + d * q - left;
            if (!inside (x, row, column))
              continue;
            for (gsize c = 0; c < x.c; c++)
              for (gsize o = 0; o < y.c; o++)
                func ((Term){at (x, n, row, column, c),
                             (((gsize)p * conv->kw + (gsize)q) * x.c + c) * y.c + o,
                             at (y, n, i, j, o)},
                      data);
          }
}

typedef struct {
  const float *x, *w, *dy;
  double *y, *dx, *dw;
} ConvArrays;

static inline void
add_forward (Term t, gpointer data)
{
  ConvArrays *a = data;

  a->y[t.yi] += (double)a->w[t.wi] * (double)a->x[t.xi];
}

static inline void
add_input (Term t, gpointer data)
{
  ConvArrays *a = data;

  a->dx[t.xi] += (double)a->w[t.wi] * (double)a->dy[t.yi];
}

static inline void
add_weight (Term t, gpointer data)
{
  ConvArrays *a = data;

  a->dw[t.wi] += (double)a->x[t.xi] * (double)a->dy[t.yi];
}

static gsize
output_pixels (const NcsnConv *conv)
{
  return conv->x.n * ((conv->x.h + conv->stride - 1) / conv->stride) *
         ((conv->x.w + conv->stride - 1) / conv->stride);
}

void
ncsn_naive_conv (const NcsnConv *conv, const float *x, const float *w, const float *b, double *y)
{
  ConvArrays a = {.x = x, .w = w, .y = y};

  for (gsize i = 0; i < output_pixels (conv) * conv->co; i++)
    y[i] = b ? (double)b[i % conv->co] : 0.0;
  each_term (conv, add_forward, &a);
}

void
ncsn_naive_conv_vjp (const NcsnConv *conv, const float *x, const float *w, const float *dy,
                     double *dx, double *dw, double *db)
{
  ConvArrays a = {.x = x, .w = w, .dy = dy, .dx = dx, .dw = dw};

  if (dx != NULL)
    each_term (conv, add_input, &a);
  if (dw != NULL)
    each_term (conv, add_weight, &a);
  for (gsize i = 0; db != NULL && i < output_pixels (conv) * conv->co; i++)
    db[i % conv->co] += (double)dy[i];
}

typedef void (*WindowFunc) (NcsnShape shape, NcsnWindow window, gsize yi, gsize n, gssize top,
                            gssize left, gsize k, gpointer data);

/* Calls func for every output, with its index and the window's corner, which may be outside the
 * picture. */
static void
each_window (NcsnShape shape, NcsnWindow window, WindowFunc func, gpointer data)
{
  gsize height = (shape.h + 2 * window.pad - window.size) / window.stride + 1;
  gsize width = (shape.w + 2 * window.pad - window.size) / window.stride + 1;
  gsize yi = 0;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize i = 0; i < height; i++)
      for (gsize j = 0; j < width; j++)
        for (gsize k = 0; k < shape.c; k++)
          func (shape, window, yi++, n, (gssize)(i * window.stride) - (gssize)window.pad,
                (gssize)(j * window.stride) - (gssize)window.pad, k, data);
}

typedef struct {
  const float *x, *t, *dy;
  double *y, *dx;
} PoolArrays;

static void
average_window (NcsnShape shape, NcsnWindow window, gsize yi, gsize n, gssize top, gssize left,
                gsize k, gpointer data)
{
  PoolArrays *a = data;
  double share = 1.0 / (double)(window.size * window.size);

  if (a->y != NULL)
    a->y[yi] = 0;
  for (gssize i = top; i < top + (gssize)window.size; i++)
    for (gssize j = left; j < left + (gssize)window.size; j++) {
      if (!inside (shape, i, j))
        continue;
      if (a->y != NULL)
        a->y[yi] += share * (double)a->x[at (shape, n, i, j, k)];
      else
        a->dx[at (shape, n, i, j, k)] += share * (double)a->dy[yi];
    }
}

static void
max_window (NcsnShape shape, NcsnWindow window, gsize yi, gsize n, gssize top, gssize left, gsize k,
            gpointer data)
{
  PoolArrays *a = data;
  double max = -INFINITY;
  gsize where = 0;

  for (gssize i = top; i < top + (gssize)window.size; i++)
    for (gssize j = left; j < left + (gssize)window.size; j++)
      if (inside (shape, i, j) && (double)a->x[at (shape, n, i, j, k)] > max) {
        where = at (shape, n, i, j, k);
        max = (double)a->x[where];
      }
  if (a->y != NULL)
    a->y[yi] = a->t != NULL ? (double)a->t[where] : max;
  else
    a->dx[where] += (double)a->dy[yi];
}

void
ncsn_naive_average_pool (const float *x, NcsnShape shape, NcsnWindow window, double *y)
{
  each_window (shape, window, average_window, &(PoolArrays){.x = x, .y = y});
}

void
ncsn_naive_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, double *dx)
{
  each_window (shape, window, average_window, &(PoolArrays){.dy = dy, .dx = dx});
}

void
ncsn_naive_max_pool (const float *x, NcsnShape shape, NcsnWindow window, double *y)
{
  each_window (shape, window, max_window, &(PoolArrays){.x = x, .y = y});
}

void
ncsn_naive_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window,
                         double *dx)
{
  each_window (shape, window, max_window, &(PoolArrays){.x = x, .dy = dy, .dx = dx});
}

void
ncsn_naive_max_pool_tangent (const float *x, const float *t, NcsnShape shape, NcsnWindow window,
                             double *y)
{
  each_window (shape, window, max_window, &(PoolArrays){.x = x, .t = t, .y = y});
}

/* The weight of input `p` (of `from`) in output `i` (of `to`). Bilinear: a triangle of half-width 1
 * around i (from-1)/(to-1). */
static double
share (NcsnNaiveResize kind, gsize i, gsize to, gsize p, gsize from)
{
  if (kind == NCSN_NAIVE_NEAREST)
    return i / (to / from) == p ? 1.0 : 0.0;
  double place = to > 1 ? (double)i * (double)(from - 1) / (double)(to - 1) : 0.0;
  return MAX (0.0, 1.0 - fabs (place - (double)p));
}

void
ncsn_naive_resize (NcsnNaiveResize kind, const float *in, NcsnShape small, gsize height,
                   gsize width, gboolean transposed, double *out)
{
  NcsnShape large = {small.n, height, width, small.c};

  for (gsize i = 0; !transposed && i < ncsn_shape_size (large); i++)
    out[i] = 0;
  for (gsize n = 0; n < small.n; n++)
    for (gsize i = 0; i < height; i++)
      for (gsize j = 0; j < width; j++)
        for (gsize p = 0; p < small.h; p++)
          for (gsize q = 0; q < small.w; q++)
            for (gsize k = 0; k < small.c; k++) {
              double a = share (kind, i, height, p, small.h) * share (kind, j, width, q, small.w);
              gsize l = at (large, n, (gssize)i, (gssize)j, k);
              gsize s = at (small, n, (gssize)p, (gssize)q, k);
              if (transposed)
                out[s] += a * (double)in[l];
              else
                out[l] += a * (double)in[s];
            }
}
