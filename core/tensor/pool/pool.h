/* Pooling over windows, and resizing. dx is added to. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"
#include "tensor/pool/pool-window.h"

G_BEGIN_DECLS

/* (N, (H + 2 pad - size)/stride + 1, …, C) */
NcsnShape ncsn_pool_output_shape (NcsnShape x, NcsnWindow window);

/* The mean over the window; padding counts as zeros, so the divisor is always size². */
void ncsn_average_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                                NcsnThreads *threads);
void ncsn_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, float *dx,
                            NcsnThreads *threads);

/* The maximum over the window's pixels inside the picture. The gradient goes to the first of
 * equals. */
void ncsn_max_pool_forward (const float *x, NcsnShape shape, NcsnWindow window, float *y,
                            NcsnThreads *threads);
void ncsn_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window,
                        float *dx, NcsnThreads *threads);

/* The derivative along t: t at the place of the maximum, of equals the first. t: as x. Its gradient
 * for t is ncsn_max_pool_vjp (). */
void ncsn_max_pool_tangent (const float *x, const float *t, NcsnShape shape, NcsnWindow window,
                            float *y, NcsnThreads *threads);

G_END_DECLS
