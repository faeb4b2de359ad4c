/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest and bilinear resizing. Gradients are added to dx. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Every pixel becomes a factor × factor square. x: shape; y: (N, H·factor, W·factor, C). */
void ncsn_upsample_nearest_forward (const float *x, NcsnShape shape, gsize factor, float *y,
                                    NcsnThreads *threads);
/* dx += ∂⟨dy, y⟩/∂x. */
void ncsn_upsample_nearest_vjp (const float *dy, NcsnShape shape, gsize factor, float *dx,
                                NcsnThreads *threads);

/* Bilinear interpolation with aligned corners: output row i is at input row i (H-1)/(height-1). y:
 * (N, height, width, C). */
void ncsn_resize_bilinear_forward (const float *x, NcsnShape shape, gsize height, gsize width,
                                   float *y, NcsnThreads *threads);
/* dx += ∂⟨dy, y⟩/∂x. */
void ncsn_resize_bilinear_vjp (const float *dy, NcsnShape shape, gsize height, gsize width,
                               float *dx, NcsnThreads *threads);

G_END_DECLS
