/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on stderr: one line that is overwritten on a terminal, a line every 30 seconds
 * elsewhere.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliProgress CliProgress;

CliProgress *cli_progress_new (void);

/* Clears the line if there is one. NULL is allowed. */
void cli_progress_free (CliProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

/* Clears the line, and begins anew, as for the next of several works. */
void cli_progress_restart (CliProgress *progress);

/* Whether progress should be shown now: not in the first second, then five times a second on a
 * terminal and every 30 seconds elsewhere. */
gboolean cli_progress_is_due (CliProgress *progress);

/* Seconds since the beginning. */
double cli_progress_elapsed (const CliProgress *progress);

/* Shows the text as the current progress. */
void cli_progress_show (CliProgress *progress, const char *text);

/* Clears the line on a terminal, before other text is printed. */
void cli_progress_clear (CliProgress *progress);

G_END_DECLS
