/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress of one part of an evaluation. */
#pragma once

#include <glib.h>

#include "cli/common/interrupt.h"
#include "cli/common/progress.h"

G_BEGIN_DECLS

typedef struct {
  const char *what; /* the part's name for users */
  CliInterrupt *interrupt;
  CliProgress *progress;
  double begin, share; /* of the part: where the current step begins, and its share */
} CliEvaluateWatch;

/* Begins a part; clear it at its end. */
void cli_evaluate_watch_init (CliEvaluateWatch *watch, const char *what, CliInterrupt *interrupt);
void cli_evaluate_watch_clear (CliEvaluateWatch *watch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateWatch, cli_evaluate_watch_clear)

/* Begins step `index` of `count`. FALSE with an error after Ctrl+C. */
gboolean cli_evaluate_watch_step (CliEvaluateWatch *watch, gsize index, gsize count,
                                  GError **error);

/* Shows that the share `done` of the step, 0 … 1, is done, and the time left for the part. */
void cli_evaluate_watch_show (CliEvaluateWatch *watch, double done);

G_END_DECLS
