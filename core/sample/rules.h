/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step rules: how a chain gets from noise of one level to noise of the next. sample.c visits
 * the levels and does what is the same for all rules.
 *
 * A new rule needs a file here with its NcsnStepRule (named in core/meson.build), an enumerator in
 * ncsn/sampler.h, and its extern line and row in sampler.c. Options, dialogs, records and most
 * tests loop over this table. A new number of a rule also needs a row in number.c. */
#pragma once

#include "sample/chain.h"

G_BEGIN_DECLS

/* From σ_i to σ_{i+1}. */
typedef struct {
  double from, to;
  guint32 draw; /* of the noise that held pixels get at `to` */
} NcsnInterval;

typedef struct {
  NcsnRuleInfo info;
  guint levels;                         /* by default; 0: those of the model's own schedule */
  guint begin_steps;                    /* evaluations at σ_1: T times this */
  guint interval_fixed, interval_steps; /* in each interval: this + T times that */
  guint
      kept; /* arrays of x's shape that a chain keeps beside the score; with an order: that many */
  /* FALSE with a sentence when the rule's own numbers are impossible; NULL: the checks of the
   * schedule suffice. */
  gboolean (*check) (const NcsnSampler *sampler, GError **error);
  /* The steps at σ_1, before the first interval; draw 0 is for its held pixels. */
  gboolean (*begin) (NcsnChain *chain, double sigma, GError **error);
  gboolean (*advance) (NcsnChain *chain, const NcsnInterval *interval, GError **error);
} NcsnStepRule;

const NcsnStepRule *ncsn_step_rule (NcsnRule rule);

/* How many arrays of x's shape a chain keeps beside the score. */
guint ncsn_sampler_kept (const NcsnSampler *sampler);

/* A `begin` that evaluates nothing: the held pixels get their noise. */
gboolean ncsn_begin_held (NcsnChain *chain, double sigma, GError **error);

/* Checks of the numbers of rules along the probability flow. */
gboolean ncsn_check_rho (const NcsnSampler *sampler, GError **error);
gboolean ncsn_check_churn (const NcsnSampler *sampler, GError **error);

/* γ = min (S/L, √2 - 1): by which share each of L steps raises the noise level first. */
double ncsn_churn_of (const NcsnSampler *sampler);

/* T Langevin steps x ← x + (α/2) s + √α z with α = 2 η σ². */
gboolean ncsn_langevin_steps (NcsnChain *chain, double sigma, double eta, guint32 draw,
                              GError **error);

/* η = ε / 2σ_L² of a schedule: the share of the distance to the mean of the clean pictures that a
 * Langevin step covers. */
double ncsn_langevin_share (const NcsnSchedule *schedule);

G_END_DECLS
