/* A training small enough for a test. */
#pragma once

#include "small-model.h"
#include "train/trainer-private.h"

G_BEGIN_DECLS

/* The usual training with seed 7 and a warm-up of 5 steps. */
NcsnTrainConfig ncsn_test_training (guint batch, guint64 iterations);

/* A trainer with ncsn_test_batch (), which must be possible. */
NcsnTrainer *ncsn_test_trainer (NcsnModel *model, const NcsnTrainConfig *config,
                                NcsnThreads *threads);

/* `count` steps, none of which may fail. */
void ncsn_test_steps (NcsnTrainer *trainer, guint count);

/* Iteration, weights, average, moments and what is known of the loss are the same, bit for bit. */
void ncsn_test_same_state (const NcsnTrainer *a, const NcsnTrainer *b);

G_END_DECLS
