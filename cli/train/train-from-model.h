/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trainings that begin with the weights of a model file (--start) rather than with random ones. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Puts what the file that --start names fixes, the network and the size of its pictures, in the
 * place of options that are not given, and so its schedule when nothing of one is given. Does
 * nothing without --start. */
gboolean cli_train_from_model_settle (CliTrainOptions *o, GError **error);

/* Whether the model is one for these pictures; TRUE without --start. */
gboolean cli_train_from_model_check (const CliTrainOptions *o, const CliTrainSettings *settings,
                                     const NcsnDataset *dataset, GError **error);

/* That model (transfer full), with the schedule of `config`, which is what the options and the
 * pictures come to; an error when these ask for another network. The model's own statistics of its
 * pictures stay: its weights are made for them. */
NcsnModel *cli_train_from_model_load (const CliTrainOptions *o, const NcsnModelConfig *config,
                                      GError **error);

G_END_DECLS
