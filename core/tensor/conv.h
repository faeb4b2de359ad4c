/* Two-dimensional convolution with "same" padding, and its derivatives: the one door to all of
 * them.
 *
 * y[n, i, j, o] = b[o] + Σ_{p,q,c} w[p, q, c, o] x[n, s·i + d·p - P, s·j + d·q - Q, c], zeros
 * outside, with stride s, dilation d, P = d (kh-1)/2, Q = d (kw-1)/2. Kernels are odd. A linear
 * layer is the 1×1 case on (N, 1, 1, C). */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

typedef struct {
  NcsnShape x;    /* of the input (N, H, W, C_in) */
  gsize kh, kw;   /* kernel rows and columns, odd */
  gsize co;       /* output channels */
  gsize stride;   /* 1 or 2 */
  gsize dilation; /* ≥ 1 */
} NcsnConv;

/* (N, ⌈H/stride⌉, ⌈W/stride⌉, C_out) */
static inline NcsnShape
ncsn_conv_output_shape (const NcsnConv *conv)
{
  return (NcsnShape){conv->x.n, (conv->x.h + conv->stride - 1) / conv->stride,
                     (conv->x.w + conv->stride - 1) / conv->stride, conv->co};
}

/* y = conv (x, w) + b. w: (kh, kw, C_in, C_out); b: C_out floats or NULL. */
void ncsn_conv_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                        float *y, NcsnThreads *threads);

/* dx += ∂⟨dy, y⟩/∂x. */
void ncsn_conv_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                          NcsnThreads *threads);

/* dw += ∂⟨dy, y⟩/∂w. */
void ncsn_conv_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                           NcsnThreads *threads);

/* db += ∂⟨dy, y⟩/∂b: the sums of dy over all pixels. */
void ncsn_conv_vjp_bias (const NcsnConv *conv, const float *dy, float *db, NcsnThreads *threads);

G_END_DECLS
