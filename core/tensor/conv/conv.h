/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-dimensional convolution with "same" padding, and its derivatives; the only header of
 * convolution that other rooms include.
 *
 * y[n, i, j, o] = b[o] + Σ_{p,q,c} w[p, q, c, o] x[n, s·i + d·p - P, s·j + d·q - Q, c], zeros
 * outside, with stride s, dilation d, P = d (kh-1)/2, Q = d (kw-1)/2. Kernels are odd. A linear
 * layer is the 1×1 case on (N, 1, 1, C). */
#pragma once

#include "ncsn/threads.h"
#include "tensor/conv/conv-shape.h"

G_BEGIN_DECLS

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
