/* Denoising score matching (Vincent 2011) over noise levels (Song & Ermon 2019, eq. 5 and 6):
 *   L = mean over the batch of λ(σ) ½ ‖s(x + σz, σ) + z/σ‖²,  z ~ N(0, I). */
#pragma once

#include "model/score-graph.h"

G_BEGIN_DECLS

/* The objective for a batch of fixed size: a training graph around the model's score. */
typedef struct {
  NcsnScoreGraph score;
  NcsnNode *noise;  /* z/σ */
  NcsnNode *weight; /* λ(σ)/2 */
  NcsnNode *loss;
  float *noisy; /* x + σz */
} NcsnDsm;

/* shape: of one batch. The graph reads `weights` and adds to `gradients`, laid out as `parameters`.
 */
NcsnDsm *ncsn_dsm_new (const NcsnModelConfig *config, NcsnParameters *parameters, NcsnShape shape,
                       const float *weights, float *gradients, GError **error);
void ncsn_dsm_free (NcsnDsm *dsm); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnDsm, ncsn_dsm_free)

/* The loss at clean pictures x with noise z (both (N, H, W, C)), a level and (unless NULL) a class
 * each; with `backward`, also adds its gradient. */
double ncsn_dsm_loss (NcsnDsm *dsm, const NcsnModelConfig *config, const float *x, const float *z,
                      const double *sigmas, const guint *classes, gboolean backward,
                      NcsnThreads *threads);

G_END_DECLS
