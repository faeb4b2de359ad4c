/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all step rules share: pictures moving under a score function, with the noise, the held
 * pixels, the progress and the cancellation of NcsnSampleOptions. A rule (rules.h) is written in
 * these moves. */
#pragma once

#include "ncsn/sample.h"

G_BEGIN_DECLS

/* The most arrays of earlier evaluations that a rule can keep. */
#define NCSN_CHAIN_KEPT 4

typedef struct {
  NcsnScore score;
  float *x; /* (N, H, W, C), moved in place; not owned */
  NcsnShape shape;
  const NcsnSampler *sampler;       /* not owned */
  const NcsnSampleOptions *options; /* not owned */
  guint64 done, total;              /* score evaluations */
  double sigma;                     /* of the last evaluation */
  guint32 renoised;                 /* how often noise was added to reach a larger level */
  float *s;                         /* the score at x, of x's shape */
  float *kept[NCSN_CHAIN_KEPT]; /* what rules keep of the last evaluations, the latest first; NULL:
                                   not allocated */
  guint n_kept;                 /* those that count */
  double kept_step;             /* of a rule: the size of the step before */
  float *denoised;              /* the preview, of x's shape; NULL without previews */
  gint64 previewed;             /* time of the last preview, on the monotonic clock */
} NcsnChain;

/* Allocates what every rule needs. FALSE with NCSN_ERROR_MEMORY when there is not enough; the chain
 * must be cleared in either case. x, sampler and options must outlive it. */
gboolean ncsn_chain_init (NcsnChain *chain, NcsnScore score, float *x, NcsnShape shape,
                          const NcsnSampler *sampler, const NcsnSampleOptions *options,
                          GError **error);
void ncsn_chain_clear (NcsnChain *chain);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnChain, ncsn_chain_clear)

/* Writes s(x, σ), given the held pixels, into chain->s and reports it. Fails when cancelled or when
 * the score fails. */
gboolean ncsn_chain_evaluate (NcsnChain *chain, double sigma, GError **error);

/* x ← x + a s + b z, s as evaluated last and z ~ N(0, I). FALSE with NCSN_ERROR_DIVERGED when x is
 * no longer finite. At most one move with b > 0 may follow an evaluation: z is addressed by it. */
gboolean ncsn_chain_move (NcsnChain *chain, double a, double b, GError **error);

/* The same on `count` numbers with given noise z; FALSE when one of them is not finite. */
gboolean ncsn_chain_add (float *x, const float *s, const float *z, gsize count, double a, double b);

/* Makes chain->s the first of the kept arrays, of which at most `most` count from now on, and gives
 * the chain another one for s, whose contents are undefined. */
gboolean ncsn_chain_keep (NcsnChain *chain, guint most, GError **error);

/* x ← x + √(to² - from²) z: raises the noise of x from one level to a larger one. Kept arrays no
 * longer count, since they belong to another chain. */
gboolean ncsn_chain_renoise (NcsnChain *chain, double from, double to, GError **error);

/* Sets held pixels to known + σ z, if there are any. `draw` numbers z within a chain. */
void ncsn_chain_hold (NcsnChain *chain, double sigma, guint32 draw);

/* Sets held pixels to their exact values. */
void ncsn_chain_release (NcsnChain *chain);

/* FALSE with NCSN_ERROR_DIVERGED and advice, unless `finite`. */
gboolean ncsn_chain_check (const NcsnChain *chain, gboolean finite, GError **error);

G_END_DECLS
