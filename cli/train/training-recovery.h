/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery of a training that has diverged. Only process 0 has checkpoints and sends them to the
 * others, so all processes must call these functions together. */
#pragma once

#include "train-processes.h"

G_BEGIN_DECLS

/* Takes the trainer back to the last good checkpoint, with half the rate, and prints a message. On
 * entry *error is the divergence; it is cleared. FALSE with another error after more than five
 * divergences in a row, or if no checkpoint can be read. */
gboolean cli_training_go_back (NcsnTrainer *trainer, NcsnProcesses *processes,
                               const char *checkpoint, GError **error);

/* The same without message or limit. */
gboolean cli_training_restore (NcsnTrainer *trainer, NcsnProcesses *processes,
                               const char *checkpoint, GError **error);

G_END_DECLS
