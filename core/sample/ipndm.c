/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iPNDM (Zhang & Chen 2023, "Fast sampling of diffusion models with exponential integrator", in the
 * variance-exploding flow dx/dσ = d, d = -σ s): a step along the slopes of the last evaluations,
 * x ← x + (σ_{i+1} - σ_i) Σ c_k d_{i-k}, with the coefficients of Adams and Bashforth for equal
 * steps. One evaluation a step, where Heun's method takes two. The first steps, and those after new
 * noise, have fewer slopes and a lower order. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"

static const double coefficients[NCSN_CHAIN_KEPT][NCSN_CHAIN_KEPT] = {
    {1.0},
    {3.0 / 2.0, -1.0 / 2.0},
    {23.0 / 12.0, -16.0 / 12.0, 5.0 / 12.0},
    {55.0 / 24.0, -59.0 / 24.0, 37.0 / 24.0, -9.0 / 24.0},
};

static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  if (!ncsn_check_rho (sampler, error))
    return FALSE;
  if (sampler->order >= 1 && sampler->order <= NCSN_CHAIN_KEPT)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The order is %u; choose one from 1 to %d, usually 3."), sampler->order,
               NCSN_CHAIN_KEPT);
  return FALSE;
}

/* Replaces the score by the slope -σ s, keeps it, and sets chain->s to Σ c_k d_{i-k}. */
static gboolean
combine_slopes (NcsnChain *chain, double sigma, GError **error)
{
  const gsize size = ncsn_shape_size (chain->shape);

  for (gsize i = 0; i < size; i++)
    chain->s[i] *= (float)-sigma;
  if (!ncsn_chain_keep (chain, chain->sampler->order, error))
    return FALSE;
  const double *c = coefficients[chain->n_kept - 1];
  for (gsize i = 0; i < size; i++) {
    double sum = 0.0;

    for (guint k = 0; k < chain->n_kept; k++)
      sum += c[k] * (double)chain->kept[k][i];
    chain->s[i] = (float)sum;
  }
  return TRUE;
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  if (!ncsn_chain_evaluate (chain, interval->from, error) ||
      !combine_slopes (chain, interval->from, error) ||
      !ncsn_chain_move (chain, interval->to - interval->from, 0.0, error))
    return FALSE;
  ncsn_chain_hold (chain, interval->to, interval->draw);
  return TRUE;
}

const NcsnStepRule ncsn_ipndm = {
    .info = {.name = "ipndm",
             .label = N_ ("Multistep flow (iPNDM)"),
             .summary = N_ ("the probability flow by the slopes of the last evaluations"),
             .remedy = N_ ("take more noise levels, or a lower order"),
             .levels = TRUE,
             .rho = TRUE,
             .order = TRUE},
    .levels = 18,
    .interval_fixed = 1,
    .check = check,
    .begin = ncsn_begin_held,
    .advance = advance,
};
