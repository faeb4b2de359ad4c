/* Loss and gradient of a whole batch, shared out between the threads. */
#pragma once

#include "model/model-private.h"
#include "train/objective.h"

G_BEGIN_DECLS

typedef struct _NcsnSweep NcsnSweep;

/* Graphs and gradients for batches of config->batch pictures. FALSE sizes are an
 * NCSN_ERROR_ARGUMENT: a batch above a slice must be a multiple of one. model and threads must
 * outlive it. */
NcsnSweep *ncsn_sweep_new (const NcsnTrainConfig *config, NcsnModel *model, NcsnThreads *threads,
                           GError **error);
void ncsn_sweep_free (NcsnSweep *sweep); /* NULL is allowed */

/* Sets all gradients to 0. */
void ncsn_sweep_clear (NcsnSweep *sweep);

/* Adds the batch's gradient times `share`, and its mean loss times `share` to *loss. The same bits
 * on any number of threads. */
gboolean ncsn_sweep_add (NcsnSweep *sweep, const NcsnObjectiveBatch *batch, double share,
                         double *loss, GError **error);

/* The gradient of the mean over the batch (parameters->size floats), valid until the next call. */
const float *ncsn_sweep_gradient (NcsnSweep *sweep);

G_END_DECLS
