/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models for the tests of tasks, and checks of their progress. */
#pragma once

#include "ncsn/task.h"

G_BEGIN_DECLS

enum { CELL = 8, CHANNELS = 3, CELL_SIZE = CELL * CELL * CHANNELS, CLASSES = 4 };

/* For pictures, or patches, of CELL × CELL × CHANNELS, with random weights: what it draws is
 * meaningless but depends on every input. Its own schedule takes 7 evaluations. */
NcsnModel *small_model (guint n_classes, gboolean patches);

/* One whose score is exact, for pixels that are independent and N(mean, deviation²): a fresh
 * network ends in zeros, which leaves the preconditioning -(x - mean)/(deviation² + σ²). */
NcsnModel *white_model (double mean, double deviation, gboolean patches);

/* Options with the rule annealed on the model's own schedule. */
NcsnTaskOptions options_for (const NcsnModel *model, guint64 seed);

/* A progress function and its data: checks that evaluations are counted one by one up to a total
 * that stays the same and that the share of the work grows to 1, and may cancel. */
typedef struct {
  guint64 done, total;
  double share, first_share;
  guint64 stop_at; /* number of the evaluation after which `cancellable` is triggered; 0: none */
  GCancellable *cancellable;
  NcsnShape largest; /* of what was shown */
} Watch;

void watch (const NcsnProgress *progress, gpointer data);

/* Pixels of random colours in [0, 1). */
float *random_picture (gsize size);

/* The bits of two arrays are the same. */
gboolean same (const float *a, const float *b, gsize size);

G_END_DECLS
