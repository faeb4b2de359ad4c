/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures beside real ones, class by class. */
#pragma once

#include "evaluate-data.h"
#include "evaluate-report.h"

G_BEGIN_DECLS

typedef struct {
  guint count;                 /* of classes */
  int *classes;                /* the model's numbers; one of -1: all together */
  guint each;                  /* pictures of each */
  gsize size;                  /* numbers in a picture */
  float *generated, *held_out; /* (count, each, size) */
} CliEvaluateSamples;

/* Generates pictures, and finds how far they are from held-out ones, for the report. `samples` must
 * be zeroed before and cleared in either case. */
gboolean cli_evaluate_samples (CliEvaluateSamples *samples, const CliEvaluateData *data,
                               const NcsnModel *model, NcsnThreads *threads,
                               const CliEvaluateOptions *options,
                               const CliEvaluateSettings *settings, CliInterrupt *interrupt,
                               CliEvaluateReport *report, GError **error);
void cli_evaluate_samples_clear (CliEvaluateSamples *samples);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateSamples, cli_evaluate_samples_clear)

G_END_DECLS
