/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by its definition, for any kernel, stride and dilation: gathered pixels times
 * weights, as matrix products. A 1×1 convolution with stride 1 multiplies its pixels directly. For
 * conv.c only; each function does the same as its namesake in conv.h. */
#pragma once

#include "ncsn/threads.h"
#include "tensor/conv/conv-shape.h"

G_BEGIN_DECLS

void ncsn_conv_direct_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                               float *y, NcsnThreads *threads);
void ncsn_conv_direct_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                                 NcsnThreads *threads);
void ncsn_conv_direct_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                                  NcsnThreads *threads);

G_END_DECLS
