/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses options of ncsn train that are not given, to suit the other options, the pictures, the
 * machine and the time. Choices are written into the options, as if they had been given, and added
 * to `choices` with their reasons, a line each. The authors' networks have settings of their own:
 * only “auto” is replaced for them. */
#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Loads the data: whole pictures if they are small and of one size, else patches. Updates the
 * settings to the options. */
NcsnDataset *cli_train_auto_load (CliTrainOptions *o, CliTrainSettings *settings,
                                  NcsnImageLoader *loader, GString *choices, GError **error);

/* Then chooses noise levels, the network and the batch size. Measures training steps if the time is
 * limited. */
gboolean cli_train_auto_network (CliTrainOptions *o, const CliTrainSettings *settings,
                                 NcsnDataset *dataset, NcsnThreads *threads, GString *choices,
                                 GError **error);

G_END_DECLS
