/* The score ∇x log q_σ(x) as a function: all that a sampler knows of a model. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

/* Writes s(x, σ) ≈ ∇x log q_σ(x) of N pictures into score. x, score: (N, H, W, C). sigma: above 0,
 * in pixel values, the same for all pictures. FALSE with an error on failure. */
typedef gboolean (*NcsnScoreFunc) (const float *x, NcsnShape shape, double sigma, float *score,
                                   gpointer data, GError **error);

typedef struct {
  NcsnScoreFunc evaluate;
  gpointer data; /* handed to evaluate; not owned */
} NcsnScore;

G_END_DECLS
