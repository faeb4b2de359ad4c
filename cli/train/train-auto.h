/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ncsn train chooses where nothing is said: around what is given, for the pictures, the
 * machine and the time. Choices are written into the options, as if they had been given, and added
 * to `choices` with their reasons, a line each. The authors' networks have settings of their own:
 * nothing is chosen for them but what is “auto”. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Loads the data: whole pictures if they are small and of one size, or else patches. The settings
 * follow the options. */
NcsnDataset *cli_train_auto_load (CliTrainOptions *o, CliTrainSettings *settings,
                                  NcsnImageLoader *loader, GString *choices, GError **error);

/* After that: noise levels, the network, and how many pictures make a batch. Measures training
 * steps when there is a limit on the time. */
gboolean cli_train_auto_network (CliTrainOptions *o, const CliTrainSettings *settings,
                                 NcsnDataset *dataset, NcsnThreads *threads, GString *choices,
                                 GError **error);

G_END_DECLS
