/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annealed Langevin dynamics: one short chain a noise level, from the largest to the smallest, each
 * starting where the one before ended (Song & Ermon 2019, algorithm 1). */
#include "sample/rules.h"

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

const NcsnStepRule ncsn_annealed = {begin, advance};
