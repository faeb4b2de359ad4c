/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generated pictures, compared with real ones class by class. */
#pragma once

#include "evaluate-data.h"
#include "evaluate-report.h"

G_BEGIN_DECLS

typedef struct {
  guint count;                 /* of classes */
  int *classes;                /* numbers in the model; a single -1: all classes together */
  guint each;                  /* pictures of each */
  gsize size;                  /* numbers in a picture */
  float *generated, *held_out; /* (count, each, size) */
} CliEvaluateSamples;

/* Generates pictures and puts their distances to held-out ones into the report. `samples` must be
 * zeroed before and cleared in either case. */
gboolean cli_evaluate_samples (CliEvaluateSamples *samples, const CliEvaluateData *data,
                               const NcsnModel *model, NcsnThreads *threads,
                               const CliEvaluateOptions *options,
                               const CliEvaluateSettings *settings, CliInterrupt *interrupt,
                               CliEvaluateReport *report, GError **error);
void cli_evaluate_samples_clear (CliEvaluateSamples *samples);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateSamples, cli_evaluate_samples_clear)

G_END_DECLS
