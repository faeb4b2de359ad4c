/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The levels of a ladder: σ_i = σ_1 (σ_L/σ_1)^((i-1)/(L-1)). */
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
  /* Step sizes divide by σ_L², so the last level must be exactly σ_L. */
  sigmas[ladder->levels - 1] = ladder->sigma_end;
}

double
ncsn_ladder_ratio (const NcsnLadder *ladder)
{
  if (ladder->levels < 2)
    return 1.0;
  return pow (ladder->sigma_begin / ladder->sigma_end, 1.0 / (ladder->levels - 1));
}
