/* Training batches, drawn a step ahead on a thread of their own: while one is learnt from, the next
 * one is read and given its noise. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  float *pictures, *noise; /* (batch, H, W, C) */
  float *holes;            /* (batch, H, W, 1); NULL: there are none */
  double *sigmas;          /* batch numbers */
  guint *classes;          /* batch numbers; zeros without classes */
} NcsnBatch;

/* Fills the batch of a step. What it does depends on nothing but the step. */
typedef gboolean (*NcsnBatchDrawFunc) (guint64 step, NcsnBatch *batch, gpointer data,
                                       GError **error);

typedef struct _NcsnBatchAhead NcsnBatchAhead;

/* For batches of `count` pictures of `picture` floats, with holes of `hole` floats; 0: without.
 * data must outlive it. */
NcsnBatchAhead *ncsn_batch_ahead_new (NcsnBatchDrawFunc draw, gpointer data, gsize count,
                                      gsize picture, gsize hole, GError **error);

/* Waits for what is being drawn. NULL is allowed. */
void ncsn_batch_ahead_free (NcsnBatchAhead *ahead);

/* The batch of a step, valid until the next call, and begins with the one after it. When steps come
 * in their order there is nothing left to do but to wait for it. NULL with the error of `draw`. */
const NcsnBatch *ncsn_batch_ahead_take (NcsnBatchAhead *ahead, guint64 step, GError **error);

G_END_DECLS
