/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done when a training has diverged. Process 0 alone has the checkpoints; the others get
 * what it goes back to, so all must call alike. */
#pragma once

#include "train-processes.h"

G_BEGIN_DECLS

/* Takes the trainer back to the last good checkpoint, with half the rate, and says so; *error tells
 * of the divergence and is cleared. FALSE with another error when that has happened too often in a
 * row, or no checkpoint can be read. */
gboolean cli_training_go_back (NcsnTrainer *trainer, NcsnProcesses *processes,
                               const char *checkpoint, GError **error);

/* The same without a word, however often. */
gboolean cli_training_restore (NcsnTrainer *trainer, NcsnProcesses *processes,
                               const char *checkpoint, GError **error);

G_END_DECLS
