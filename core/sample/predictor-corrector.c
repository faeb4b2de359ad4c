/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictor-corrector sampling of the variance-exploding SDE (Song et al. 2021, algorithm 2): a
 * step of reverse diffusion to the next level, x ← x + (σ_i² - σ_{i+1}²) s + √(σ_i² - σ_{i+1}²) z,
 * then T Langevin steps there; also, as in the authors' code, at σ_1 before the first.
 *
 * The published Langevin step x ← x + e s + √(2e) z has e = 2 (r ‖z‖/‖s‖)², for which that code
 * averages the norms over the batch. Here a picture must not depend on its batch, and by norms of
 * its own e would depend on x, which makes the chain prefer where ‖s‖ is large: the density it
 * settles to is proportional to p ‖s‖² instead of p. So 1/σ stands for ‖s‖/‖z‖, which it is on
 * average where noise outweighs the variety of pictures: e = 2 r² σ², as in the same code's
 * annealed corrector. */
#include "sample/rules.h"

#include <math.h>

/* e s = η σ² s. */
static gboolean
correct (NcsnChain *chain, double sigma, guint32 draw, GError **error)
{
  const double r = chain->sampler->snr;

  return ncsn_langevin_steps (chain, sigma, 2.0 * r * r, draw, error);
}

static gboolean
begin (NcsnChain *chain, double sigma, GError **error)
{
  ncsn_chain_hold (chain, sigma, 0);
  return correct (chain, sigma, 0, error);
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  const double step = interval->from * interval->from - interval->to * interval->to;

  if (!ncsn_chain_evaluate (chain, interval->from, error) ||
      !ncsn_chain_move (chain, step, sqrt (step), error))
    return FALSE;
  ncsn_chain_hold (chain, interval->to, interval->draw);
  return correct (chain, interval->to, interval->draw, error);
}

const NcsnStepRule ncsn_predictor_corrector = {begin, advance};
