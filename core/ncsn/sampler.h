/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samplers: the step rules that take noise to a picture along a score function, and their numbers.
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
  NCSN_RULE_ODE,   /* Heun's method on the probability flow (Karras et al. 2022, algorithm 2) */
  NCSN_RULE_IPNDM, /* Adams and Bashforth's on the same (Zhang & Chen 2023) */
  NCSN_RULE_DPM,   /* DPM-Solver++(2M) on the same (Lu et al. 2022), with new noise if asked for */
  NCSN_N_RULES
} NcsnRule;

/* A rule with its numbers. */
typedef struct {
  NcsnRule rule;
  NcsnSchedule schedule; /* σ_1, σ_L and L noise levels; T and ε where the rule has them; denoise.
                            langevin: σ_1 only says where chains start (ncsn_sample_prior ()).
                            consistent: η = ε/2σ_L² lies between 1-γ and 1+γ, γ = σ_{i+1}/σ_i. */
  double snr;            /* predictor-corrector: 0 < r < 1 of its T Langevin steps after each
                            predictor's: a step of noise √(2e) z has the length 1/r of that along
                            the score, which makes e = 2 r² σ² */
  double rho;   /* ode, ipndm, dpm: levels are evenly spaced in σ^(1/ρ); 1 ≤ ρ ≤ 100. 0: the
                   levels are those chosen for the model where it has as many
                   (ncsn_schedule_chosen ()), otherwise as with ρ = 7 */
  double churn; /* ode, dpm: S_churn ≥ 0, noise added over the whole chain; 0: none */
  guint order;  /* ipndm: from how many slopes a step is made, 1 to 4 */
} NcsnSampler;

/* The numbers of a sampler, in the order in which options and dialogs show them. */
typedef enum {
  NCSN_NUMBER_SIGMA_BEGIN,
  NCSN_NUMBER_SIGMA_END,
  NCSN_NUMBER_LEVELS, /* this one and those below are read by some rules only */
  NCSN_NUMBER_STEPS,
  NCSN_NUMBER_EPSILON,
  NCSN_NUMBER_SNR,
  NCSN_NUMBER_RHO,
  NCSN_NUMBER_CHURN,
  NCSN_NUMBER_ORDER,
  NCSN_N_NUMBERS
} NcsnNumber;

/* How a number is named and described, and what it may be. `help`, `label` and `blurb` are English
 * text to be translated by the caller with gettext. */
typedef struct {
  const char *name;   /* of the option, the argument and the key in a record: "sigma-begin" */
  const char *symbol; /* in formulas and as an option's placeholder: "σ" */
  const char *help;   /* of the option, a line */
  const char *label;  /* in a dialog, with a mnemonic */
  const char *blurb;  /* of an argument whose value 0 stands for the default */
  gboolean whole;     /* a guint in NcsnSampler, otherwise a double */
  double max;         /* the largest value of an argument, and of an option if whole */
  double step;        /* by how much an arrow in a dialog changes it */
} NcsnNumberInfo;

const NcsnNumberInfo *ncsn_number_info (NcsnNumber number); /* not owned */

/* The value of a number, as a double whether it is whole or not. Setting a whole number truncates
 * `value`, which must be from 0 to NcsnNumberInfo.max. */
double ncsn_sampler_get (const NcsnSampler *sampler, NcsnNumber number);
void ncsn_sampler_set (NcsnSampler *sampler, NcsnNumber number, double value);

/* How a rule is named and described, and which numbers it reads besides σ_L and `denoise`, which
 * all rules read. `label`, `summary` and `remedy` are to be translated by the caller with gettext.
 */
typedef struct {
  const char *name;    /* of options, arguments and records: "ode" */
  const char *label;   /* in a dialog */
  const char *summary; /* a line */
  const char *remedy;  /* what to do when a chain diverges, as the end of a sentence */
  gboolean levels;     /* σ_1 and L; a rule without has the level σ_L alone: L = 1 */
  gboolean steps, epsilon, snr, rho, churn, order;
} NcsnRuleInfo;

const NcsnRuleInfo *ncsn_rule_info (NcsnRule rule); /* not owned */

/* Whether the rule reads the number. */
gboolean ncsn_rule_reads (NcsnRule rule, NcsnNumber number);

