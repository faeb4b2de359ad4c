/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of the processes of one training, which may run on several machines. A module
 * implements it. The program loads the module only when it is one of several processes, because a
 * library for message passing takes longer to load than most commands take to run. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _NcsnProcesses NcsnProcesses;

struct _NcsnProcesses {
  NcsnCommunicator communicator;
  guint processors; /* this process's share of the processors that it may use: at least 1 */

  /* Process 0 may set this (a reference). After a cancellation, waits for other processes end soon
   * and sums fail with G_IO_ERROR_CANCELLED. NULL: no cancellation. */
  GCancellable *cancellable;

  /* Copies `count` bytes from process `from` to all others. All processes must make the same call.
   */
  void (*broadcast) (NcsnProcesses *processes, guint from, gpointer bytes, gsize count);

  /* Leaves the training and frees this object. All processes wait for each other before they leave.
   * If a sum has failed, leave () acts as abort (). */
  void (*leave) (NcsnProcesses *processes, int status);

  /* Terminates all processes at once, with this exit status. Does not return. */
  void (*abort) (NcsnProcesses *processes, int status);
};

/* The module's only function, NCSN_PROCESSES_JOIN: joins the processes that a launcher has started.
 * NULL with an error if that is impossible. */
typedef NcsnProcesses *(*NcsnProcessesJoinFunc) (GError **error);

#define NCSN_PROCESSES_JOIN "ncsn_processes_join"
#define NCSN_PROCESSES_MODULE "ncsn-mpi.so"

G_END_DECLS
