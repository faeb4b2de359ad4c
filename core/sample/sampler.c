/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of step rules, their default numbers, the qualities, and what follows from a rule's
 * numbers: noise levels and the count of evaluations. */
#include "sample/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ncsn/error.h"

extern const NcsnStepRule ncsn_langevin, ncsn_annealed, ncsn_consistent, ncsn_predictor_corrector,
    ncsn_heun, ncsn_ipndm, ncsn_dpm;

static const NcsnStepRule *const rules[NCSN_N_RULES] = {
    [NCSN_RULE_LANGEVIN] = &ncsn_langevin,
    [NCSN_RULE_ANNEALED] = &ncsn_annealed,
    [NCSN_RULE_CONSISTENT] = &ncsn_consistent,
    [NCSN_RULE_PREDICTOR_CORRECTOR] = &ncsn_predictor_corrector,
    [NCSN_RULE_ODE] = &ncsn_heun,
    [NCSN_RULE_IPNDM] = &ncsn_ipndm,
    [NCSN_RULE_DPM] = &ncsn_dpm,
};

#define DEFAULT_SNR 0.16 /* Song et al. 2021, for pictures of 32 × 32 */
#define DEFAULT_RHO 7.0  /* Karras et al. 2022 */
#define DEFAULT_ORDER 3

static const char *const quality_names[] = {"draft", "normal", "best", NULL};

/* To draw: the probability flow, which needs the fewest evaluations, in steps of one evaluation,
 * and at leisure by Heun's method; both with churn. A learned score has errors, which the flow
 * accumulates, and the start is not exactly noise around pictures; new noise removes the effect of
 * both. Measured on digits (docs/samplers.md).
 *
 * To vary: Heun's method alone. A variation has only the last of these levels, and passes them
 * several times where pixels are held, after each of which a multistep rule is at its first step.
 *
 * To fill: consistent sampling that draws all of the noise anew at every step, x ← D(x) + σ_{i+1} z
 * with D(x) = x + σ_i² s, the mean of the clean pictures given x. A fill starts from a rough
 * continuation of its surroundings, and the less of its path it keeps, the sooner it agrees with
 * them. The noise that this leaves out keeps fills near the middle of the likely ones
 * (consistent.c). True draws take small steps and therefore many levels. */
static const struct {
  NcsnRule rule;
  guint levels;
  double churn;
} qualities[][3] = {
    [NCSN_PURPOSE_DRAW] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_DPM, 8, 2.0},
                           [NCSN_QUALITY_NORMAL] = {NCSN_RULE_DPM, 12, 4.0},
                           [NCSN_QUALITY_BEST] = {NCSN_RULE_ODE, 50, 20.0}},
    [NCSN_PURPOSE_FILL] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_CONSISTENT, 12, 0.0},
                           [NCSN_QUALITY_NORMAL] = {NCSN_RULE_CONSISTENT, 36, 0.0},
                           [NCSN_QUALITY_BEST] = {NCSN_RULE_CONSISTENT, 72, 0.0}},
    [NCSN_PURPOSE_FILL_TRULY] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_CONSISTENT, 50, 0.0},
                                 [NCSN_QUALITY_NORMAL] = {NCSN_RULE_CONSISTENT, 150, 0.0},
                                 [NCSN_QUALITY_BEST] = {NCSN_RULE_CONSISTENT, 300, 0.0}},
    [NCSN_PURPOSE_VARY] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_ODE, 9, 3.0},
                           [NCSN_QUALITY_NORMAL] = {NCSN_RULE_ODE, 18, 5.0},
                           [NCSN_QUALITY_BEST] = {NCSN_RULE_ODE, 50, 20.0}},
};

const NcsnStepRule *
ncsn_step_rule (NcsnRule rule)
{
  return rules[rule];
}

const NcsnRuleInfo *
ncsn_rule_info (NcsnRule rule)
{
  return &rules[rule]->info;
}

const char *const *
ncsn_quality_names (void)
{
  return quality_names;
}

gboolean
ncsn_rule_find (const char *name, NcsnRule *rule, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (NcsnRule i = 0; i < NCSN_N_RULES; i++) {
    if (g_str_equal (rules[i]->info.name, name)) {
      *rule = i;
      return TRUE;
    }
    g_string_append_printf (names, "%s%s", i == 0 ? "" : ", ", rules[i]->info.name);
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("“%s” is not a sampler; choose one of: %s."), name, names->str);
  return FALSE;
}

void
ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own)
{
  NcsnSchedule *schedule = &sampler->schedule;

  *sampler = (NcsnSampler){.rule = rule,
                           .schedule = *own,
                           .snr = DEFAULT_SNR,
                           .rho = own->n_chosen > 0 ? 0.0 : DEFAULT_RHO,
                           .order = DEFAULT_ORDER};
  if (rule == NCSN_RULE_ANNEALED)
    return;
  schedule->levels = rules[rule]->levels;
  if (rule == NCSN_RULE_LANGEVIN) {
    schedule->steps = own->levels * own->steps;
    schedule->sigma_begin = own->sigma_end;
  } else {
    schedule->steps = 1;
    schedule->denoise = TRUE;
  }
  ncsn_sampler_suit_epsilon (sampler);
}

