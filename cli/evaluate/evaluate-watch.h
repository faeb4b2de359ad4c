/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one part of an evaluation shows while it runs. */
#pragma once

#include <glib.h>

#include "cli/common/interrupt.h"
#include "cli/common/progress.h"

G_BEGIN_DECLS

typedef struct {
  const char *what; /* for people */
  CliInterrupt *interrupt;
  CliProgress *progress;
  double begin, share; /* of the part: what is under way begins there and makes up so much */
} CliEvaluateWatch;

/* Begins a part; must be cleared. */
void cli_evaluate_watch_init (CliEvaluateWatch *watch, const char *what, CliInterrupt *interrupt);
void cli_evaluate_watch_clear (CliEvaluateWatch *watch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateWatch, cli_evaluate_watch_clear)

/* Step `index` of `count` begins. FALSE with an error if there was a Ctrl+C. */
gboolean cli_evaluate_watch_step (CliEvaluateWatch *watch, gsize index, gsize count,
                                  GError **error);

/* Shows that so much of the step is done, 0 … 1, and how much time is left of the part. */
void cli_evaluate_watch_show (CliEvaluateWatch *watch, double done);

G_END_DECLS
