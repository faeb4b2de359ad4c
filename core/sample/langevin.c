/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin dynamics at one noise level (Song & Ermon 2019, eq. 4). */
#include "sample/rules.h"

#include <math.h>

gboolean
ncsn_langevin_steps (NcsnChain *chain, double sigma, double eta, guint32 draw, GError **error)
{
  const double alpha = 2.0 * eta * sigma * sigma;

  for (guint t = 0; t < chain->sampler->schedule.steps; t++) {
    if (!ncsn_chain_evaluate (chain, sigma, error) ||
        !ncsn_chain_move (chain, alpha / 2.0, sqrt (alpha), error))
      return FALSE;
    ncsn_chain_hold (chain, sigma, draw);
  }
  return TRUE;
}

double
ncsn_langevin_share (const NcsnSchedule *schedule)
{
  return 0.5 * schedule->epsilon / (schedule->sigma_end * schedule->sigma_end);
}

static gboolean
begin (NcsnChain *chain, double sigma, GError **error)
{
  return ncsn_langevin_steps (chain, sigma, ncsn_langevin_share (&chain->sampler->schedule), 0,
                              error);
}

/* There is no second level. */
const NcsnStepRule ncsn_langevin = {.begin = begin};
