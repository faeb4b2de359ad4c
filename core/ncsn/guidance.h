/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guidance without a classifier (Ho & Salimans 2022): a score that leads further away from pictures
 * of no class than the score of a class does. */
#pragma once

#include "score.h"

G_BEGIN_DECLS

/* The largest weight W; the score grows with it, and steps must be small enough for it. */
#define NCSN_MAX_GUIDANCE 100.0

/* How many scores an evaluation with this weight takes: 1 for 0 and 1, which mean no guidance. */
static inline guint
ncsn_guidance_scores (double weight)
{
  return weight == 0.0 || weight == 1.0 ? 1 : 2;
}

typedef struct _NcsnGuidedScore NcsnGuidedScore;

/* s = s_none + W (s_class - s_none) for the scores of the pictures of a class and of all pictures:
 * W = 1 is s_class, and W > 1 the score of q_σ(x) q_σ(class | x)^W up to a factor. Every evaluation
 * is one of both scores, which see the same known pixels and must outlive the object. */
NcsnGuidedScore *ncsn_guided_score_new (NcsnScore of_class, NcsnScore of_none, double weight);
void ncsn_guided_score_free (NcsnGuidedScore *guided); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnGuidedScore, ncsn_guided_score_free)

NcsnScore ncsn_guided_score_function (NcsnGuidedScore *guided); /* valid as long as `guided` */

G_END_DECLS
