/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of ncsn train and their meaning. */
#pragma once

#include <ncsn/ncsn.h>

#include "image/dataset.h"
#include "schedule-options.h"
#include "values.h"

G_BEGIN_DECLS

#define CLI_MODEL_SUFFIX ".safetensors"

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *data, *output, *size, *patches, *scale, *hold_out, *time, *iterations;
  char *batch, *rate, *warmup, *ema, *clip, *seed;
  char *preset, *network, *loss, *projections, *probe;
  char *features, *multipliers, *blocks, *attention, *precondition, *sigma_draw;
  char *checkpoint, *checkpoint_interval, *sample_interval, *threads, *description;
  gboolean resume, flip, turn, unconditional;
  CliScheduleOptions schedule;
} CliTrainOptions;

/* What the options mean, once they are known to make sense. */
typedef struct {
  NcsnDatasetOptions data;  /* sizes, patches and how they are changed; what is held out */
  guint threads;            /* 0: one for every processor */
  const NcsnPreset *preset; /* of the authors' network asked for; NULL: the U-Net */
  NcsnTrainConfig train;
  CliInterval checkpoint_interval, picture_interval;
} CliTrainSettings;

void cli_train_options_clear (CliTrainOptions *o);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTrainOptions, cli_train_options_clear)

/* Fills `o`, which must be zeroed, from the command line; as cli_parse_options (). */
gboolean cli_train_options_parse (int argc, char **argv, CliTrainOptions *o);

/* Everything that can be told without the data. Errors are about the command line. */
gboolean cli_train_options_understand (const CliTrainOptions *o, CliTrainSettings *settings,
                                       GError **error);

/* The model to train: the network by the options, the rest by the data. */
gboolean cli_train_options_model (const CliTrainOptions *o, const CliTrainSettings *settings,
                                  const NcsnDataset *dataset, NcsnModelConfig *config,
                                  GError **error);

G_END_DECLS
