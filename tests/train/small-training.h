/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A training small enough for a test. */
#pragma once

#include "small-model.h"
#include "train/trainer-private.h"

G_BEGIN_DECLS

/* The default training with seed 7 and a warm-up of 5 steps. */
NcsnTrainConfig ncsn_test_training (guint batch, guint64 iterations);

/* A trainer with ncsn_test_batch (). The test fails if it cannot be created. */
NcsnTrainer *ncsn_test_trainer (NcsnModel *model, const NcsnTrainConfig *config,
                                NcsnThreads *threads);

/* Makes `count` steps. The test fails if a step fails. */
void ncsn_test_steps (NcsnTrainer *trainer, guint count);

/* Iteration, weights, average, moments and the state of the loss must have the same bits. */
void ncsn_test_same_state (const NcsnTrainer *a, const NcsnTrainer *b);

G_END_DECLS
