/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heun's method on the probability flow dx/dσ = -σ s(x, σ) (Karras et al. 2022, algorithm 2): an
 * Euler step along the slope at the beginning, then a correction to the mean of the slopes at the
 * beginning and at the end. With churn S, noise is added before each step to raise the level by the
 * factor 1 + γ, γ = min (S/L, √2 - 1). The last step, from σ_L to 0, is Euler's: the final
 * denoising. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  return ncsn_check_rho (sampler, error) && ncsn_check_churn (sampler, error);
}

/* From the end of Euler's step x + h d, d = -σ s, to that of Heun's: x + h (d + d')/2. */
static gboolean
correct (NcsnChain *chain, double from, double to, GError **error)
{
  const double half = 0.5 * (to - from);
  const gsize size = ncsn_shape_size (chain->shape);
  float *x = chain->x;
  gboolean finite = TRUE;

  for (gsize i = 0; i < size; i++) {
    x[i] = (float)(x[i] + half * (from * chain->kept[0][i] - to * chain->s[i]));
    finite &= isfinite (x[i]) != 0;
  }
  return ncsn_chain_check (chain, finite, error);
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  const double from = (1.0 + ncsn_churn_of (chain->sampler)) * interval->from, to = interval->to;

  if (from > interval->from && !ncsn_chain_renoise (chain, interval->from, from, error))
    return FALSE;
  if (!ncsn_chain_evaluate (chain, from, error) ||
      !ncsn_chain_move (chain, (from - to) * from, 0.0, error) ||
      !ncsn_chain_keep (chain, 1, error))
    return FALSE;
  ncsn_chain_hold (chain, to, interval->draw);
  if (!ncsn_chain_evaluate (chain, to, error) || !correct (chain, from, to, error))
    return FALSE;
  ncsn_chain_hold (chain, to, interval->draw);
  return TRUE;
}

const NcsnStepRule ncsn_heun = {
    .info = {.name = "ode",
             .label = N_ ("Probability flow"),
             .summary = N_ ("Heun's method along the probability flow, in two evaluations a step"),
             .remedy = N_ ("take more noise levels"),
             .levels = TRUE,
             .rho = TRUE,
             .churn = TRUE},
    .levels = 18,
    .interval_fixed = 2,
    .kept = 1,
    .check = check,
    .begin = ncsn_begin_held,
    .advance = advance,
};
