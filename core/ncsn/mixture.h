/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mixtures of Gaussians: densities whose score is known exactly at every noise level, as references
 * for objectives, samplers and likelihoods. */
#pragma once

#include "divergence.h"
#include "score.h"

G_BEGIN_DECLS

/* p(x) = Σ_k w_k N(x | μ_k, v_k I) in D dimensions. */
typedef struct {
  gsize dimension;         /* D */
  guint n_components;      /* K ≥ 1 */
  const double *weights;   /* K numbers that sum to 1 */
  const double *means;     /* (K, D) */
  const double *variances; /* K numbers above 0 */
} NcsnMixture;

/* ln p_σ(x) of the mixture under noise of variance σ² (σ may be 0). x: D floats. */
double ncsn_mixture_log_density (const NcsnMixture *mixture, double sigma, const float *x);

/* ∇ ln p_σ and its divergence as functions of pictures with H·W·C = D, otherwise they fail with
 * NCSN_ERROR_MISMATCH; `mixture` must outlive them. */
NcsnScore ncsn_mixture_score (const NcsnMixture *mixture);
NcsnDivergence ncsn_mixture_divergence (const NcsnMixture *mixture);

/* Draws points first … first+count-1 of the seed's sequence into x: (count, D). components, if not
 * NULL, receives the component of each (count numbers). */
void ncsn_mixture_draw (const NcsnMixture *mixture, guint64 seed, guint32 first, gsize count,
                        float *x, guint *components);

/* The component with the largest posterior probability given x (D floats), without noise. */
guint ncsn_mixture_classify (const NcsnMixture *mixture, const float *x);

G_END_DECLS
