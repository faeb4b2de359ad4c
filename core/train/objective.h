/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objectives of score matching at noisy pictures x̃ = x + σz, weighted by λ(σ):
 *   denoising      ½ ‖s + z/σ‖²                  (Vincent 2011; Song & Ermon 2019, eq. 5 and 6)
 *   sliced         vᵀ(∂s/∂x̃)v + ½ (vᵀs)²         (Song et al. 2019, eq. 7)
 *   sliced, VR     vᵀ(∂s/∂x̃)v + ½ ‖s‖²           (Song et al. 2019, eq. 8)
 *   explicit       ½ ‖s - ∇ln q_σ‖²              (Hyvärinen 2005, eq. 2), where ∇ln q_σ is known
 *   consistency    w(σ) (√(‖f_σ - f_ρ‖² + c²) - c)  (consistency.h), with f = x + σ² s, the same
 *                  noise at both levels ρ < σ, and no derivative of f_ρ
 * Each is a mean over the batch. With holes, only denoising and consistency are possible: only
 * the pixels of the hole are noisy and count, and the picture's weight is divided by their share of
 * all pixels, or, where the norm is not squared, by its root. With
 * a noise map, σ and λ(σ) are those of each pixel: ½ λ ‖s + z/σ‖² is then ½ (1/σ² + 1/σ_d²) ‖D -
 * x‖² for EDM, whatever the noise is. */
#pragma once

#include "model/score-graph.h"
#include "ncsn/train.h"

G_BEGIN_DECLS

/* The objective for a batch of fixed size: a training graph around the model's score. */
typedef struct {
  NcsnLoss kind;
  NcsnScoreGraph score;
  NcsnNode *target;        /* minus the score to learn: z/σ, -∇ln q_σ, or (x̃ - f_ρ)/σ² with the
                              estimate f_ρ of consistency; NULL for sliced */
  NcsnNode *v;             /* the projection; NULL unless sliced */
  NcsnNode *weight, *half; /* (N, 1, 1, 1): λ(σ) and λ(σ)/2; weight is NULL unless sliced. For
                              consistency: σ² w(σ), and half is NULL */
  NcsnNode *softness;      /* (N, 1, 1, 1): c/σ², for consistency; NULL for others */
  NcsnNode *pixel_weight;  /* (N, H, W, 1): √λ(σ) of each pixel, for a model with a noise map, where
                              `half` leaves λ out; NULL for others */
  NcsnNode *loss;
  float *noisy; /* x + σz */
} NcsnObjective;

/* The inputs of an evaluation. */
typedef struct {
  const float *x, *z;   /* clean pictures and their noise, both (N, H, W, C) */
  const double *sigmas; /* N noise levels */
  const double *lower;  /* N levels ρ < σ, which may be 0, for consistency */
  const guint *classes; /* N classes, or NULL */
  const float *holes;   /* (N, H, W, 1): 1 where a pixel is noisy, 0 where it is known, for a model
                           with holes; NULL: no pixel is known */
  const float *levels;  /* (N, H, W, 1): the noise levels of pixels, whose root mean squares the
                           sigmas are, for a model with a noise map; NULL: sigmas everywhere */
  const float *views;   /* (N, H, W, C + 1): coarse views, for a model with them; NULL: none */
  const float *v;       /* projections (N, H, W, C), for the sliced losses */
  NcsnScore truth;      /* ∇ln q_σ, for the explicit loss */
} NcsnObjectiveBatch;

/* Whether a loss uses projections. */
gboolean ncsn_loss_is_sliced (NcsnLoss kind);

/* shape: of a batch. The graph reads `weights` and adds to `gradients`, both laid out as
 * `parameters`. NULL with NCSN_ERROR_MEMORY. */
NcsnObjective *ncsn_objective_new (NcsnLoss kind, const NcsnModelConfig *config,
                                   NcsnParameters *parameters, NcsnShape shape,
                                   const float *weights, float *gradients, GError **error);
void ncsn_objective_free (NcsnObjective *objective); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnObjective, ncsn_objective_free)

/* Sets *loss to `share` times the loss; with `backward`, also adds its gradient. Fails only if the
 * true score fails. */
gboolean ncsn_objective_evaluate (NcsnObjective *objective, const NcsnModelConfig *config,
                                  const NcsnObjectiveBatch *batch, double share, gboolean backward,
                                  NcsnThreads *threads, double *loss, GError **error);

G_END_DECLS
