/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average and maximum pooling over square windows. Gradients are added to dx. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"
#include "tensor/pool/pool-window.h"

G_BEGIN_DECLS

/* (N, (H + 2 pad - size)/stride + 1, (W + 2 pad - size)/stride + 1, C), rounded down. */
NcsnShape ncsn_pool_output_shape (NcsnShape x, NcsnWindow window);

/* The mean over the window; padding counts as zeros, so the divisor is always size². */
void ncsn_average_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                                NcsnThreads *threads);
/* dx += ∂⟨dy, y⟩/∂x. */
void ncsn_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                            NcsnThreads *threads);

/* The maximum over those of the window's pixels that are inside the picture. */
void ncsn_max_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                            NcsnThreads *threads);
/* dx += ∂⟨dy, y⟩/∂x; of equal maxima, the first has the gradient. */
void ncsn_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window,
                        float *dx, NcsnThreads *threads);

/* The derivative along t: t at the place of the first maximum. t: as x. ncsn_max_pool_vjp () is its
 * gradient with respect to t. */
void ncsn_max_pool_tangent (const float *x, const float *t, NcsnShape shape, NcsnWindow window,
                            float *y, NcsnThreads *threads);

G_END_DECLS
