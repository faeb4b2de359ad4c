/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on stderr: one line that is written over on a terminal, now and then a line elsewhere.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliProgress CliProgress;

CliProgress *cli_progress_new (void);

/* Ends the line if there is one. NULL is allowed. */
void cli_progress_free (CliProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

/* Whether it is time to show something: nothing in the first second, then five times a second on a
 * terminal and every 30 seconds elsewhere. */
gboolean cli_progress_is_due (CliProgress *progress);

/* Seconds since the beginning. */
double cli_progress_elapsed (const CliProgress *progress);

/* Shows the text. */
void cli_progress_show (CliProgress *progress, const char *text);

/* Takes the line away from a terminal, before something else is printed. */
void cli_progress_clear (CliProgress *progress);

G_END_DECLS
