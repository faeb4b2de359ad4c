/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people look at while a model is trained: MODEL.png with samples, MODEL.held-out.csv and
 * MODEL.loss.png. All are of the averaged weights. */
#pragma once

#include "image/dataset.h"
#include "cli/common/interrupt.h"

G_BEGIN_DECLS

typedef struct _CliTrainingView CliTrainingView;

/* `held_out` may be NULL. `output` is MODEL.safetensors. All must outlive the view. */
CliTrainingView *cli_training_view_new (const NcsnTrainer *trainer, const NcsnModelConfig *config,
                                        const NcsnDataset *held_out, NcsnThreads *threads,
                                        CliInterrupt *interrupt, const char *output,
                                        GError **error);
void cli_training_view_free (CliTrainingView *view); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainingView, cli_training_view_free)

/* Draws and measures anew, once an iteration, and tells the held-out loss in a line. What cannot be
 * written is told on stderr, once until it can be again. Ends early when interrupted. */
void cli_training_view_draw (CliTrainingView *view);

/* How long that takes: as long as the last time, or an estimate where one evaluation of the network
 * takes `a_picture` seconds a picture. */
double cli_training_view_seconds (const CliTrainingView *view, double a_picture);

G_END_DECLS
