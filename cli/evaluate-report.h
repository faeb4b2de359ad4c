/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ncsn evaluate found, for people and for programs. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Levels that a loss is told at: few enough to read. */
#define CLI_EVALUATE_LEVELS 20

typedef struct {
  const char *model;   /* path of the file; not owned */
  gsize dimension;     /* numbers in a picture */
  gsize available;     /* pictures in the data */
  guint count, levels; /* pictures and noise levels of the loss */
  double sigmas[CLI_EVALUATE_LEVELS];
  NcsnEstimate losses[CLI_EVALUATE_LEVELS];

  guint likelihood_count; /* pictures of the likelihood; 0: it was not asked for */
  NcsnLadder ladder;      /* of which the likelihood goes over the whole range */
  double tolerance;
  guint probes;
  NcsnEstimate bits;
  guint64 evaluations;
} CliEvaluateReport;

/* On stdout. */
void cli_evaluate_report_text (const CliEvaluateReport *report);
void cli_evaluate_report_json (const CliEvaluateReport *report);

G_END_DECLS
