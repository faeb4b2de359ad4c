/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The number of levels of a ladder (Song & Ermon 2020, technique 2): the ratio γ is such that
 * neighbouring levels overlap by Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ). */
#include "ncsn/ladder.h"

#include <math.h>

double
ncsn_level_overlap (double ratio, double dimension)
{
  double middle = sqrt (2.0 * dimension) * (ratio - 1.0);

  /* Φ(a) - Φ(b) from the upper tails, which are exact even if both a and b are large. */
  return 0.5 *
         (erfc ((middle - 3.0 * ratio) * M_SQRT1_2) - erfc ((middle + 3.0 * ratio) * M_SQRT1_2));
}

/* As γ grows from 1, the overlap rises slightly above Φ(3) - Φ(-3) and then only falls. It
 * therefore takes each smaller value exactly once, and bisection finds it. */
double
ncsn_ratio_for_overlap (double overlap, double dimension)
{
  double low = 1.0, high = 2.0;

  while (ncsn_level_overlap (high, dimension) > overlap) {
    low = high;
    high *= 2.0;
    if (high > G_MAXFLOAT)
      return INFINITY;
  }
  for (;;) {
    double middle = 0.5 * (low + high);

    if (middle <= low || middle >= high)
      return high;
    if (ncsn_level_overlap (middle, dimension) > overlap)
      low = middle;
    else
      high = middle;
  }
}

static double
distance_of_ratios (double span, double intervals, double ratio)
{
  return fabs (pow (span, 1.0 / intervals) - ratio);
}

guint
ncsn_levels_for_ratio (double sigma_begin, double sigma_end, double ratio)
{
  double span = sigma_begin / sigma_end;
  double fewer = floor (log (span) / log (ratio));

  if (!(span > 1.0))
    return 1;
  if (!(fewer < G_MAXINT)) /* ratios of 1 or very near to it */
    return G_MAXINT;
  if (fewer < 1.0)
    return 2;
  gboolean one_more =
      distance_of_ratios (span, fewer + 1.0, ratio) < distance_of_ratios (span, fewer, ratio);
  return (guint)fewer + 1 + (one_more ? 1 : 0);
}

void
ncsn_ladder_choose (NcsnLadder *ladder, double dimension, double overlap)
{
  double ratio = ncsn_ratio_for_overlap (overlap, dimension);

  ladder->levels = ncsn_levels_for_ratio (ladder->sigma_begin, ladder->sigma_end, ratio);
}
