/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model copies its training data: the nearest training pictures to those it draws. */
#pragma once

#include "evaluate-samples.h"

G_BEGIN_DECLS

/* Pictures, each with the nearest place in the training data. */
typedef struct {
  guint count;     /* new pictures, and as many held-out ones */
  float *pictures; /* (2 · count, size): new ones, then held-out ones of the same classes */
  float *nearest;  /* (2 · count, size): the nearest to each; NULL: training data unknown */
} CliEvaluatePairs;

/* Takes up to CLI_EVALUATE_NEIGHBOURS of the samples, from as many classes as possible, and
 * searches all training pictures, if they are known. `pairs` must be zeroed before and cleared in
 * either case. */
gboolean cli_evaluate_pairs (CliEvaluatePairs *pairs, const CliEvaluateSamples *samples,
                             const CliEvaluateData *data, const NcsnModel *model,
                             NcsnThreads *threads, const CliEvaluateOptions *options,
                             const CliEvaluateSettings *settings, CliInterrupt *interrupt,
                             CliEvaluateReport *report, GError **error);
void cli_evaluate_pairs_clear (CliEvaluatePairs *pairs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluatePairs, cli_evaluate_pairs_clear)

G_END_DECLS
