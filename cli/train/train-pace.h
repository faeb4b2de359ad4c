/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a network and a batch the time is enough for on this machine. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Measures training steps of networks from narrow to wide, and writes the widest one that can see
 * enough pictures in the time into the options, then the batch that leaves it enough steps; both
 * only where they are not given. Does nothing without a limit on the time. What it found, and why,
 * is added to `choices`, a line each. */
gboolean cli_train_pace_choose (CliTrainOptions *o, const CliTrainSettings *settings,
                                NcsnDataset *dataset, NcsnThreads *threads, GString *choices,
                                GError **error);

G_END_DECLS
