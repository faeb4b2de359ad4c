/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one training: steps, checkpoints, and what is done when something goes wrong. */
#pragma once

#include "train-processes.h"
#include "training-view.h"
#include "cli/common/values.h"

G_BEGIN_DECLS

typedef struct {
  NcsnProcesses *processes; /* that take its steps together; NULL: this one alone */
  NcsnTrainer *trainer;
  const NcsnModelConfig *config; /* of its model */
  const NcsnDataset *held_out;   /* pictures kept apart to measure on; NULL: none */
  NcsnThreads *threads;
  gint64 started;         /* when the command began, by g_get_monotonic_time () */
  const char *output;     /* where the finished model goes */
  const char *checkpoint; /* path */
  CliInterval checkpoint_interval, picture_interval;
} CliTraining;

/* Trains until the trainer has finished, writes the averaged model and returns CLI_OK. When
 * interrupted it saves a checkpoint, says how to go on and returns CLI_INTERRUPTED.
 *
 * A file that cannot be written is told of on stderr and tried again at its next interval: the
 * state in memory is worth more than it. Only the last ones, of the state and of the model, must
 * succeed. After a divergence it goes back to the last good checkpoint with half the rate, at most
 * five times in a row. */
int cli_training_run (const CliTraining *training);

G_END_DECLS
