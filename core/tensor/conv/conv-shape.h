/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extents of a convolution; conv.h has the equation. */
#pragma once

#include "ncsn/shape.h"

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

G_END_DECLS
