/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a training as options: with them it is repeated. */
#pragma once

#include <ncsn/ncsn.h>

#include "train-options.h"

G_BEGIN_DECLS

/* Puts the numbers that a training and its model came to have in the place of options that are
 * missing or “auto”. What is given stays as it is. */
void cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train,
                        const NcsnModelConfig *model);

/* The same for the network alone, and for the schedule alone. */
void cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model);
void cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule);

G_END_DECLS
