/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score function together with its divergence, which the likelihood by the probability-flow ODE
 * needs. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

/* Computes s(x, σ), and vᵀ (∂s/∂x) v for each of the N pictures. The mean of the latter over v with
 * unit covariance is the divergence ∇·s (Hutchinson 1989). x, v, score: (N, H, W, C); divergence: N
 * doubles. Returns FALSE and sets error on failure. */
typedef gboolean (*NcsnDivergenceFunc) (const float *x, const float *v, NcsnShape shape,
                                        double sigma, float *score, double *divergence,
                                        gpointer data, GError **error);

typedef struct {
  NcsnDivergenceFunc evaluate;
  gpointer data; /* passed to evaluate; not owned */
} NcsnDivergence;

G_END_DECLS
