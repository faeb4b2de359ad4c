/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditional instance normalisation ++ (Song & Ermon 2019, appendix A.1), and the activation that
 * follows it.
 *
 * For each picture and channel k, with mean μ_k and variance s²_k (biased) over the pixels, and
 * mean m and variance v (unbiased) of the μ_k over the channels: x̂ = (x - μ_k)/√(s²_k + 1e-5),  u_k
 * = (μ_k - m)/√(v + 1e-5), z = γ_k (x̂ + α_k u_k) + β_k,  y = f(z). γ multiplies α as in the
 * authors' code; in the paper's equation it does not. There must be at least 2 channels. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

#include "tensor/pointwise/activation.h"

G_BEGIN_DECLS

/* Floats of `statistics`, which the forward pass writes for the backward pass. Each picture has μ,
 * 1/√s² and u per channel, and 1/√v. */
gsize ncsn_norm_statistics_size (NcsnShape x);

/* y as above. x, y: shape; y may be x. scale: (rows, 3C), a row being γ, α and β of all channels;
 * rows is 1, for all pictures, or N. */
void ncsn_norm_forward (const float *x, NcsnShape shape, const float *scale, gsize rows,
                        NcsnActivation activation, float *y, float *statistics,
                        NcsnThreads *threads);

/* Adds the gradients of ⟨dy, y⟩ to dx (as x) and dscale (as scale); either may be NULL. z is
 * computed again from x. With an activation, dy is overwritten with the gradient of z. */
void ncsn_norm_vjp (const float *x, NcsnShape shape, const float *scale, gsize rows,
                    NcsnActivation activation, const float *statistics, float *dy, float *dx,
                    float *dscale, NcsnThreads *threads);

G_END_DECLS
