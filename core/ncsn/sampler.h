/* Step rules: ways from noise to a picture along a score function, and what each needs to know.
 * Every rule works on any score, with every constraint (sample.h) and on every canvas (canvas.h).
 */
#pragma once

#include "schedule.h"

G_BEGIN_DECLS

typedef enum {
  NCSN_RULE_LANGEVIN,   /* Langevin dynamics at the last level alone (Song & Ermon 2019, eq. 4) */
  NCSN_RULE_ANNEALED,   /* annealed Langevin dynamics (Song & Ermon 2019, algorithm 1) */
  NCSN_RULE_CONSISTENT, /* consistent annealed sampling (Jolicoeur-Martineau et al. 2021) */
  NCSN_RULE_PREDICTOR_CORRECTOR, /* reverse diffusion and Langevin steps of the variance-exploding
                                    SDE (Song et al. 2021, algorithm 2) */
  NCSN_RULE_ODE, /* Heun's method on the probability flow (Karras et al. 2022, algorithm 2) */
} NcsnRule;

#define NCSN_N_RULES 5

/* What people are told of a rule, and which numbers of NcsnSampler it reads besides σ_1, σ_L, L and
 * `denoise`, which all do. */
typedef struct {
  const char *name;    /* as options and files know it: "ode" */
  const char *label;   /* as a dialog shows it */
  const char *summary; /* a line */
  gboolean steps, epsilon, snr, rho, churn;
} NcsnRuleInfo;

const NcsnRuleInfo *ncsn_rule_info (NcsnRule rule);

/* The rule of this name; FALSE with an error that lists the names. */
gboolean ncsn_rule_find (const char *name, NcsnRule *rule, GError **error);

/* A rule with its numbers. */
typedef struct {
  NcsnRule rule;
  NcsnSchedule schedule; /* σ_1, σ_L and L noise levels; T and ε where the rule has them; denoise */
  double snr;            /* predictor-corrector: r of its Langevin steps, of which it makes T */
  double rho;            /* ode: levels are evenly spaced in σ^(1/ρ); ρ ≥ 1 */
  double churn;          /* ode: S_churn, noise added anew over the whole way; 0: none */
} NcsnSampler;

/* How much time to spend, for people who do not know the rules. */
typedef enum { NCSN_QUALITY_DRAFT, NCSN_QUALITY_NORMAL, NCSN_QUALITY_BEST } NcsnQuality;

/* The names by which options know them ("draft", "normal", "best"), in their order, ended by NULL.
 * Not owned. */
const char *const *ncsn_quality_names (void);

/* The rule with the numbers that suit a model whose own schedule is `own`: annealed keeps it as it
 * is, the others take its σ_1 and σ_L and levels, T, ε … of their own. */
void ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own);

/* The rule and the number of evaluations that a quality stands for. */
void ncsn_sampler_init_quality (NcsnSampler *sampler, NcsnQuality quality,
                                const NcsnSchedule *own);

/* Makes ε, where the rule has one, suit the other numbers. */
void ncsn_sampler_suit_epsilon (NcsnSampler *sampler);

/* The same way begun at σ ≤ σ_1: what is left of it, with levels as far apart as before. For
 * variations of a picture that was given noise of that level. At least 2 levels; σ below σ_L counts
 * as σ_L. */
void ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma);

/* FALSE with a sentence that names the offending number. */
gboolean ncsn_sampler_check (const NcsnSampler *sampler, GError **error);

/* The noise levels that are visited, σ_1 > … > σ_L; sigmas holds schedule.levels doubles. */
void ncsn_sampler_sigmas (const NcsnSampler *sampler, double *sigmas);

/* How often the score is evaluated, when each interval between two levels is gone through
 * `resample` ≥ 1 times (NcsnKnown in sample.h). */
guint64 ncsn_sampler_evaluations (const NcsnSampler *sampler, guint resample);

G_END_DECLS
