/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that show a training's progress: MODEL.png with samples, MODEL.held-out.csv and
 * MODEL.loss.png. Samples and held-out losses are those of the averaged weights. */
#pragma once

#include "cli/common/interrupt.h"
#include "image/dataset.h"

G_BEGIN_DECLS

typedef struct _CliTrainingView CliTrainingView;

/* `held_out` may be NULL. `output` is MODEL.safetensors. All must outlive the view. */
CliTrainingView *cli_training_view_new (const NcsnTrainer *trainer, const NcsnModelConfig *config,
                                        const NcsnDataset *held_out, NcsnThreads *threads,
                                        CliInterrupt *interrupt, const char *output,
                                        GError **error);
void cli_training_view_free (CliTrainingView *view); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainingView, cli_training_view_free)

/* Updates the files, at most once per iteration, and prints the held-out loss. A failure is
 * reported on stderr, once until it succeeds again. Ends early if interrupted. */
void cli_training_view_draw (CliTrainingView *view);

/* The seconds an update takes: those of the last one, or before the first an estimate from the
 * seconds of one evaluation of the network per picture. */
double cli_training_view_seconds (const CliTrainingView *view, double a_picture);

G_END_DECLS
