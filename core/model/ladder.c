/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ladders of noise levels. */
#include "ncsn/ladder.h"

#include <math.h>

void
ncsn_ladder_sigmas (const NcsnLadder *ladder, double *sigmas)
{
  double ratio = ladder->sigma_end / ladder->sigma_begin;

  for (guint i = 0; i < ladder->levels; i++) {
    double place = ladder->levels > 1 ? (double)i / (ladder->levels - 1) : 0.0;

    sigmas[i] = ladder->sigma_begin * pow (ratio, place);
  }
  /* The step size divides by σ_L², so the last level is exactly that one. */
  sigmas[ladder->levels - 1] = ladder->sigma_end;
}
