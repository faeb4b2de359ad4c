/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of one training, perhaps on several machines. What implements this is a module of
 * its own, which the program loads when it is one of several: a library for message passing takes
 * longer to load than most commands take to run. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _NcsnProcesses NcsnProcesses;

struct _NcsnProcesses {
  NcsnCommunicator communicator;
  guint processors; /* of those that its machine allows it, the share of this process: at least 1 */

  /* May be set, in process 0: once this is triggered, it no longer waits for others that do not
   * come, and sums fail with G_IO_ERROR_CANCELLED. A reference. */
  GCancellable *cancellable;

  /* Makes `count` bytes those of process `from`; all must call this alike. */
  void (*broadcast) (NcsnProcesses *processes, guint from, gpointer bytes, gsize count);

  /* Ends this process's part and frees it, in one of two ways. All leave together, each waiting for
   * the others, if sums have not failed. Otherwise, and when one of them calls abort (), all
   * processes are ended at once, with this exit status; that does not return. */
  void (*leave) (NcsnProcesses *processes, int status);
  void (*abort) (NcsnProcesses *processes, int status);
};

/* The one function of the module, by the name below: becomes one of the processes that a launcher
 * has started. */
typedef NcsnProcesses *(*NcsnProcessesJoinFunc) (GError **error);

#define NCSN_PROCESSES_JOIN "ncsn_processes_join"
#define NCSN_PROCESSES_MODULE "ncsn-mpi.so"

G_END_DECLS
