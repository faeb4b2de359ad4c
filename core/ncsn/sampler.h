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

/* What people are told of a rule, and which numbers of NcsnSampler it reads besides σ_L and
 * `denoise`, which all do. */
typedef struct {
  const char *name;    /* as options and files know it: "ode" */
  const char *label;   /* as a dialog shows it */
  const char *summary; /* a line */
  const char *remedy;  /* what to do when a chain runs away, as the end of a sentence */
  gboolean levels;     /* σ_1 and L; a rule without has the level σ_L alone: L = 1 */
  gboolean steps, epsilon, snr, rho, churn;
} NcsnRuleInfo;

const NcsnRuleInfo *ncsn_rule_info (NcsnRule rule); /* not owned */

/* The rule of this name; FALSE with an error that lists the names. */
gboolean ncsn_rule_find (const char *name, NcsnRule *rule, GError **error);

/* A rule with its numbers. */
typedef struct {
  NcsnRule rule;
  NcsnSchedule schedule; /* σ_1, σ_L and L noise levels; T and ε where the rule has them; denoise.
                            langevin: σ_1 says where chains start (ncsn_sample_prior ()), no more.
                            consistent: η = ε/2σ_L² lies between 1-γ and 1+γ, γ = σ_{i+1}/σ_i. */
  double snr;            /* predictor-corrector: 0 < r < 1 of its T Langevin steps after each
                            predictor's: a step of noise √(2e) z has the length 1/r of that along
                            the score, which makes e = 2 r² σ² */
  double rho;            /* ode: levels are evenly spaced in σ^(1/ρ); 1 ≤ ρ ≤ 100 */
  double churn;          /* ode: S_churn ≥ 0, noise added anew over the whole way; 0: none */
} NcsnSampler;

/* How much time to spend, for people who do not know the rules. */
typedef enum { NCSN_QUALITY_DRAFT, NCSN_QUALITY_NORMAL, NCSN_QUALITY_BEST } NcsnQuality;

/* What chains are for. */
typedef enum {
  NCSN_PURPOSE_DRAW,       /* new pictures */
  NCSN_PURPOSE_FILL,       /* a picture's missing pixels, the others being held: near the middle of
                              what may be there, which comes nearest to what was there */
  NCSN_PURPOSE_FILL_TRULY, /* the same as different from each other as what may be there is */
} NcsnPurpose;

/* The names by which options know them ("draft", "normal", "best"), in their order, ended by NULL.
 * Not owned. */
const char *const *ncsn_quality_names (void);

/* The rule with the numbers that suit a model whose own schedule is `own`: annealed keeps it as it
 * is; langevin takes as many steps as that, all at its σ_L; the others take its σ_1 and σ_L, with
 * levels, T and ε of their own, and end with Tweedie's step, which belongs to them. */
void ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own);

/* The rule and the numbers that a quality stands for (docs/samplers.md has what they lead to): to
 * draw, ode with churn; to fill, consistent with η = 1, which for the same number of evaluations
 * comes closer to what was there, but samples roughly q^(1/2) for the model's distribution q: half
 * of a Gaussian's variance, 0.9 of the mass at a mode that has 0.8; to fill truly, consistent with
 * η = 1-γ² and so many levels that T = 1 - η/2 of q^(1/T) is near 1. ncsn_sampler_evaluations ()
 * tells what each costs. */
void ncsn_sampler_init_quality (NcsnSampler *sampler, NcsnQuality quality, NcsnPurpose purpose,
                                const NcsnSchedule *own);

/* Makes ε, where the rule has one, suit the other numbers: ncsn_schedule_suit_epsilon (), and for
 * consistent η = 1-γ², with which its steps are those of ancestral sampling. */
void ncsn_sampler_suit_epsilon (NcsnSampler *sampler);

/* The same way begun at σ ≤ σ_1: what is left of it, with levels as far apart as before or, to end
 * at σ_L, a little less, and as much churn in each interval. For variations of a picture that was
 * given noise of that level. At least 2 levels (langevin: 1); σ below σ_L counts as σ_L, and above
 * σ_1 as σ_1. */
void ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma);

/* FALSE with a sentence that names the offending number. Numbers that the rule does not read may be
 * anything. */
gboolean ncsn_sampler_check (const NcsnSampler *sampler, GError **error);

/* The noise levels that are visited, σ_1 > … > σ_L; sigmas holds schedule.levels doubles. */
void ncsn_sampler_sigmas (const NcsnSampler *sampler, double *sigmas);

/* How often the score is evaluated, when each interval between two levels is gone through
 * `passes` times (NcsnKnown in sample.h; 0 counts as 1). With denoising and without resampling
 * these are T + 1, L T + 1, L, L (T + 1) and 2 L - 1, in the order of the rules. */
guint64 ncsn_sampler_evaluations (const NcsnSampler *sampler, guint passes);

G_END_DECLS
