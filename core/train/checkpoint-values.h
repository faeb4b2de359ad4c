/* The numbers of a training in a checkpoint's "training" entry, and the ranges that they must be
 * in. */
#pragma once

#include "train/trainer-private.h"

G_BEGIN_DECLS

/* The group of the key file that they are in. */
#define NCSN_CHECKPOINT_GROUP "training"

/* Writes them all, so that they read back as the same bits. */
void ncsn_checkpoint_values_write (const NcsnTrainer *trainer, GKeyFile *file);

/* Reads them into `values`, of which nothing else is touched. FALSE with an NCSN_ERROR_FORMAT that
 * names the first that is no number, out of its range, or missing, unless older versions did not
 * know it: it is then as if there were none. */
gboolean ncsn_checkpoint_values_read (GKeyFile *file, NcsnTrainer *values, GError **error);

G_END_DECLS
