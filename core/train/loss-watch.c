/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detects a divergence: compares the running mean of the loss with its lowest value. */
#include "train/loss-watch.h"

#include <math.h>

/* A step's loss counts as at most this multiple of the lowest mean, so that a single bad batch does
 * not end a training. */
#define CEILING (2 * NCSN_LOSS_TOO_HIGH)

double
ncsn_loss_watch_mean (const NcsnLossWatch *watch)
{
  return watch->steps > 0 ? watch->sum / (1 - pow (NCSN_LOSS_MEMORY, (double)watch->steps)) : 0;
}

gboolean
ncsn_loss_watch_step (NcsnLossWatch *watch, double loss)
{
  double counted = watch->best > 0 ? MIN (loss, CEILING * watch->best) : loss;

  watch->sum = NCSN_LOSS_MEMORY * watch->sum + (1 - NCSN_LOSS_MEMORY) * counted;
  watch->steps++;
  double mean = ncsn_loss_watch_mean (watch);
  if (watch->best == 0 || mean < watch->best)
    watch->best = mean;
  /* Sliced losses fall below 0, where a multiple has no meaning. */
  gboolean too_high = watch->best > 0 && mean > NCSN_LOSS_TOO_HIGH * watch->best;
  watch->too_high = too_high ? watch->too_high + 1 : 0;
  return watch->too_high < NCSN_LOSS_PATIENCE;
}
