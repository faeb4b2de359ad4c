/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules. */
#include "ncsn/sampler.h"

#include "ncsn/error.h"

static const NcsnRuleInfo rules[NCSN_N_RULES] = {
    [NCSN_RULE_LANGEVIN] = {.name = "langevin",
                            .label = "Langevin",
                            .summary = "Langevin dynamics at the last noise level alone",
                            .steps = TRUE,
                            .epsilon = TRUE},
    [NCSN_RULE_ANNEALED] = {.name = "annealed",
                            .label = "Annealed Langevin",
                            .summary = "annealed Langevin dynamics, as published",
                            .steps = TRUE,
                            .epsilon = TRUE},
    [NCSN_RULE_CONSISTENT] = {.name = "consistent",
                              .label = "Consistent annealed",
                              .summary = "annealed, with exactly the noise that each level asks for",
                              .epsilon = TRUE},
    [NCSN_RULE_PREDICTOR_CORRECTOR] =
        {.name = "predictor-corrector",
         .label = "Predictor-corrector",
         .summary = "reverse diffusion, corrected by Langevin steps",
         .steps = TRUE,
         .snr = TRUE},
    [NCSN_RULE_ODE] = {.name = "ode",
                       .label = "Probability flow",
                       .summary = "Heun's method along the probability flow: fewest evaluations",
                       .rho = TRUE,
                       .churn = TRUE},
};

static const char *const qualities[] = {"draft", "normal", "best", NULL};

const NcsnRuleInfo *
ncsn_rule_info (NcsnRule rule)
{
  return &rules[rule];
}

const char *const *
ncsn_quality_names (void)
{
  return qualities;
}

gboolean
ncsn_rule_find (const char *name, NcsnRule *rule, GError **error)
{
  for (guint i = 0; i < NCSN_N_RULES; i++)
    if (g_str_equal (rules[i].name, name)) {
      *rule = i;
      return TRUE;
    }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "“%s” is no sampler.", name);
  return FALSE;
}

void
ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own)
{
  *sampler = (NcsnSampler){.rule = rule, .schedule = *own, .snr = 0.16, .rho = 7};
}

void
ncsn_sampler_init_quality (NcsnSampler *sampler, NcsnQuality quality, const NcsnSchedule *own)
{
  ncsn_sampler_init (sampler, NCSN_RULE_ANNEALED, own);
}

void
ncsn_sampler_suit_epsilon (NcsnSampler *sampler)
{
  ncsn_schedule_suit_epsilon (&sampler->schedule);
}

void
ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma)
{
  sampler->schedule.sigma_begin = sigma;
}

gboolean
ncsn_sampler_check (const NcsnSampler *sampler, GError **error)
{
  return ncsn_schedule_check (&sampler->schedule, error);
}

void
ncsn_sampler_sigmas (const NcsnSampler *sampler, double *sigmas)
{
  ncsn_schedule_sigmas (&sampler->schedule, sigmas);
}

guint64
ncsn_sampler_evaluations (const NcsnSampler *sampler, guint resample)
{
  return ncsn_schedule_evaluations (&sampler->schedule);
}
