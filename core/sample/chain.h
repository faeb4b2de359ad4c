/* What every Langevin sampler shares: pictures moving under a score function, with the noise, the
 * held pixels, the progress and the cancellation of NcsnSampleOptions. */
#pragma once

#include "ncsn/sample.h"

G_BEGIN_DECLS

gboolean ncsn_sample_langevin (NcsnScore score, float *x, NcsnShape shape, double sigma,
                               double alpha, guint steps, const NcsnSampleOptions *options,
                               GError **error);
gboolean ncsn_sample_annealed (NcsnScore score, float *x, NcsnShape shape,
                               const NcsnSchedule *schedule, const NcsnSampleOptions *options,
                               GError **error);

typedef struct {
  NcsnScore score;
  float *x; /* (N, H, W, C), moved in place; not owned */
  NcsnShape shape;
  const NcsnSampleOptions *options; /* not owned */
  guint64 done, total;              /* score evaluations */
  float *s;                         /* the score at x, of x's shape */
  float *noise;                     /* of one picture */
  float *denoised;                  /* of x's shape; NULL when nobody watches */
  float *held; /* y = known + σ z of the present level; NULL when nothing is held */
} NcsnChain;

/* Allocates what the chain needs for `total` evaluations. FALSE with NCSN_ERROR_MEMORY when there
 * is not enough; the chain must be cleared in either case. x and options must outlive it. */
gboolean ncsn_chain_init (NcsnChain *chain, NcsnScore score, float *x, NcsnShape shape,
                          const NcsnSampleOptions *options, guint64 total, GError **error);
void ncsn_chain_clear (NcsnChain *chain);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnChain, ncsn_chain_clear)

/* Writes s(x, σ) into chain->s and reports it. Fails when cancelled or when the score fails. */
gboolean ncsn_chain_evaluate (NcsnChain *chain, double sigma, GError **error);

/* `steps` Langevin steps of size `alpha` at noise level number `level`. */
gboolean ncsn_chain_run_level (NcsnChain *chain, double sigma, guint32 level, double alpha,
                               guint steps, GError **error);

/* One step x ← x + (α/2) s + √α z on `count` numbers. */
void ncsn_langevin_update (float *x, const float *s, const float *z, gsize count, double alpha);

/* Tweedie's estimate x ← x + σ² s(x, σ). */
gboolean ncsn_chain_denoise (NcsnChain *chain, double sigma, GError **error);

/* Gives the held pixels their exact values. */
void ncsn_chain_finish (NcsnChain *chain);

G_END_DECLS
