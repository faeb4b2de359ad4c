/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a training still learns, told by its loss alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The mean's weight of a step falls by this much with every later one. */
#define NCSN_LOSS_MEMORY 0.99

/* A loss that never was below 0 has run away when its running mean has been above so many times the
 * lowest that it ever was, for so many steps in a row. The lowest may be that of the first step,
 * which an untrained network makes. */
#define NCSN_LOSS_TOO_HIGH 4.0
#define NCSN_LOSS_PATIENCE 100

/* Zeroed: nothing seen yet. */
typedef struct {
  double sum;     /* Σ memory^(n-i) (1 - memory) loss_i */
  guint64 steps;  /* n */
  double best;    /* lowest mean so far; 0: none yet */
  guint too_high; /* steps in a row that the mean has been too high */
} NcsnLossWatch;

/* Looks at a step's loss. FALSE once it has run away. */
gboolean ncsn_loss_watch_step (NcsnLossWatch *watch, double loss);

/* The running mean, with the bias of its beginning taken out as in Adam; 0 before the first step.
 */
double ncsn_loss_watch_mean (const NcsnLossWatch *watch);

G_END_DECLS