void
ncsn_sampler_init_quality (NcsnSampler *sampler, NcsnQuality quality, NcsnPurpose purpose,
                           const NcsnSchedule *own)
{
  ncsn_sampler_init (sampler, qualities[purpose][quality].rule, own);
  sampler->schedule.levels = qualities[purpose][quality].levels;
  sampler->churn = qualities[purpose][quality].churn;
  ncsn_sampler_suit_epsilon (sampler);
  if (purpose == NCSN_PURPOSE_FILL) /* η = 1 */
    sampler->schedule.epsilon = 2.0 * own->sigma_end * own->sigma_end;
}

/* γ = σ_{i+1}/σ_i of geometric levels. */
static double
level_ratio (const NcsnSchedule *schedule)
{
  const NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};

  return 1.0 / ncsn_ladder_ratio (&ladder);
}

void
ncsn_sampler_suit_epsilon (NcsnSampler *sampler)
{
  NcsnSchedule *schedule = &sampler->schedule;
  NcsnSchedule alone = *schedule;
  const double gamma = level_ratio (schedule);

  if (sampler->rule == NCSN_RULE_CONSISTENT && gamma < 1.0) {
    schedule->epsilon = 2.0 * (1.0 - gamma * gamma) * schedule->sigma_end * schedule->sigma_end;
    return;
  }
  if (sampler->rule == NCSN_RULE_LANGEVIN)
    alone.sigma_begin = alone.sigma_end;
  ncsn_schedule_suit_epsilon (&alone);
  schedule->epsilon = alone.epsilon;
}

static double
spacing (const NcsnSampler *sampler)
{
  return sampler->rho > 0.0 ? sampler->rho : DEFAULT_RHO;
}

/* The function of σ in which the rule's levels are evenly spaced. */
static double
place_of (const NcsnSampler *sampler, double sigma)
{
  return rules[sampler->rule]->info.rho ? pow (sigma, 1.0 / spacing (sampler)) : log (sigma);
}

void
ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const double end = place_of (sampler, schedule->sigma_end);
  const double whole = place_of (sampler, schedule->sigma_begin) - end;

  sigma = CLAMP (sigma, schedule->sigma_end, MAX (schedule->sigma_begin, schedule->sigma_end));
  if (rules[sampler->rule]->info.levels && whole > 0.0) {
    const double left = (place_of (sampler, sigma) - end) / whole;
    /* σ at a level must not get another interval by rounding. */
    const double intervals = ceil (left * (schedule->levels - 1) - 1e-6);
    const guint levels = 1 + (guint)MAX (1.0, intervals);

    /* As much churn in each interval as before, and none if σ is σ_L already. */
    sampler->churn *= intervals > 0.0 ? (double)levels / schedule->levels : 0.0;
    schedule->levels = levels;
  }
  schedule->sigma_begin = sigma;
}

void
ncsn_sampler_sigmas (const NcsnSampler *sampler, double *sigmas)
{
  const NcsnSchedule *schedule = &sampler->schedule;
  const double begin = place_of (sampler, schedule->sigma_begin);
  const double end = place_of (sampler, schedule->sigma_end);
  const gboolean spaced = rules[sampler->rule]->info.rho;
  const double *chosen = spaced && sampler->rho == 0.0 ? ncsn_schedule_chosen (schedule) : NULL;

  if (chosen != NULL) {
    memcpy (sigmas, chosen, schedule->levels * sizeof (double));
    return;
  }
  ncsn_schedule_sigmas (schedule, sigmas);
  /* The first and the last level stay exact. */
  for (guint i = 1; spaced && i + 1 < schedule->levels; i++)
    sigmas[i] = pow (begin + (end - begin) * i / (schedule->levels - 1), spacing (sampler));
}

gboolean
ncsn_sampler_step_sizes (const NcsnSampler *sampler, double *alphas)
{
  const NcsnSchedule *schedule = &sampler->schedule;

  if (!rules[sampler->rule]->info.epsilon)
    return FALSE;
  ncsn_sampler_sigmas (sampler, alphas);
  for (guint i = 0; i < schedule->levels; i++)
    alphas[i] *= 2.0 * ncsn_langevin_share (schedule) * alphas[i];
  return TRUE;
}

guint
ncsn_sampler_kept (const NcsnSampler *sampler)
{
  const NcsnStepRule *rule = rules[sampler->rule];

  return rule->info.order ? sampler->order : rule->kept;
}

guint64
ncsn_sampler_evaluations (const NcsnSampler *sampler, guint passes)
{
  const NcsnSchedule *schedule = &sampler->schedule;
  const NcsnStepRule *rule = rules[sampler->rule];
  const guint64 steps = schedule->steps;
  const guint64 interval = rule->interval_fixed + rule->interval_steps * steps;

  return rule->begin_steps * steps + (schedule->levels - 1) * interval * MAX (1, passes) +
         (schedule->denoise ? 1 : 0);
}
