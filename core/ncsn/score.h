/* The score as a function: all that a sampler knows of a model. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

/* Writes s(x, σ) ≈ ∇x log q_σ(x) for N pictures. x, score: (N, H, W, C). sigma > 0, one for all.
 * Returns FALSE and sets error on failure. */
typedef gboolean (*NcsnScoreFunc) (const float *x, NcsnShape shape, double sigma, float *score,
                                   gpointer data, GError **error);

typedef struct {
  NcsnScoreFunc evaluate;
  gpointer data; /* handed to evaluate; not owned */
} NcsnScore;

G_END_DECLS
