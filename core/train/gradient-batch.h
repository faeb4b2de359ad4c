/* Loss and gradient of a whole batch, shared out between the threads. */
#pragma once

#include "model/model-private.h"
#include "train/objective.h"

G_BEGIN_DECLS

typedef struct _NcsnGradientBatch NcsnGradientBatch;

/* Graphs and gradients for batches of config->batch pictures, or this process's share of them.
 * FALSE sizes are an NCSN_ERROR_ARGUMENT: a batch above a slice must be a multiple of one, and hold
 * a picture a process. model, threads and config->communicator must outlive it. */
NcsnGradientBatch *ncsn_gradient_batch_new (const NcsnTrainConfig *config, NcsnModel *model,
                                            NcsnThreads *threads, GError **error);
void ncsn_gradient_batch_free (NcsnGradientBatch *gradients); /* NULL is allowed */

/* The places of a batch that are this process's: a range, all of them if it is alone. */
guint ncsn_gradient_batch_first (const NcsnGradientBatch *gradients);
guint ncsn_gradient_batch_count (const NcsnGradientBatch *gradients);

/* Sets all gradients to 0. */
void ncsn_gradient_batch_clear (NcsnGradientBatch *gradients);

/* batch: this process's places. Adds their part of the whole batch's gradient times `share`, and of
 * its mean loss times `share` to *loss. The same bits on any number of threads. `last`: of the
 * calls for one gradient; what is done with is summed over the processes while the rest is swept.
 */
gboolean ncsn_gradient_batch_add (NcsnGradientBatch *gradients, const NcsnObjectiveBatch *batch,
                                  double share, gboolean last, double *loss, GError **error);

/* The gradient of the mean over the whole batch (parameters->size floats), valid until the next
 * call. NULL with the communicator's error. */
const float *ncsn_gradient_batch_gradient (NcsnGradientBatch *gradients, GError **error);

G_END_DECLS
