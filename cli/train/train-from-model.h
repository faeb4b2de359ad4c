/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trainings that begin with the weights of a model file (--start) instead of random ones. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Opens the model that --start names. Options that are not given take its network and the size of
 * its pictures, and its schedule if no option of a schedule is given. Does nothing without --start.
 */
gboolean cli_train_from_model_settle (CliTrainOptions *o, GError **error);

/* Checks that the model suits these pictures; TRUE without --start. */
gboolean cli_train_from_model_check (CliTrainOptions *o, const CliTrainSettings *settings,
                                     const NcsnDataset *dataset, GError **error);

/* Hands over that model (transfer full), with the schedule of `config`, the configuration by
 * options and pictures; an error if this asks for another network. The model keeps its own
 * statistics of pictures, because its weights were trained with them. */
NcsnModel *cli_train_from_model_take (CliTrainOptions *o, const NcsnModelConfig *config,
                                      GError **error);

G_END_DECLS
