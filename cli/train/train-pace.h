/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The width of the network and the batch size that fit into the time on this machine. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Measures training steps of networks from narrow to wide, and sets in the options the widest one
 * that sees enough pictures in the time, then the largest batch that leaves enough steps; each only
 * if it is not given. Does nothing if the time is not limited. Adds a line with each choice and its
 * reason to `choices`. */
gboolean cli_train_pace_choose (CliTrainOptions *o, const CliTrainSettings *settings,
                                NcsnDataset *dataset, NcsnThreads *threads, GString *choices,
                                GError **error);

G_END_DECLS
