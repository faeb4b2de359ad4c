/* The processes that train one model together. Each takes a share of every batch, and gradients are
 * summed over all of them (data parallelism), so that all make the same steps. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Implemented outside the library, to which it does not matter how processes reach each other. Sums
 * are the same bits in every process. */
typedef struct {
  guint rank, size; /* which process this is, 0 … size-1 */

  /* Begins to replace `count` values by their sums over all processes; they must be left alone
   * until end_sums (). Every process begins the same sums in the same order, from any thread, but
   * one at a time. */
  void (*begin_sum) (float *values, gsize count, gpointer data);

  /* Waits for all sums that were begun. */
  gboolean (*end_sums) (gpointer data, GError **error);

  /* The sums of a few numbers, at once. */
  gboolean (*sum) (double *values, gsize count, gpointer data, GError **error);

  gpointer data;
} NcsnCommunicator;

G_END_DECLS
