/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model's score s(x, σ) as a graph with its inputs, for evaluation and for training. */
#pragma once

#include "autodiff/graph.h"
#include "ncsn/model.h"
#include "nn/parameters.h"

G_BEGIN_DECLS

typedef struct {
  NcsnGraph *graph; /* owned by the caller of ncsn_score_graph_build () */
  NcsnShape shape;
  /* inputs, set by ncsn_score_graph_set () */
  NcsnNode *x;           /* (N, H, W, C) minus the middle of the data */
  NcsnNode *features;    /* (N, 1, 1, F): of ln σ; NULL for the authors' networks */
  NcsnNode *class_index; /* (N, 1, 1, 1); NULL for an unconditional model */
  NcsnNode *hole;        /* (N, H, W, 1): 1 in a hole, 0 where a pixel is known; NULL for a model
                            that does not see holes */
  NcsnNode *map;         /* (N, H, W, 1): ln of the pixel's level over the picture's σ; NULL for a
                            model without a noise map */
  NcsnNode *view;  /* (N, H, W, C + 1): a coarse view and its mark; NULL for a model without */
  NcsnNode *level; /* (N, 1, 1, 1): place in the ladder; NULL unless the network is NCSN */
  NcsnNode *c_in, *a, *b; /* the preconditioning's coefficients: (N, 1, 1, 1), or (N, H, W, 1) with
                             a noise map */
  /* output */
  NcsnNode *score; /* (N, H, W, C) */
} NcsnScoreGraph;

/* Adds the network for pictures of this shape to `graph`, declaring its parameters. */
NcsnScoreGraph ncsn_score_graph_build (NcsnGraph *graph, NcsnParameters *parameters,
                                       const NcsnModelConfig *config, NcsnShape shape);

/* Sets the inputs: noisy pictures x (N, H, W, C) in pixel values, and for each a noise level and,
 * unless classes is NULL, a class. known: pixels without noise, which a model that sees holes gets
 * instead of those of x, and the levels of pixels, of which the sigmas are then the root mean
 * squares; NULL: no pixel is known, and all have the level sigma. */
void ncsn_score_graph_set (NcsnScoreGraph *score, const NcsnModelConfig *config, const float *x,
                           const double *sigmas, const guint *classes, const NcsnKnown *known);

/* λ(σ), the weight of ‖s + z/σ‖²/2 in the objective: σ² as in NCSN, or for EDM σ²(σ²+σ_d²)/σ_d²,
 * which weighs the network's error equally at every level. */
double ncsn_precondition_weight (const NcsnModelConfig *config, double sigma);

G_END_DECLS
