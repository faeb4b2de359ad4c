/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn train as one of several processes started by an MPI launcher: joining them, and making sure
 * that all work on the same training. Only process 0 prints and writes files. `processes` may be
 * NULL everywhere, for a process that is alone. */
#pragma once

#include "parallel/processes.h"

G_BEGIN_DECLS

/* Joins the other processes if the environment announces them; else *processes is NULL. FALSE with
 * an error if they cannot be reached. End with cli_processes_end (). */
gboolean cli_processes_join (NcsnProcesses **processes, GError **error);

/* Whether this process prints and writes files: it is alone, or process 0. */
gboolean cli_processes_is_first (const NcsnProcesses *processes);

/* Process 0 stops waiting for the others once this is triggered. */
void cli_processes_heed (NcsnProcesses *processes, GCancellable *cancellable);

/* Whether `here` is TRUE in any process. All processes must call this together. */
gboolean cli_processes_any (NcsnProcesses *processes, gboolean here);

/* Compares descriptions of what must be the same. Fails in all processes if the `text` of one
 * differs from that of process 0. */
gboolean cli_processes_compare (NcsnProcesses *processes, const char *text, GError **error);

/* Process 0 sends a file, which must fit into memory; each other process receives a copy in the
 * folder for temporary files, and its path (transfer full). */
gboolean cli_processes_send_file (NcsnProcesses *processes, const char *path, GError **error);
char *cli_processes_receive_file (NcsnProcesses *processes, GError **error);

/* Ends this process's part and returns `status`: waits until all are done, or aborts all if it is
 * CLI_FAILED. */
int cli_processes_end (NcsnProcesses *processes, int status);

G_END_DECLS
