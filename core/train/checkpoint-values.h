/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a training in a checkpoint's "training" entry: their keys, kinds and ranges. */
#pragma once

#include "train/trainer-private.h"

G_BEGIN_DECLS

/* The group of the key file that holds the values. */
#define NCSN_CHECKPOINT_GROUP "training"

/* Writes every value so that reading it gives the same bits. */
void ncsn_checkpoint_values_write (const NcsnTrainer *trainer, GKeyFile *file);

/* Reads every value into `trainer` and changes nothing else there. FALSE with an NCSN_ERROR_FORMAT
 * that names the first value that is damaged, out of range or missing. A value that older versions
 * did not write may be missing: its member then stays as it is. */
gboolean ncsn_checkpoint_values_read (GKeyFile *file, NcsnTrainer *trainer, GError **error);

G_END_DECLS
