/* The score of what is missing, given what is known: ∇x log q_σ(x | known), from a model that sees
 * holes. */
#pragma once

#include "ncsn/sample.h"

G_BEGIN_DECLS

typedef struct _NcsnConditionalScore NcsnConditionalScore;

/* A score of pictures (N, H, W, C) from `score`, which is one of pictures with their holes as an
 * additional channel (NcsnModelConfig.holes). The model sees known pixels without noise, whatever x
 * has there, and their score is 0. For pictures of one shape; `score` and what `known` points to
 * must outlive it. Fails with NCSN_ERROR_MEMORY. */
NcsnConditionalScore *ncsn_conditional_score_new (NcsnScore score, const NcsnKnown *known,
                                                  NcsnShape shape, GError **error);
void ncsn_conditional_score_free (NcsnConditionalScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnConditionalScore, ncsn_conditional_score_free)

NcsnScore ncsn_conditional_score_function (NcsnConditionalScore *score); /* valid as long */

G_END_DECLS
