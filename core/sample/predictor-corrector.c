/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictor-corrector sampling of the variance-exploding SDE (Song et al. 2021, algorithm 2): a
 * step of reverse diffusion to the next level, x ← x + (σ_i² - σ_{i+1}²) s + √(σ_i² - σ_{i+1}²) z,
 * then T Langevin steps there. As in the authors' code, T Langevin steps at σ_1 come first.
 *
 * The published Langevin step x ← x + e s + √(2e) z has e = 2 (r ‖z‖/‖s‖)², with norms that the
 * authors' code averages over the batch. Here a picture must not depend on its batch. Norms of the
 * picture alone would make e depend on x, and the chain would prefer places with large ‖s‖: its
 * stationary density would be proportional to p ‖s‖² instead of p. Therefore 1/σ replaces ‖s‖/‖z‖,
 * which it equals on average where noise dominates: e = 2 r² σ², as in the annealed corrector of
 * the same code. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  if (sampler->snr > 0.0 && sampler->snr < 1.0)
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("The signal-to-noise ratio is %g; choose one between 0 and 1, usually 0.05 to 0.2."),
      sampler->snr);
  return FALSE;
}

/* e s = η σ² s with e = 2 r² σ², so η = 2 r². */
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

const NcsnStepRule ncsn_predictor_corrector = {
    .info = {.name = "predictor-corrector",
             .label = N_ ("Predictor-corrector"),
             .summary = N_ ("reverse diffusion, corrected by Langevin steps"),
             .remedy = N_ ("take more noise levels"),
             .levels = TRUE,
             .steps = TRUE,
             .snr = TRUE},
    .levels = 100,
    .begin_steps = 1,
    .interval_fixed = 1,
    .interval_steps = 1,
    .check = check,
    .begin = begin,
    .advance = advance,
};
