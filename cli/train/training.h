/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop of a training: steps, checkpoints, logs, pictures and recovery. */
#pragma once

#include "cli/common/values.h"
#include "train-processes.h"
#include "training-view.h"

G_BEGIN_DECLS

typedef struct {
  NcsnProcesses *processes; /* that share the training; NULL: this process alone */
  NcsnTrainer *trainer;
  const NcsnModelConfig *config; /* of its model */
  const NcsnDataset *held_out;   /* NULL: no pictures are held out */
  NcsnThreads *threads;
  gint64 started;         /* when the command began, by g_get_monotonic_time () */
  const char *output;     /* path of the finished model */
  const char *checkpoint; /* path of the checkpoint */
  CliInterval checkpoint_interval, picture_interval;
} CliTraining;

/* Trains until the trainer has finished, writes the averaged model and returns CLI_OK. If
 * interrupted it saves a checkpoint, prints how to continue and returns CLI_INTERRUPTED.
 *
 * A failure to write a file is reported on stderr, and the file is tried again at its next
 * interval: the state in memory is worth more than the file. Only the last checkpoint and the model
 * must succeed. After a divergence it goes back to the last good checkpoint with half the rate, at
 * most five times in a row. */
int cli_training_run (const CliTraining *training);

G_END_DECLS
