/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of noise levels for consistency tuning, and their weights. */
#include "train/consistency.h"

#include <math.h>

#define SMALL_LEVELS 8.0 /* by how much the relative distance grows towards small levels */
#define SOFTNESS 0.00054

double
ncsn_consistency_lower (double t, double data_sigma, double progress)
{
  const double stage =
      MIN (floor (progress * NCSN_CONSISTENCY_STAGES), NCSN_CONSISTENCY_STAGES - 1);
  const double theirs = t * NCSN_EDM_SIGMA / data_sigma;
  const double share = exp2 (-stage - 1.0) * (1.0 + SMALL_LEVELS / (1.0 + exp (theirs)));

  return t * MAX (0.0, 1.0 - share);
}

double
ncsn_consistency_weight (double t, double data_sigma)
{
  return 1.0 / (t * data_sigma);
}

double
ncsn_consistency_softness (double data_sigma, gsize size)
{
  return SOFTNESS * sqrt ((double)size) * data_sigma / NCSN_EDM_SIGMA;
}
