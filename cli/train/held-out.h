/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a model in training knows pictures that it does not learn from. */
#pragma once

#include "image/dataset.h"
#include "cli/common/interrupt.h"

G_BEGIN_DECLS

#define CLI_HELD_OUT_LEVELS 10

/* Few enough that measuring takes a second or so, and enough to see the loss turn. */
#define CLI_HELD_OUT_PICTURES 32

typedef struct _CliHeldOut CliHeldOut;

/* The same pictures and the same noise at every measurement, whatever the training does, at
 * CLI_HELD_OUT_LEVELS levels over the model's ladder. Keeps a line for each in the CSV at `path`,
 * which goes on after `iterations` as in training-log.h. */
CliHeldOut *cli_held_out_new (const NcsnModelConfig *config, const NcsnDataset *pictures,
                              const char *path, guint64 iterations, GError **error);
void cli_held_out_free (CliHeldOut *held_out); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliHeldOut, cli_held_out_free)

/* The denoising loss ½ ‖σs + z‖² at each level, per number of a picture: a score of zero has ½. It
 * is told on stderr and added to the file; `model` is as it is after `iteration`. */
gboolean cli_held_out_measure (CliHeldOut *held_out, const NcsnModel *model, NcsnThreads *threads,
                               guint64 iteration, CliInterrupt *interrupt, GError **error);

/* The levels, from the smallest (not owned). */
const double *cli_held_out_sigmas (const CliHeldOut *held_out);

G_END_DECLS
