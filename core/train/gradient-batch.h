/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss and the gradient of a whole batch, distributed over threads and processes. */
#pragma once

#include "model/model-private.h"
#include "train/objective.h"

G_BEGIN_DECLS

typedef struct _NcsnGradientBatch NcsnGradientBatch;

/* Graphs and gradients for batches of config->batch pictures, or this process's part of them. Fails
 * with NCSN_ERROR_ARGUMENT if the batch has fewer pictures than there are processes, or is larger
 * than a slice and not a multiple of it; with NCSN_ERROR_MEMORY. model, threads and
 * config->communicator must outlive the object. */
NcsnGradientBatch *ncsn_gradient_batch_new (const NcsnTrainConfig *config, NcsnModel *model,
                                            NcsnThreads *threads, GError **error);
void ncsn_gradient_batch_free (NcsnGradientBatch *gradients); /* NULL is allowed */

/* The first place and the number of places of the batch that belong to this process. */
guint ncsn_gradient_batch_first (const NcsnGradientBatch *gradients);
guint ncsn_gradient_batch_count (const NcsnGradientBatch *gradients);

/* Sets all gradients to 0. */
void ncsn_gradient_batch_clear (NcsnGradientBatch *gradients);

/* Adds `share` times this process's part of the whole batch's gradient to the gradient, and `share`
 * times its part of the mean loss to *loss. batch: this process's places. The result has the same
 * bits for any number of threads. last: this is the last call for this gradient, so complete
 * buckets are sent to the other processes meanwhile. Fails only if the true score fails. */
gboolean ncsn_gradient_batch_add (NcsnGradientBatch *gradients, const NcsnObjectiveBatch *batch,
                                  double share, gboolean last, double *loss, GError **error);

/* The gradient of the mean loss over the whole batch (parameters->size floats), valid until the
 * next call. NULL with the communicator's error. */
const float *ncsn_gradient_batch_gradient (NcsnGradientBatch *gradients, GError **error);

G_END_DECLS
