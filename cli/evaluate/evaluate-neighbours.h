/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model copies: what of its training data is nearest to what it draws. */
#pragma once

#include "evaluate-samples.h"

G_BEGIN_DECLS

/* Pairs of pictures, each beside the place of the training data that is nearest to it. */
typedef struct {
  guint count;     /* of each of the four */
  float *pictures; /* (2 · count, size): new ones, then held-out ones of the same classes */
  float *nearest;  /* the same of what is nearest; NULL: what was learnt from is not known */
} CliEvaluatePairs;

/* Takes up to CLI_EVALUATE_NEIGHBOURS of the samples, from as many classes as there are, and looks
 * through all training pictures, if they are known. `pairs` must be zeroed before and cleared in
 * either case. */
gboolean cli_evaluate_pairs (CliEvaluatePairs *pairs, const CliEvaluateSamples *samples,
                             const CliEvaluateData *data, const NcsnModel *model,
                             NcsnThreads *threads, const CliEvaluateOptions *options,
                             const CliEvaluateSettings *settings, CliInterrupt *interrupt,
                             CliEvaluateReport *report, GError **error);
void cli_evaluate_pairs_clear (CliEvaluatePairs *pairs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluatePairs, cli_evaluate_pairs_clear)

G_END_DECLS
