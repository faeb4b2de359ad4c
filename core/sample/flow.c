/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules along the probability flow have in common: their numbers. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"
#include "sample/rules.h"

#define MAX_RHO 100.0
#define MAX_CHURN 1e6
#define MAX_GAMMA (G_SQRT2 - 1.0)

gboolean
ncsn_check_rho (const NcsnSampler *sampler, GError **error)
{
  if (sampler->rho == 0.0 || (sampler->rho >= 1.0 && sampler->rho <= MAX_RHO))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("ρ is %g; choose one between 1 and %g, usually 7."), sampler->rho, MAX_RHO);
  return FALSE;
}

gboolean
ncsn_check_churn (const NcsnSampler *sampler, GError **error)
{
  if (sampler->churn >= 0.0 && sampler->churn <= MAX_CHURN)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The churn is %g; choose 0 for none, or a number up to %g, usually below 100."),
               sampler->churn, MAX_CHURN);
  return FALSE;
}

double
ncsn_churn_of (const NcsnSampler *sampler)
{
  return MIN (sampler->churn / sampler->schedule.levels, MAX_GAMMA);
}
