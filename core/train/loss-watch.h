/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a training has diverged, judged by its loss alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The weight of a step in the running mean is multiplied by this with every later step. */
#define NCSN_LOSS_MEMORY 0.99

/* A loss that has never been below 0 has diverged when its running mean has been above
 * NCSN_LOSS_TOO_HIGH times its lowest value for NCSN_LOSS_PATIENCE steps in a row. The lowest value
 * may be that of the first step, with the untrained network. */
#define NCSN_LOSS_TOO_HIGH 4.0
#define NCSN_LOSS_PATIENCE 100

/* All zeros before the first step. */
typedef struct {
  double sum;     /* Σ memory^(n-i) (1 - memory) loss_i */
  guint64 steps;  /* n */
  double best;    /* lowest mean so far; 0: none yet */
  guint too_high; /* for how many steps in a row the mean has been too high */
} NcsnLossWatch;

/* Adds the loss of a step. FALSE when the training has diverged. */
gboolean ncsn_loss_watch_step (NcsnLossWatch *watch, double loss);

/* The running mean, corrected for the bias of its first steps as in Adam; 0 before the first step.
 */
double ncsn_loss_watch_mean (const NcsnLossWatch *watch);

G_END_DECLS
