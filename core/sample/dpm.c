/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++", algorithm 2) for noise of variance σ², where
 * λ = -ln σ: exact in x, and linear in λ in the estimate D = x + σ² s of the clean picture,
 *
 *   x ← q x + (1 - q) (D + (D - D') / 2r),  q = σ_{i+1}/σ_i,  r = h'/h,  h = ln (σ_i/σ_{i+1}),
 *
 * with D' and h' of the step before; the first step, and that after new noise, is without D'. With
 * churn S the step takes away more noise, and puts new noise in its place (their SDE form): with
 * 1 + γ, γ = min (S/L, √2 - 1),
 *
 *   x ← q x/(1+γ) + (1 - q/(1+γ)) (D + (D - D') / 2r) + σ_{i+1} √(1 - 1/(1+γ)²) z,
 *
 * where the coefficients of x and D sum to 1 as before. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  return ncsn_check_rho (sampler, error) && ncsn_check_churn (sampler, error);
}

/* Replaces the score by D, keeps it, and sets chain->s to D + (D - D')/2r - x. */
static gboolean
look_ahead (NcsnChain *chain, double sigma, double h, GError **error)
{
  const gsize size = ncsn_shape_size (chain->shape);

  for (gsize i = 0; i < size; i++)
    chain->s[i] = (float)(chain->x[i] + sigma * sigma * (double)chain->s[i]);
  if (!ncsn_chain_keep (chain, 2, error))
    return FALSE;
  const float *denoised = chain->kept[0], *before = chain->kept[chain->n_kept - 1];
  /* Without a step before, or with one between equal levels, D alone counts. */
  const double share =
      chain->n_kept > 1 && chain->kept_step > 0.0 ? 0.5 * h / chain->kept_step : 0.0;
  for (gsize i = 0; i < size; i++) {
    const double change = (double)denoised[i] - (double)before[i];

    chain->s[i] = (float)((double)denoised[i] + share * change - (double)chain->x[i]);
  }
  chain->kept_step = h;
  return TRUE;
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  const double raised = 1.0 + ncsn_churn_of (chain->sampler);
  const double left = interval->to / (raised * interval->from);
  const double noise = interval->to * sqrt (1.0 - 1.0 / (raised * raised));

  if (!ncsn_chain_evaluate (chain, interval->from, error) ||
      !look_ahead (chain, interval->from, log (interval->from / interval->to), error) ||
      !ncsn_chain_move (chain, 1.0 - left, noise, error))
    return FALSE;
  ncsn_chain_hold (chain, interval->to, interval->draw);
  return TRUE;
}

const NcsnStepRule ncsn_dpm = {
    .info = {.name = "dpm",
             .label = N_ ("Multistep flow (DPM-Solver++)"),
             .summary = N_ ("the probability flow by the last two estimates of the clean picture"),
             .remedy = N_ ("take more noise levels"),
             .levels = TRUE,
             .rho = TRUE,
             .churn = TRUE},
    .levels = 18,
    .interval_fixed = 1,
    .kept = 2,
    .check = check,
    .begin = ncsn_begin_held,
    .advance = advance,
};
