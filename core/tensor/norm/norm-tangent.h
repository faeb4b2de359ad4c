/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivative of conditional instance normalisation ++ (norm.h) along a tangent t of x, and its
 * gradient.
 *
 * With r = 1/√(s² + ε), q = 1/√(v + ε), C channels, and means over a channel's pixels unless an
 * index says otherwise: τ = mean(t), ρ = mean(x̂ t), κ = Σ_j τ_j u_j/(C-1), and
 *   x̂' = r (t - τ - x̂ ρ),  u' = q (τ - mean_j(τ_j) - u κ),  y' = γ (x̂' + α u'). */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Floats of `statistics`, which the forward pass writes for the backward pass: those of the norm
 * itself, τ and ρ. */
gsize ncsn_norm_tangent_statistics_size (NcsnShape x);

/* y = y'. x, t, y: shape; scale: as for ncsn_norm_forward (), but β is not read. */
void ncsn_norm_tangent_forward (const float *x, const float *t, NcsnShape shape, const float *scale,
                                gsize rows, float *y, float *statistics, NcsnThreads *threads);

/* Adds the gradients of ⟨dy, y'⟩ to dx, dt (both as x) and dscale (as scale; that of β is 0). Each
 * may be NULL. */
void ncsn_norm_tangent_vjp (const float *x, const float *t, NcsnShape shape, const float *scale,
                            gsize rows, const float *statistics, const float *dy, float *dx,
                            float *dt, float *dscale, NcsnThreads *threads);

G_END_DECLS
