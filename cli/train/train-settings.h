/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of ncsn train: from options, and as options that repeat a training. */
#pragma once

#include "cli/common/values.h"
#include "image/dataset.h"
#include "train-options.h"

G_BEGIN_DECLS

/* The checked options, with defaults where nothing is given. */
typedef struct {
  NcsnDatasetOptions data;  /* sizes, patches, augmentation and hold-out */
  guint threads;            /* 0: one per processor */
  const NcsnPreset *preset; /* of the requested network of the authors; NULL: the U-Net */
  NcsnTrainConfig train;
  CliInterval checkpoint_interval, picture_interval;
} CliTrainSettings;

/* Settles everything that does not depend on the data. Errors are about the command line. */
gboolean cli_train_settings_understand (const CliTrainOptions *o, CliTrainSettings *settings,
                                        GError **error);

/* The configuration of the model: the network by the options, the rest by the data. */
gboolean cli_train_settings_model (const CliTrainOptions *o, const CliTrainSettings *settings,
                                   const NcsnDataset *dataset, NcsnModelConfig *config,
                                   GError **error);

/* Sets options that are missing or “auto” to the numbers of the training and its model. Options
 * that are given stay. */
void cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train,
                        const NcsnModelConfig *model);

/* The same for the network alone, and for the schedule alone. */
void cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model);
void cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule);

G_END_DECLS
