/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of ncsn train, from the command line, from a file and from a checkpoint. */
#pragma once

#include "cli/common/schedule-options.h"
#include "option.h"
#include "parallel/processes.h"

G_BEGIN_DECLS

/* The group of a key file that holds options of ncsn train. */
#define CLI_TRAIN_GROUP "train"

/* The values given on the command line or in a file, or chosen since. */
typedef struct {
  char *data, *output, *start, *preset, *checkpoint, *description, *config, *save_config;
  gboolean resume, flip, turn, holes, coarse, class_per_picture, guidable, unconditional;
  CliSize size;
  CliScale scale;
  CliNumber patches, hold_out, time, iterations, seed, threads;
  CliNumber batch, rate, warmup, ema, clip, projections, features, blocks;
  CliNumber network, loss, probe, noise, optimizer, precondition, sigma_draw; /* of enumerations */
  CliList multipliers, attention;
  CliInterval checkpoint_interval, sample_interval;
  CliScheduleOptions schedule;
  NcsnModel *start_model;   /* the model of --start, once it is open */
  NcsnProcesses *processes; /* started by the launcher; NULL: this process alone */
} CliTrainOptions;

void cli_train_options_clear (CliTrainOptions *o);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTrainOptions, cli_train_options_clear)

/* Fills `o`, which must be zeroed, from the command line and then, for options that are not given,
 * from the file of --config. Afterwards `output` is set and ends in NCSN_TRAINING_MODEL. FALSE: an
 * error message has been printed; exit with CLI_USAGE. */
gboolean cli_train_options_parse (int argc, char **argv, CliTrainOptions *o);

/* Read options that are not given from the group CLI_TRAIN_GROUP, as cli_option_file_read (), and
 * write all that are set to it. */
gboolean cli_train_options_read (CliTrainOptions *o, GKeyFile *file, const char *const *only,
                                 GError **error);
void cli_train_options_write (CliTrainOptions *o, GKeyFile *file);

/* FALSE with an error that names an option which differs from the checkpoint's and cannot change
 * during a training: it decides the network, or the order of the pictures. */
gboolean cli_train_options_check_resumed (CliTrainOptions *o, GKeyFile *kept, GError **error);

G_END_DECLS
