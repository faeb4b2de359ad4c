/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise levels from the pictures: σ_1 is the largest distance between two of them, max ‖x_i - x_j‖
 * (Song & Ermon 2020, technique 1), and the number of levels follows from their overlap (technique
 * 2). */
#pragma once

#include "image/dataset.h"
#include "schedule-options.h"

G_BEGIN_DECLS

/* Pictures to compare with each other: two million pairs. With MNIST their largest distance (15.8
 * to 16.4, depending on the seed) is 1 to 5 % below that of 20,000 pictures (16.5): at most one
 * level.
 */
#define CLI_SUBSAMPLE 2000

/* The number of pictures to compare: `subsample`, or all if there are fewer. */
guint cli_subsample_count (const NcsnDataset *dataset, guint subsample);

/* A noise level above 0 with 6 digits, so that a user can copy it in full. */
double cli_round_sigma (double sigma);

/* The largest distance between two pictures among `subsample` of them, drawn by `seed` without
 * repetition, as rounded by cli_round_sigma (). Pixels are in [0, 1]. Prints a note on stderr if it
 * takes long. It is an error if all pictures are alike. */
gboolean cli_largest_distance (const NcsnDataset *dataset, guint subsample, guint64 seed,
                               NcsnThreads *threads, double *distance, GError **error);

/* Prepares “auto” for cli_schedule_options_apply (): replaces it as σ begin by the largest
 * distance, which is printed on stderr. */
gboolean cli_auto_ladder_prepare (CliScheduleOptions *options, const NcsnDataset *dataset,
                                  guint64 seed, NcsnThreads *threads, GError **error);

G_END_DECLS
