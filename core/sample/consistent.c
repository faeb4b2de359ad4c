/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent annealed sampling (Jolicoeur-Martineau et al. 2021, algorithm 2): a step at σ_i
 * removes the share η of the noise, which leaves (1-η)σ_i, and adds new noise to reach σ_{i+1}: x ←
 * x + η σ_i² s + σ_{i+1} β z,  β = √(1 - ((1-η)/γ)²),  γ = σ_{i+1}/σ_i.
 *
 * η = 1-γ adds no noise: Euler's method on the probability flow. η = 1-γ² is ancestral sampling.
 * η = 1 removes all noise and draws it anew: the sampler of consistency models (Song et al. 2023,
 * "Consistency models", algorithm 1). The noise of the last level is removed by the final
 * denoising.
 *
 * A step moves towards the mean of the clean pictures given x and ignores that these vary around
 * it, by up to σ_i². Each step thereby lacks noise of variance up to η²σ_i², and with a constant η
 * a chain ends near q^(1/T), T = 1 - η/2, for the density q of the score: narrower, and more often
 * at the larger modes. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

/* The noise that remains must not exceed the next level: |1-η| ≤ γ. */
static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule *schedule = &sampler->schedule;
  const NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};
  const double unit = 2.0 * schedule->sigma_end * schedule->sigma_end;
  const double gamma = 1.0 / ncsn_ladder_ratio (&ladder), rounding = 1e-9;
  const double min = (1.0 - gamma) * unit, max = (1.0 + gamma) * unit;

  if (schedule->epsilon > 0.0 && schedule->epsilon >= min * (1.0 - rounding) &&
      schedule->epsilon <= max * (1.0 + rounding))
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("The step size ε is %g, but consistent sampling with these noise levels needs one "
         "between %g and %g."),
      schedule->epsilon, min, max);
  return FALSE;
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  const double eta = ncsn_langevin_share (&chain->sampler->schedule);
  const double left = (1.0 - eta) * interval->from;
  /* At η = 1-γ, (1-η)σ_i may exceed σ_{i+1} by rounding. */
  const double added = sqrt (MAX (0.0, interval->to * interval->to - left * left));

  if (!ncsn_chain_evaluate (chain, interval->from, error) ||
      !ncsn_chain_move (chain, eta * interval->from * interval->from, added, error))
    return FALSE;
  ncsn_chain_hold (chain, interval->to, interval->draw);
  return TRUE;
}

const NcsnStepRule ncsn_consistent = {
    .info = {.name = "consistent",
             .label = N_ ("Consistent annealed"),
             .summary = N_ ("annealed, with exactly the noise that each level asks for"),
             .remedy = N_ ("take more noise levels"),
             .levels = TRUE,
             .epsilon = TRUE},
    .levels = 100,
    .interval_fixed = 1,
    .check = check,
    .begin = ncsn_begin_held,
    .advance = advance,
};
