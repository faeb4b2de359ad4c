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

/* The parsed values. */
typedef struct {
  NcsnDatasetOptions data; /* scale and hold-out */
  guint count;             /* 0: the default */
  guint seed, probes, threads;
  double tolerance;
  guint samples; /* 0: no pictures are generated */
  NcsnQuality quality;
} CliEvaluateSettings;

void cli_evaluate_options_clear (CliEvaluateOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateOptions, cli_evaluate_options_clear)

/* Parses the command line. FALSE: an error message has been printed; exit with CLI_USAGE. */
gboolean cli_evaluate_options_parse (int argc, char **argv, CliEvaluateOptions *options);

/* Fills the settings; FALSE with an error about options that are wrong or contradict each other. */
gboolean cli_evaluate_options_understand (const CliEvaluateOptions *options,
                                          CliEvaluateSettings *settings, GError **error);

G_END_DECLS
