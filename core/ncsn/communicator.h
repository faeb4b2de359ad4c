/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Communication between processes that train one model together (data parallelism): each takes a
 * part of every batch, and the gradients are summed over all processes, so that all make the same
 * steps. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Implemented outside the library, which does not depend on the means of communication (parallel/
 * uses MPI). A sum has the same bits in every process. */
typedef struct {
  guint rank, size; /* the number of this process, 0 … size-1, and the number of processes */

  /* Begins to replace `count` values by their sums over all processes. The caller must not touch
   * them until end_sums (). Every process begins the same sums in the same order, from any thread,
   * but never two at the same time. */
  void (*begin_sum) (float *values, gsize count, gpointer data);

  /* Waits for all sums that have begun. */
  gboolean (*end_sums) (gpointer data, GError **error);

  /* Replaces a few values by their sums and waits for them. */
  gboolean (*sum) (double *values, gsize count, gpointer data, GError **error);

  gpointer data; /* passed to the functions; not owned */
} NcsnCommunicator;

G_END_DECLS