/* The rule of this name; FALSE with NCSN_ERROR_ARGUMENT, which lists the names, if there is none.
 */
gboolean ncsn_rule_find (const char *name, NcsnRule *rule, GError **error);

/* How much time to spend, for people who do not know the rules. */
typedef enum { NCSN_QUALITY_DRAFT, NCSN_QUALITY_NORMAL, NCSN_QUALITY_BEST } NcsnQuality;

#define NCSN_QUALITY_DEFAULT NCSN_QUALITY_NORMAL

/* What chains are for. */
typedef enum {
  NCSN_PURPOSE_DRAW,       /* new pictures */
  NCSN_PURPOSE_FILL,       /* a picture's missing pixels, while the others are held: near the middle
                              of the likely fills, which is nearest to what was there */
  NCSN_PURPOSE_FILL_TRULY, /* the same, but fills differ from each other as much as likely ones do
                            */
  NCSN_PURPOSE_VARY,       /* another version of a picture, of which pixels may be held */
} NcsnPurpose;

/* The names of the qualities in options ("draft", "normal", "best"), in their order, ended by NULL.
 * Not owned. */
const char *const *ncsn_quality_names (void);

/* The rule with the numbers that suit a model whose own schedule is `own`: annealed keeps that
 * schedule; langevin takes as many steps as it has in all, at its σ_L; the others take its σ_1 and
 * σ_L, have L, T and ε of their own, and end with Tweedie's step, which belongs to them. ρ is 0 for
 * a model with chosen levels. */
void ncsn_sampler_init (NcsnSampler *sampler, NcsnRule rule, const NcsnSchedule *own);

/* The rule and the numbers of a quality (docs/samplers.md has what they lead to). To draw: dpm with
 * churn, and ode for the best. To vary: ode with churn. To fill: consistent with η = 1, which for
 * the same number of evaluations comes closer to what was there, but samples roughly q^(1/2) for
 * the model's distribution q: half of a Gaussian's variance, 0.9 of the mass at a mode that has
 * 0.8. To fill truly: consistent with η = 1-γ² and so many levels that T = 1 - η/2 of q^(1/T) is
 * near 1. ncsn_sampler_evaluations () gives the cost of each. */
void ncsn_sampler_init_quality (NcsnSampler *sampler, NcsnQuality quality, NcsnPurpose purpose,
                                const NcsnSchedule *own);

/* Makes ε, where the rule has one, suit the other numbers: ncsn_schedule_suit_epsilon (), and for
 * consistent η = 1-γ², with which its steps are those of ancestral sampling. */
void ncsn_sampler_suit_epsilon (NcsnSampler *sampler);

/* Shortens the sampler to the part below σ ≤ σ_1: it begins at σ, with levels as far apart as
 * before or, so that it still ends at σ_L, a little closer, and with as much churn in each
 * interval. For variations of a picture that got noise of that level. Leaves at least 2 levels
 * (langevin: 1); σ below σ_L counts as σ_L, and above σ_1 as σ_1. */
void ncsn_sampler_begin_at (NcsnSampler *sampler, double sigma);

/* FALSE with NCSN_ERROR_ARGUMENT, which names the number that is wrong. Numbers that the rule does
 * not read may be anything. */
gboolean ncsn_sampler_check (const NcsnSampler *sampler, GError **error);

/* Writes the noise levels σ_1 > … > σ_L into sigmas, which holds schedule.levels doubles. */
void ncsn_sampler_sigmas (const NcsnSampler *sampler, double *sigmas);

/* Writes the step sizes α_i = ε σ_i²/σ_L² at these levels into alphas, which holds schedule.levels
 * doubles. FALSE if the rule has no ε. */
gboolean ncsn_sampler_step_sizes (const NcsnSampler *sampler, double *alphas);

/* The number of evaluations of the score in a chain that crosses each interval between two levels
 * `passes` times (NcsnSampleOptions in sample.h; 0 counts as 1). With denoising and one pass these
 * are T + 1, L T + 1, L, L (T + 1), 2 L - 1, L and L, in the order of the rules. */
guint64 ncsn_sampler_evaluations (const NcsnSampler *sampler, guint passes);

G_END_DECLS
