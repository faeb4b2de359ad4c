/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 3×3 convolution of stride 1, dilated or not, by minimal filtering F(4×4, 3×3) (Winograd 1980;
 * Lavin & Gray 2016): 36 products per 16 outputs where the definition takes 144. For conv.c only.
 */
#pragma once

#include "ncsn/threads.h"
#include "tensor/conv/conv-shape.h"

G_BEGIN_DECLS

/* Whether these functions can compute a convolution, and it is wide enough to be faster by them.
 * This depends on the shape of one picture and not on the number of pictures, because a picture's
 * result must not depend on that number. */
gboolean ncsn_winograd_suits (const NcsnConv *conv);

/* Each function does the same as its namesake in conv.h. */
void ncsn_winograd_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                            float *y, NcsnThreads *threads);
void ncsn_winograd_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                              NcsnThreads *threads);
void ncsn_winograd_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                               NcsnThreads *threads);

G_END_DECLS
