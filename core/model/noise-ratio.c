/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step size of a ladder (Song & Ermon 2020, technique 4).
 *
 * Data that is a single point has the score -x/σ² at every level, so a step with α = εσ²/σ_L²
 * multiplies x by q = 1 - η, η = ε/2σ_L², and adds noise of variance α = 2ησ². The variance v of a
 * chain, in units of σ², starts at γ² and follows v ← q² v + 2η: after T steps
 *   v_T = q^{2T} (γ² - b) + b with b = 2η/(1 - q²) = 2/(1+q). */
#include "ncsn/ladder.h"

#include <math.h>

/* The smallest η of the search. Even with 10,000 levels between neighbouring powers of 2 and a
 * million steps a level, the best η is larger. */
#define MIN_ETA 1e-12
#define SCAN_POINTS 400

/* v_T - 1 = q^{2T} (γ² - 1) + (1 - q^{2T}) η/(2-η). This is a sum of positive terms, so it is exact
 * even where v_T is near 1, and the best η can be found to many digits. */
static double
excess (const NcsnLadder *ladder, guint steps, double eta)
{
  double ratio = ncsn_ladder_ratio (ladder);
  double log_decay = steps * log1p (eta * (eta - 2.0)); /* ln q^{2T} */

  return exp (log_decay) * (ratio * ratio - 1.0) - expm1 (log_decay) * eta / (2.0 - eta);
}

double
ncsn_noise_ratio (const NcsnLadder *ladder, guint steps, double epsilon)
{
  return 1.0 + excess (ladder, steps, 0.5 * epsilon / (ladder->sigma_end * ladder->sigma_end));
}

/* Golden-section search of the minimum for ln η between low and high. */
static double
narrow (const NcsnLadder *ladder, guint steps, double low, double high)
{
  const double golden = 0.5 * (sqrt (5.0) - 1.0);
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double at_a = excess (ladder, steps, exp (a)), at_b = excess (ladder, steps, exp (b));

  while (high - low > 1e-9) { /* near a minimum, a change of 1e-8 has no visible effect */
    if (at_a < at_b) {
      high = b;
      b = a, at_b = at_a;
      a = high - golden * (high - low);
      at_a = excess (ladder, steps, exp (a));
    } else {
      low = a;
      a = b, at_a = at_b;
      b = low + golden * (high - low);
      at_b = excess (ladder, steps, exp (b));
    }
  }
  return 0.5 * (low + high);
}

/* Scans η in (0, 1], since a negative q is worse than its absolute value, then refines the best. */
double
ncsn_epsilon_for_noise_ratio (const NcsnLadder *ladder, guint steps)
{
  const double min = log (MIN_ETA), interval = -min / SCAN_POINTS;
  double variance = ladder->sigma_end * ladder->sigma_end;
  double best = INFINITY;
  guint place = 0;

  if (!(ncsn_ladder_ratio (ladder) > 1.0))
    return 0.5 * variance;
  for (guint i = 0; i <= SCAN_POINTS; i++) {
    double value = excess (ladder, steps, exp (min + i * interval));

    if (value < best) {
      best = value;
      place = i;
    }
  }
  double middle = min + place * interval;
  double log_eta = narrow (ladder, steps, middle - interval, MIN (middle + interval, 0.0));
  return 2.0 * exp (log_eta) * variance;
}
