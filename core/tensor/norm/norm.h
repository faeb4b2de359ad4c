/* Conditional instance normalisation ++ (Song & Ermon 2019, appendix A.1), and the activation that
 * follows it.
 *
 * Per picture n and channel k, with mean μ_k and variance s²_k (biased) over the pixels, and mean m
 * and variance v (unbiased) of the μ_k over the channels: x̂ = (x - μ_k)/√(s²_k + 1e-5),  u_k = (μ_k
 * - m)/√(v + 1e-5),  z = γ_k (x̂ + α_k u_k) + β_k,  y = f(z). γ multiplies α as in the authors'
 * code, not as in the paper's equation. At least 2 channels. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

#include "tensor/pointwise/activation.h"

G_BEGIN_DECLS

/* Floats of statistics that the forward pass leaves for the backward pass: per picture μ, 1/√s², u
 * per channel and 1/√v. */
gsize ncsn_norm_statistics_size (NcsnShape x);

/* scale: (rows, 3C), each row γ, α, β of all channels; one row for all pictures or one for each. y
 * may be x. */
void ncsn_norm_forward (const float *x, NcsnShape shape, const float *scale, gsize rows,
                        NcsnActivation activation, float *y, float *statistics,
                        NcsnThreads *threads);

/* Adds to dx (as x) and to dscale (as scale); either may be NULL. z is computed again from x. With
 * an activation, dy becomes the gradient of z. */
void ncsn_norm_vjp (const float *x, NcsnShape shape, const float *scale, gsize rows,
                    NcsnActivation activation, const float *statistics, float *dy, float *dx,
                    float *dscale, NcsnThreads *threads);

G_END_DECLS
