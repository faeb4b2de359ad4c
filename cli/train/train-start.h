/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the trainer of a training. *model (transfer full) must outlive it. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* The key of ncsn_dataset_fingerprint () in the settings of a checkpoint. */
#define CLI_TRAIN_DATA_GROUP "data"
#define CLI_TRAIN_FINGERPRINT "fingerprint"

/* Resumes from a checkpoint, if the data suit its model. */
NcsnTrainer *cli_train_resume (CliTrainOptions *o, const CliTrainSettings *settings,
                               const char *checkpoint, NcsnDataset *dataset, NcsnThreads *threads,
                               NcsnModel **model, GError **error);

/* Begins a new training and saves its state at once: there is then a checkpoint to go back to, and
 * a path that is not writable fails now, not in an hour. All processes begin with the checkpoint of
 * process 0, so that files need not be shared and processors may round differently. */
NcsnTrainer *cli_train_begin (CliTrainOptions *o, CliTrainSettings *settings,
                              const char *checkpoint, NcsnDataset *dataset, NcsnThreads *threads,
                              NcsnModel **model, GString *choices, GError **error);

G_END_DECLS
