/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training batches that are drawn one step ahead, in a thread: while the trainer uses one batch,
 * the thread reads the next one and draws its noise. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  float *pictures, *noise; /* (batch, H, W, C) */
  float *holes;            /* (batch, H, W, 1); NULL: no holes */
  float *levels;           /* (batch, H, W, 1), the noise levels of pixels; NULL: those of sigmas */
  float *views;            /* (batch, H, W, C + 1), coarse views; NULL: no views */
  double *sigmas;          /* batch numbers */
  guint *classes;          /* batch numbers; zeros without classes */
} NcsnBatch;

/* Fills the batch of a step. The result must depend on the step only. */
typedef gboolean (*NcsnBatchDrawFunc) (guint64 step, NcsnBatch *batch, gpointer data,
                                       GError **error);

typedef struct _NcsnBatchAhead NcsnBatchAhead;

/* The floats of a picture of a batch. 0: the batch has none of these. */
typedef struct {
  gsize picture, hole, level, view;
} NcsnBatchFloats;

/* For batches of `count` pictures. data must outlive the object. Fails with NCSN_ERROR_MEMORY. */
NcsnBatchAhead *ncsn_batch_ahead_new (NcsnBatchDrawFunc draw, gpointer data, gsize count,
                                      NcsnBatchFloats floats, GError **error);

/* Waits for the thread first. NULL is allowed. */
void ncsn_batch_ahead_free (NcsnBatchAhead *ahead);

/* The batch of a step, valid until the next call; starts to draw the batch of step + 1. If steps
 * are taken in order, the batch is already being drawn, and the call only waits for it. NULL with
 * the error of `draw`. */
const NcsnBatch *ncsn_batch_ahead_take (NcsnBatchAhead *ahead, guint64 step, GError **error);

G_END_DECLS
