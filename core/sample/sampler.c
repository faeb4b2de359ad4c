/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules, and what follows from a rule's numbers. */
#include "ncsn/sampler.h"

#include <math.h>

#include "ncsn/error.h"

/* What a rule is, what it costs and what it starts from. */
typedef struct {
  NcsnRuleInfo info;
  guint begin_steps;                    /* evaluations at σ_1: T times this */
  guint interval_fixed, interval_steps; /* in each interval: this + T times that */
  guint levels;                         /* by default; 0: those of the model's own schedule */
} Rule;

static const Rule rules[NCSN_N_RULES] = {
    [NCSN_RULE_LANGEVIN] = {.info = {.name = "langevin",
                                     .label = "Langevin",
                                     .summary = "Langevin dynamics at the last noise level alone",
                                     .remedy = "lower the step size ε",
                                     .steps = TRUE,
                                     .epsilon = TRUE},
                            .begin_steps = 1,
                            .levels = 1},
    [NCSN_RULE_ANNEALED] = {.info = {.name = "annealed",
                                     .label = "Annealed Langevin",
                                     .summary = "annealed Langevin dynamics, as published",
                                     .remedy = "lower the step size ε",
                                     .levels = TRUE,
                                     .steps = TRUE,
                                     .epsilon = TRUE},
                            .begin_steps = 1,
                            .interval_steps = 1},
    [NCSN_RULE_CONSISTENT] = {.info = {.name = "consistent",
                                       .label = "Consistent annealed",
                                       .summary =
                                           "annealed, with exactly the noise that each level asks "
                                           "for",
                                       .remedy = "take more noise levels",
                                       .levels = TRUE,
                                       .epsilon = TRUE},
                              .interval_fixed = 1,
                              .levels = 100},
    [NCSN_RULE_PREDICTOR_CORRECTOR] = {.info = {.name = "predictor-corrector",
                                                .label = "Predictor-corrector",
                                                .summary = "reverse diffusion, corrected by "
                                                           "Langevin steps",
                                                .remedy = "take more noise levels",
                                                .levels = TRUE,
                                                .steps = TRUE,
                                                .snr = TRUE},
                                       .begin_steps = 1,
                                       .interval_fixed = 1,
                                       .interval_steps = 1,
                                       .levels = 100},
    [NCSN_RULE_ODE] = {.info = {.name = "ode",
                                .label = "Probability flow",
                                .summary = "Heun's method along the probability flow: fewest "
                                           "evaluations",
                                .remedy = "take more noise levels",
                                .levels = TRUE,
                                .rho = TRUE,
                                .churn = TRUE},
                       .interval_fixed = 2,
                       .levels = 18},
};

#define DEFAULT_SNR 0.16 /* Song et al. 2021, for pictures of 32 × 32 */
#define DEFAULT_RHO 7.0  /* Karras et al. 2022 */

static const char *const quality_names[] = {"draft", "normal", "best", NULL};

/* To draw, the flow, which needs the fewest evaluations, with churn: a learned score sends it
 * astray, and where chains start is not quite what noise makes of pictures; noise added anew lets
 * both be forgotten. Measured on digits (docs/samplers.md). To fill, consistent sampling with
 * all of the noise drawn anew at every step, x ← D(x) + σ_{i+1} z, where D(x) = x + σ_i² s is the
 * mean of the clean pictures: a fill sets out from a rough continuation of what is around it, and
 * the less of its way it remembers, the sooner it agrees with that. What it lacks in noise keeps it
 * near the middle of what may be there (consistent.c); true draws take small shares, and so many
 * levels. */
static const struct {
  NcsnRule rule;
  guint levels;
  double churn;
} qualities[][3] = {
    [NCSN_PURPOSE_DRAW] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_ODE, 9, 3.0},
                           [NCSN_QUALITY_NORMAL] = {NCSN_RULE_ODE, 18, 5.0},
                           [NCSN_QUALITY_BEST] = {NCSN_RULE_ODE, 50, 20.0}},
    [NCSN_PURPOSE_FILL] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_CONSISTENT, 12, 0.0},
                           [NCSN_QUALITY_NORMAL] = {NCSN_RULE_CONSISTENT, 36, 0.0},
                           [NCSN_QUALITY_BEST] = {NCSN_RULE_CONSISTENT, 72, 0.0}},
    [NCSN_PURPOSE_FILL_TRULY] = {[NCSN_QUALITY_DRAFT] = {NCSN_RULE_CONSISTENT, 50, 0.0},
                                 [NCSN_QUALITY_NORMAL] = {NCSN_RULE_CONSISTENT, 150, 0.0},
                                 [NCSN_QUALITY_BEST] = {NCSN_RULE_CONSISTENT, 300, 0.0}},
};

