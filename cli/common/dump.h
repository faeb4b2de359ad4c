/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder with the chain of a task: for evaluation 1, 2, … of the score the pictures under noise
 * in state-00001.npy and their score in score-00001.npy, and all noise levels in sigma.npy. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliDump CliDump;

/* Makes the folder if it is missing. */
CliDump *cli_dump_new (const char *folder, GError **error);
void cli_dump_free (CliDump *dump); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliDump, cli_dump_free)

/* Writes an evaluation's two files; call this at every evaluation. After an error it does nothing:
 * cli_dump_finish () reports the error. */
void cli_dump_watch (CliDump *dump, const NcsnProgress *progress);

/* Writes sigma.npy. */
gboolean cli_dump_finish (CliDump *dump, GError **error);

G_END_DECLS
