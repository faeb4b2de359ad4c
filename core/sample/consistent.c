/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent annealed sampling (Jolicoeur-Martineau et al. 2021, algorithm 2): a step at σ_i takes
 * the share η off the noise, which leaves (1-η)σ_i of it, and adds just as much as makes σ_{i+1}:
 *   x ← x + η σ_i² s + σ_{i+1} β z,  β = √(1 - ((1-η)/γ)²),  γ = σ_{i+1}/σ_i.
 *
 * η = 1-γ adds none: Euler's method on the probability flow. η = 1-γ² is ancestral sampling. η = 1
 * takes all of it off and draws it anew. The last level is left to the denoising.
 *
 * A step moves by the mean of the clean pictures given x and leaves out that they vary about it, by
 * up to σ_i². Noise of variance up to η²σ_i² is thereby missing from each step, and where η stays
 * the same a chain ends near q^(1/T), T = 1 - η/2, of the density q that the score is of: more
 * narrow, and more often at its larger modes. */
#include "sample/rules.h"

#include <math.h>

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  const double eta = ncsn_langevin_share (&chain->sampler->schedule);
  const double left = (1.0 - eta) * interval->from;
  /* At η = 1-γ rounding may leave a little more than σ_{i+1}. */
  const double added = sqrt (MAX (0.0, interval->to * interval->to - left * left));

  if (!ncsn_chain_evaluate (chain, interval->from, error) ||
      !ncsn_chain_move (chain, eta * interval->from * interval->from, added, error))
    return FALSE;
  ncsn_chain_hold (chain, interval->to, interval->draw);
  return TRUE;
}

const NcsnStepRule ncsn_consistent = {ncsn_begin_held, advance};
