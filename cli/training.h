/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one training: steps, and what is written between them. */
#pragma once

#include <ncsn/ncsn.h>

#include "processes.h"
#include "values.h"

G_BEGIN_DECLS

typedef struct {
  NcsnProcesses *processes; /* that take its steps together; NULL: this one alone */
  NcsnTrainer *trainer;
  NcsnThreads *threads;
  const char *output;                     /* where the finished model goes */
  const char *checkpoint, *log, *picture; /* paths */
  CliInterval checkpoint_interval, picture_interval;
} CliTraining;

/* Trains until the trainer has finished, writes the averaged model and returns CLI_OK. When
 * interrupted it saves a checkpoint, says how to go on and returns CLI_INTERRUPTED. */
int cli_training_run (const CliTraining *training);

G_END_DECLS
