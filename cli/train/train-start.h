/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a training comes to its trainer. *model (transfer full) must outlive it. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* In what a checkpoint keeps, beside the options: ncsn_dataset_fingerprint (). */
#define CLI_TRAIN_DATA_GROUP "data"
#define CLI_TRAIN_FINGERPRINT "fingerprint"

/* From a checkpoint, if the data are of its kind. */
NcsnTrainer *cli_train_resume (CliTrainOptions *o, const CliTrainSettings *settings,
                               const char *checkpoint, NcsnDataset *dataset, NcsnThreads *threads,
                               NcsnModel **model, GError **error);

/* For a new training. Saves its state at once: there is something to go back to, and a place where
 * a checkpoint cannot be is known now and not in an hour. All processes begin with that of process
 * 0, as the checkpoint holds it: files need not be shared, nor need the processors round alike. */
NcsnTrainer *cli_train_begin (CliTrainOptions *o, CliTrainSettings *settings,
                              const char *checkpoint, NcsnDataset *dataset, NcsnThreads *threads,
                              NcsnModel **model, GString *choices, GError **error);

G_END_DECLS
