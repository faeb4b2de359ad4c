/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of a sampler's numbers that do not depend on the rule; rules check their own. */
#include "ncsn/error.h"

#include <glib/gi18n-lib.h>
#include "sample/rules.h"

/* The schedule with valid numbers in place of those that the rule does not read, and of an ε with
 * another meaning than in annealed Langevin dynamics. */
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

/* The random numbers of a step are addressed by the number of the evaluation, which has 32 bits. */
static gboolean
check_evaluations (const NcsnSampler *sampler, GError **error)
{
  if (ncsn_sampler_evaluations (sampler, 1) <= G_MAXUINT32)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("%u noise levels of %u steps are more than a chain can have: choose fewer."),
               sampler->schedule.levels, sampler->schedule.steps);
  return FALSE;
}

gboolean
ncsn_sampler_check (const NcsnSampler *sampler, GError **error)
{
  const NcsnSchedule schedule = read_schedule (sampler);
  const NcsnStepRule *rule = ncsn_step_rule (sampler->rule);

  return ncsn_schedule_check (&schedule, error) &&
         (rule->check == NULL || rule->check (sampler, error)) &&
         check_evaluations (sampler, error);
}
