/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loss of a model in training on pictures that it does not learn from. */
#pragma once

#include "cli/common/interrupt.h"
#include "image/dataset.h"

G_BEGIN_DECLS

#define CLI_HELD_OUT_LEVELS 10

/* Few enough to be measured in about a second, and enough to see the loss begin to rise. */
#define CLI_HELD_OUT_PICTURES 32

typedef struct _CliHeldOut CliHeldOut;

/* Prepares measurements at CLI_HELD_OUT_LEVELS levels over the model's ladder, always with the same
 * pictures and noise. Each measurement adds a line to the CSV file at `path`, which continues after
 * `iterations` as in cli_csv_file_open (). */
CliHeldOut *cli_held_out_new (const NcsnModelConfig *config, const NcsnDataset *pictures,
                              const char *path, guint64 iterations, GError **error);
void cli_held_out_free (CliHeldOut *held_out); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliHeldOut, cli_held_out_free)

/* Measures the denoising loss ½ ‖σs + z‖² per dimension at each level; a score of zero has ½.
 * Prints it on stderr and adds it to the file. `model` is that after `iteration`. */
gboolean cli_held_out_measure (CliHeldOut *held_out, const NcsnModel *model, NcsnThreads *threads,
                               guint64 iteration, CliInterrupt *interrupt, GError **error);

/* The CLI_HELD_OUT_LEVELS levels σ, from the smallest (not owned). */
const double *cli_held_out_sigmas (const CliHeldOut *held_out);

G_END_DECLS
