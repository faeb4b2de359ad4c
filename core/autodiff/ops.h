/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of a graph. Each function adds one node to the graph and returns it; the kernels'
 * headers (core/tensor) have the equations. Shapes that do not fit together are a programming error
 * and abort. */
#pragma once

#include "autodiff/graph.h"
#include "tensor/pointwise/activation.h"

G_BEGIN_DECLS

/* "Same" convolution (tensor/conv/conv.h). x: (N, H, W, C_in); w: (kh, kw, C_in, C_out); b: (1, 1,
 * 1, C_out) or NULL → (N, ⌈H/stride⌉, ⌈W/stride⌉, C_out). */
NcsnNode *ncsn_op_conv (NcsnGraph *graph, NcsnNode *x, NcsnNode *w, NcsnNode *b, gsize stride,
                        gsize dilation);

/* Conditional instance normalisation ++ and an activation (tensor/norm/norm.h). x: (N, H, W, C),
 * C ≥ 2; scale: (N or 1, 1, 1, 3C), which holds γ, α, β → as x. */
NcsnNode *ncsn_op_norm (NcsnGraph *graph, NcsnNode *x, NcsnNode *scale, NcsnActivation activation);

/* Activations (tensor/pointwise/activation.h), of any shape. */
NcsnNode *ncsn_op_elu (NcsnGraph *graph, NcsnNode *x);
NcsnNode *ncsn_op_silu (NcsnGraph *graph, NcsnNode *x);

/* f'(x) t, the tangent of an activation; x and t have the same shape. */
NcsnNode *ncsn_op_activation_tangent (NcsnGraph *graph, NcsnActivation activation, NcsnNode *x,
                                      NcsnNode *t);

/* a + b, which have the same shape. */
NcsnNode *ncsn_op_add (NcsnGraph *graph, NcsnNode *a, NcsnNode *b);

/* s x, with one factor per picture, s: (N, 1, 1, 1), or per pixel, s: (N, H, W, 1) → as x. */
NcsnNode *ncsn_op_scale (NcsnGraph *graph, NcsnNode *x, NcsnNode *s);

/* The channels of a, then those of b. */
NcsnNode *ncsn_op_concat (NcsnGraph *graph, NcsnNode *a, NcsnNode *b);

/* Pooling over windows (tensor/pool/pool.h). */
NcsnNode *ncsn_op_average_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window);
NcsnNode *ncsn_op_max_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window);

/* Resizing (tensor/pool/resize.h) → (N, H · factor, W · factor, C) and (N, height, width, C). */
NcsnNode *ncsn_op_upsample_nearest (NcsnGraph *graph, NcsnNode *x, gsize factor);
NcsnNode *ncsn_op_resize_bilinear (NcsnGraph *graph, NcsnNode *x, gsize height, gsize width);

/* Softmax attention (tensor/attention/attention.h). qkv: (N, H, W, 3C) → (N, H, W, C). */
NcsnNode *ncsn_op_attention (NcsnGraph *graph, NcsnNode *qkv, gsize heads);

/* Rows of a table. table: (1, 1, rows, C); index: (N, 1, 1, 1), from 0 to rows-1; an index between
 * two whole numbers interpolates linearly → (N, 1, 1, C). */
NcsnNode *ncsn_op_embedding (NcsnGraph *graph, NcsnNode *table, NcsnNode *index);

/* ⟨a_n, b_n⟩ for every picture, summed in double → (N, 1, 1, 1). */
NcsnNode *ncsn_op_dot (NcsnGraph *graph, NcsnNode *a, NcsnNode *b);

/* √(x + c²) - c, smooth where x ≥ 0 nears 0. x, c: (N, 1, 1, 1), c > 0 and not differentiated; it
 * has no tangent → as x. */
NcsnNode *ncsn_op_soft_root (NcsnGraph *graph, NcsnNode *x, NcsnNode *c);

/* (1/N) Σ_n weight_n x_n. x, weight: (N, 1, 1, 1); weight is not differentiated → (1, 1, 1, 1). */
NcsnNode *ncsn_op_mean (NcsnGraph *graph, NcsnNode *x, NcsnNode *weight);

G_END_DECLS
