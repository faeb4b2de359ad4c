/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the options of ncsn train mean, and settings as options, with which a training is repeated.
 */
#pragma once

#include "image/dataset.h"
#include "train-options.h"
#include "cli/common/values.h"

G_BEGIN_DECLS

/* What the options mean, once they are known to make sense. */
typedef struct {
  NcsnDatasetOptions data;  /* sizes, patches and how they are changed; what is held out */
  guint threads;            /* 0: one for every processor */
  const NcsnPreset *preset; /* of the authors' network asked for; NULL: the U-Net */
  NcsnTrainConfig train;
  CliInterval checkpoint_interval, picture_interval;
} CliTrainSettings;

/* Everything that can be told without the data. Errors are about the command line. */
gboolean cli_train_settings_understand (const CliTrainOptions *o, CliTrainSettings *settings,
                                        GError **error);

/* The model to train: the network by the options, the rest by the data. */
gboolean cli_train_settings_model (const CliTrainOptions *o, const CliTrainSettings *settings,
                                   const NcsnDataset *dataset, NcsnModelConfig *config,
                                   GError **error);

/* Puts the numbers that a training and its model came to have in the place of options that are
 * missing or “auto”. What is given stays as it is. */
void cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train,
                        const NcsnModelConfig *model);

/* The same for the network alone, and for the schedule alone. */
void cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model);
void cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule);

G_END_DECLS