const NcsnRuleInfo *
ncsn_rule_info (NcsnRule rule)
{
  return &rules[rule].info;
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

  for (guint i = 0; i < NCSN_N_RULES; i++) {
    if (g_str_equal (rules[i].info.name, name)) {
      *rule = i;
      return TRUE;
    }
    g_string_append_printf (names, "%s%s",
                            i == 0                 ? ""
                            : i + 1 < NCSN_N_RULES ? ", "
                                                   : " or ",
                            rules[i].info.name);
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "“%s” is no sampler; choose %s.", name,
               names->str);
  return FALSE;
}

void
ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own)
{
  NcsnSchedule *schedule = &sampler->schedule;

  *sampler = (NcsnSampler){.rule = rule, .schedule = *own, .snr = DEFAULT_SNR, .rho = DEFAULT_RHO};
  if (rule == NCSN_RULE_ANNEALED)
    return;
  schedule->levels = rules[rule].levels;
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

/* γ, by which consistent sampling's levels fall. */
static double
fall_of (const NcsnSchedule *schedule)
{
  const NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};

  return 1.0 / ncsn_ladder_ratio (&ladder);
}

void
ncsn_sampler_suit_epsilon (NcsnSampler *sampler)
{
  NcsnSchedule *schedule = &sampler->schedule;
  NcsnSchedule alone = *schedule;
  const double gamma = fall_of (schedule);

  if (sampler->rule == NCSN_RULE_CONSISTENT && gamma < 1.0) {
    schedule->epsilon = 2.0 * (1.0 - gamma * gamma) * schedule->sigma_end * schedule->sigma_end;
    return;
  }
  if (sampler->rule == NCSN_RULE_LANGEVIN)
    alone.sigma_begin = alone.sigma_end;
  ncsn_schedule_suit_epsilon (&alone);
  schedule->epsilon = alone.epsilon;
}

/* A measure in which the levels of the rule are evenly spaced. */
static double
place_of (const NcsnSampler *sampler, double sigma)
{
  return sampler->rule == NCSN_RULE_ODE ? pow (sigma, 1.0 / sampler->rho) : log (sigma);
}

void
ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const double end = place_of (sampler, schedule->sigma_end);
  const double whole = place_of (sampler, schedule->sigma_begin) - end;

  sigma = CLAMP (sigma, schedule->sigma_end, MAX (schedule->sigma_begin, schedule->sigma_end));
  if (rules[sampler->rule].info.levels && whole > 0.0) {
    const double left = (place_of (sampler, sigma) - end) / whole;
    /* A level that is to be met exactly must not be missed by rounding. */
    const double intervals = ceil (left * (schedule->levels - 1) - 1e-6);
    const guint levels = 1 + (guint)MAX (1.0, intervals);

    /* As much in each interval as before, and none where there is no way to go. */
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

  ncsn_schedule_sigmas (schedule, sigmas);
  /* The first and the last stay exactly what they are. */
  for (guint i = 1; sampler->rule == NCSN_RULE_ODE && i + 1 < schedule->levels; i++)
    sigmas[i] = pow (begin + (end - begin) * i / (schedule->levels - 1), sampler->rho);
}

guint64
ncsn_sampler_evaluations (const NcsnSampler *sampler, guint passes)
{
  const NcsnSchedule *schedule = &sampler->schedule;
  const Rule *rule = &rules[sampler->rule];
  const guint64 steps = schedule->steps;
  const guint64 interval = rule->interval_fixed + rule->interval_steps * steps;

  return rule->begin_steps * steps + (schedule->levels - 1) * interval * MAX (1, passes) +
         (schedule->denoise ? 1 : 0);
}
