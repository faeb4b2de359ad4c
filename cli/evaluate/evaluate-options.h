/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of ncsn evaluate. */
#pragma once

#include <ncsn/ncsn.h>

#include "image/dataset.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *model, *data, *scale, *hold_out, *count, *seed, *probes, *tolerance;
  char *samples, *quality, *class_name, *train_data, *picture, *threads;
  gboolean likelihood, resize, flip, json;
} CliEvaluateOptions;

/* What they mean. */
typedef struct {
  NcsnDatasetOptions data; /* scales, and what is held out */
  guint count;             /* 0: as suits the data */
  guint seed, probes, threads;
  double tolerance;
  guint samples; /* 0: nothing is generated */
  NcsnQuality quality;
} CliEvaluateSettings;

void cli_evaluate_options_clear (CliEvaluateOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateOptions, cli_evaluate_options_clear)

/* FALSE: the sentence has been printed, exit with CLI_USAGE. */
gboolean cli_evaluate_options_parse (int argc, char **argv, CliEvaluateOptions *options);

gboolean cli_evaluate_options_understand (const CliEvaluateOptions *options,
                                          CliEvaluateSettings *settings, GError **error);

G_END_DECLS
