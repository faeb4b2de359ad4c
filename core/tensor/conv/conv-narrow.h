/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution of stride 1 from many channels to a few, such as the last layer of a network. The
 * other algorithms would move far more numbers than they multiply. For conv.c only; each function
 * does the same as its namesake in conv.h. */
#pragma once

#include "ncsn/threads.h"
#include "tensor/conv/conv-shape.h"

G_BEGIN_DECLS

/* Whether these functions can compute a convolution and are the fastest for it. */
gboolean ncsn_narrow_suits (const NcsnConv *conv);

void ncsn_narrow_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                          float *y, NcsnThreads *threads);
void ncsn_narrow_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                             NcsnThreads *threads);

G_END_DECLS
