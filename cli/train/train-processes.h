/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn train as one of several processes that a launcher of MPI has started: how they find each
 * other, and how they come to work on the same. Process 0 alone speaks and writes files.
 * NULL for the processes is allowed throughout: this one is alone. */
#pragma once

#include "parallel/processes.h"

G_BEGIN_DECLS

/* Whether there are others is told by the environment. *processes: NULL where there are none; leave
 * or abort them by their own functions. FALSE: there are, but they cannot be reached. */
gboolean cli_processes_join (NcsnProcesses **processes, GError **error);

/* Whether this process speaks and writes: it is alone, or process 0. */
gboolean cli_processes_is_first (const NcsnProcesses *processes);

/* Lets process 0 no longer wait for the others once this is triggered. */
void cli_processes_heed (NcsnProcesses *processes, GCancellable *cancellable);

/* Whether `here` is so in any process. All must ask alike. */
gboolean cli_processes_any (NcsnProcesses *processes, gboolean here);

/* Fails in all processes when the `text` of one, about what must be the same, is not that of
 * process 0. */
gboolean cli_processes_compare (NcsnProcesses *processes, const char *text, GError **error);

/* A file that process 0 has, which must fit into memory, for the others: each gets a copy in the
 * folder for temporary files, and its name (transfer full). */
gboolean cli_processes_send_file (NcsnProcesses *processes, const char *path, GError **error);
char *cli_processes_receive_file (NcsnProcesses *processes, GError **error);

/* Ends this process's part with an exit status, which it returns: when all are done, or all at once
 * after a failure. */
int cli_processes_end (NcsnProcesses *processes, int status);

G_END_DECLS
