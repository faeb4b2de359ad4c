/* The score with its divergence: what the probability-flow ODE needs to know of a model. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

/* Writes s(x, σ), and for each of the N pictures vᵀ (∂s/∂x) v, whose mean over v with unit
 * covariance is ∇·s (Hutchinson 1989). x, v, score: (N, H, W, C); divergence: N doubles. Returns
 * FALSE and sets error on failure. */
typedef gboolean (*NcsnDivergenceFunc) (const float *x, const float *v, NcsnShape shape,
                                        double sigma, float *score, double *divergence,
                                        gpointer data, GError **error);

typedef struct {
  NcsnDivergenceFunc evaluate;
  gpointer data; /* handed to evaluate; not owned */
} NcsnDivergence;

G_END_DECLS
