/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score ∇x log q_σ(x) as a function: all that a sampler knows of a model. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

/* What is known of the pictures besides x. */
typedef struct {
  const float *known;  /* (N, H, W, C): pixels without noise; read where the mask is 0 */
  const float *mask;   /* (N, H, W, 1): 0: the pixel is known; any value above 0: it is not. NULL,
                          like `known`: no pixel is known */
  const float *levels; /* (N, H, W, 1): the noise level of each pixel of x, above 0, for a score
                          that can see it (a model with a noise map); NULL: sigma everywhere */
  const float *view;   /* (N, H, W, C + 1): a coarse view of the pictures (view.h), for a score that
                          can see it; NULL: there is none */
} NcsnKnown;

/* Writes s(x, σ) ≈ ∇x log q_σ(x) of N pictures into score. x, score: (N, H, W, C). sigma: above 0,
 * in pixel values, the same for all pictures. known: NULL if nothing is known. A score takes it
 * into account, and then is that of q_σ(x | known), or ignores it. FALSE with an error on failure.
 */
typedef gboolean (*NcsnScoreFunc) (const float *x, NcsnShape shape, double sigma,
                                   const NcsnKnown *known, float *score, gpointer data,
                                   GError **error);

typedef struct {
  NcsnScoreFunc evaluate;
  gpointer data; /* handed to evaluate; not owned */
} NcsnScore;

G_END_DECLS
