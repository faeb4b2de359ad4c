/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a sampler's numbers impossible. */
#include "ncsn/sampler.h"

#include <math.h>

#include "ncsn/error.h"

#define MAX_RHO 100.0
#define MAX_CHURN 1e6

/* The schedule with numbers that pass where the rule does not read them, or where they mean
 * something else than in annealed Langevin dynamics. */
static NcsnSchedule
read_schedule (const NcsnSampler *sampler)
{
  const NcsnRuleInfo *info = ncsn_rule_info (sampler->rule);
  NcsnSchedule schedule = sampler->schedule;

  if (!info->levels)
    schedule.sigma_begin = schedule.sigma_end;
  if (!info->steps)
    schedule.steps = 1;
  if (sampler->rule != NCSN_RULE_ANNEALED)
    schedule.epsilon = schedule.sigma_end * schedule.sigma_end;
  return schedule;
}

/* How large a step may be depends on the data, which only the chain will meet. */
static gboolean
check_langevin (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule *schedule = &sampler->schedule;

  if (schedule->levels != 1) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "Langevin dynamics has one noise level, not %u: take 1, or annealed Langevin "
                 "dynamics.",
                 schedule->levels);
    return FALSE;
  }
  if (!(schedule->epsilon > 0.0 && isfinite (schedule->epsilon))) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The step size ε is %g; it must be above 0.", schedule->epsilon);
    return FALSE;
  }
  return TRUE;
}

/* The noise that is left must not be more than the next level has. */
static gboolean
check_consistent (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule *schedule = &sampler->schedule;
  const NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};
  const double unit = 2.0 * schedule->sigma_end * schedule->sigma_end;
  const double gamma = 1.0 / ncsn_ladder_ratio (&ladder), rounding = 1e-9;
  const double least = (1.0 - gamma) * unit, most = (1.0 + gamma) * unit;

  if (schedule->epsilon > 0.0 && schedule->epsilon >= least * (1.0 - rounding) &&
      schedule->epsilon <= most * (1.0 + rounding))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "The step size ε is %g, but consistent sampling with these noise levels needs one "
               "between %g and %g.",
               schedule->epsilon, least, most);
  return FALSE;
}

static gboolean
check_predictor_corrector (const NcsnSampler *sampler, GError **error)
{
  if (sampler->snr > 0.0 && sampler->snr < 1.0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "The signal-to-noise ratio is %g; choose one between 0 and 1, usually 0.05 to 0.2.",
               sampler->snr);
  return FALSE;
}

static gboolean
check_ode (const NcsnSampler *sampler, GError **error)
{
  if (!(sampler->rho >= 1.0 && sampler->rho <= MAX_RHO)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "ρ is %g; choose one between 1 and %g, usually 7.", sampler->rho, MAX_RHO);
    return FALSE;
  }
  if (!(sampler->churn >= 0.0 && sampler->churn <= MAX_CHURN)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The churn is %g; choose 0 for none, or a number up to %g, usually below 100.",
                 sampler->churn, MAX_CHURN);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_numbers (const NcsnSampler *sampler, GError **error)
{
  switch (sampler->rule) {
  case NCSN_RULE_LANGEVIN:
    return check_langevin (sampler, error);
  case NCSN_RULE_CONSISTENT:
    return check_consistent (sampler, error);
  case NCSN_RULE_PREDICTOR_CORRECTOR:
    return check_predictor_corrector (sampler, error);
  case NCSN_RULE_ODE:
    return check_ode (sampler, error);
  default:
    return TRUE;
  }
}

/* The random numbers of a step are addressed by a 32-bit number of the evaluation. */
static gboolean
check_evaluations (const NcsnSampler *sampler, GError **error)
{
  if (ncsn_sampler_evaluations (sampler, 1) <= G_MAXUINT32)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "%u noise levels of %u steps are more than a chain can have: choose fewer.",
               sampler->schedule.levels, sampler->schedule.steps);
  return FALSE;
}

gboolean
ncsn_sampler_check (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule schedule = read_schedule (sampler);

  return ncsn_schedule_check (&schedule, error) && check_numbers (sampler, error) &&
         check_evaluations (sampler, error);
}
