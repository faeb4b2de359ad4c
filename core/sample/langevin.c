/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin dynamics at one noise level, x ← x + (α/2) s + √α z (Song & Ermon 2019, eq. 4), and its
 * steps for other rules. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

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

/* The largest stable step depends on the data, so it is not checked here. */
static gboolean
check (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule *schedule = &sampler->schedule;

  if (schedule->levels != 1) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("Langevin dynamics has one noise level, not %u: take 1, or annealed Langevin "
                    "dynamics."),
                 schedule->levels);
    return FALSE;
  }
  if (!(schedule->epsilon > 0.0 && isfinite (schedule->epsilon))) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The step size ε is %g; it must be above 0."), schedule->epsilon);
    return FALSE;
  }
  return TRUE;
}

static gboolean
begin (NcsnChain *chain, double sigma, GError **error)
{
  return ncsn_langevin_steps (chain, sigma, ncsn_langevin_share (&chain->sampler->schedule), 0,
                              error);
}

const NcsnStepRule ncsn_langevin = {
    .info = {.name = "langevin",
             .label = N_ ("Langevin"),
             .summary = N_ ("Langevin dynamics at the last noise level alone"),
             .remedy = N_ ("lower the step size ε"),
             .steps = TRUE,
             .epsilon = TRUE},
    .levels = 1,
    .begin_steps = 1,
    .check = check,
    .begin = begin,
    .advance = NULL, /* there is no second level */
};
