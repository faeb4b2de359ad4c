/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise levels that follow from the pictures (Song & Ermon 2020, techniques 1 and 2). */
#pragma once

#include "image/dataset.h"
#include "schedule-options.h"

G_BEGIN_DECLS

/* Pictures that are compared with each other: two million pairs. With MNIST their largest distance
 * (15.8 to 16.4 by the seed) is 1 to 5 % below that of 20,000 (16.5): a level at most. */
#define CLI_SUBSAMPLE 2000

/* How many pictures are compared: `subsample`, or all where there are fewer. */
guint cli_subsample_count (const NcsnDataset *dataset, guint subsample);

/* The largest distance between two pictures among `subsample` of them, drawn by `seed` without
 * repetition, to 6 digits, so that a person can pass it on in full. Pixels are in [0, 1]. Says so
 * on stderr when it takes long. It is an error if the pictures are all alike. */
gboolean cli_largest_distance (const NcsnDataset *dataset, guint subsample, guint64 seed,
                               NcsnThreads *threads, double *distance, GError **error);

/* Makes cli_schedule_options_apply () understand “auto”: where it stands for σ begin, the largest
 * distance is put in its place and told on stderr. Does nothing where “auto” is not asked for. */
gboolean cli_auto_ladder_prepare (CliScheduleOptions *options, const NcsnDataset *dataset,
                                  guint64 seed, NcsnThreads *threads, GError **error);

G_END_DECLS
