/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annealed Langevin dynamics: T Langevin steps x ← x + (α_i/2) s + √α_i z, α_i = ε σ_i²/σ_L², at
 * each noise level from the largest to the smallest (Song & Ermon 2019, algorithm 1). */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>

static gboolean
run_level (NcsnChain *chain, double sigma, guint32 draw, GError **error)
{
  return ncsn_langevin_steps (chain, sigma, ncsn_langevin_share (&chain->sampler->schedule), draw,
                              error);
}

static gboolean
begin (NcsnChain *chain, double sigma, GError **error)
{
  return run_level (chain, sigma, 0, error);
}

static gboolean
advance (NcsnChain *chain, const NcsnInterval *interval, GError **error)
{
  return run_level (chain, interval->to, interval->draw, error);
}

const NcsnStepRule ncsn_annealed = {
    .info = {.name = "annealed",
             .label = N_ ("Annealed Langevin"),
             .summary = N_ ("annealed Langevin dynamics, as published"),
             .remedy = N_ ("lower the step size ε"),
             .levels = TRUE,
             .steps = TRUE,
             .epsilon = TRUE},
    .begin_steps = 1,
    .interval_steps = 1,
    .begin = begin,
    .advance = advance,
};
