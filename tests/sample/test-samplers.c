/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules, and what a sampler's numbers determine: levels, evaluations, later starts and
 * errors. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/sampler.h"

static const NcsnSchedule own = {8.0, 0.01, 50, 4, 4e-5, .denoise = FALSE};

static NcsnSampler
sampler_of (NcsnRule rule)
{
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &own);
  return sampler;
}

static void
test_table (void)
{
  for (guint i = 0; i < NCSN_N_RULES; i++) {
    const NcsnRuleInfo *info = ncsn_rule_info (i);
    NcsnRule rule;

    g_assert_true (ncsn_rule_find (info->name, &rule, NULL));
    g_assert_cmpint (rule, ==, i);
    g_assert_true (*info->label && *info->summary && *info->remedy);
    g_assert_null (strchr (info->summary, '\n'));
  }
}

/* The error for an unknown name lists all names. */
static void
test_unknown_name (void)
{
  g_autoptr (GError) error = NULL;
  NcsnRule rule;

  g_assert_false (ncsn_rule_find ("odd", &rule, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“odd”"));
  for (guint i = 0; i < NCSN_N_RULES; i++)
    g_assert_nonnull (strstr (error->message, ncsn_rule_info (i)->name));
}

/* A rule's default numbers are valid, with the σ_1 and σ_L of the model. */
static void
test_defaults (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnSampler sampler = sampler_of (rule);
    g_autoptr (GError) error = NULL;

    ncsn_sampler_check (&sampler, &error);
    g_assert_no_error (error);
    g_assert_cmpfloat (sampler.schedule.sigma_end, ==, 0.01);
    if (rule != NCSN_RULE_LANGEVIN)
      g_assert_cmpfloat (sampler.schedule.sigma_begin, ==, 8.0);
  }
  const NcsnSampler annealed = sampler_of (NCSN_RULE_ANNEALED);
  g_assert_cmpmem (&annealed.schedule, sizeof own, &own, sizeof own);
  g_assert_cmpuint (sampler_of (NCSN_RULE_LANGEVIN).schedule.steps, ==, 200);
}

static void
test_qualities (gconstpointer purpose)
{
  guint64 before = 0;
  guint quality = 0;

  for (; ncsn_quality_names ()[quality]; quality++) {
    NcsnSampler sampler;

    ncsn_sampler_init_quality (&sampler, quality, GPOINTER_TO_UINT (purpose), &own);
    g_assert_true (ncsn_sampler_check (&sampler, NULL));
    g_assert_cmpuint (ncsn_sampler_evaluations (&sampler, 1), >, before);
    before = ncsn_sampler_evaluations (&sampler, 1);
  }
  g_assert_cmpuint (quality, ==, NCSN_QUALITY_BEST + 1);
}

/* With ρ = 7 the first, the last and one inner level are those of Karras et al. (2022), table 1.
 * With ρ = 1 levels are evenly spaced in σ. */
static void
test_sigmas (void)
{
  NcsnSampler ode = sampler_of (NCSN_RULE_ODE);
  double sigmas[18];

  ncsn_sampler_sigmas (&ode, sigmas);
  g_assert_cmpfloat (sigmas[0], ==, 8.0);
  g_assert_cmpfloat (sigmas[17], ==, 0.01);
  g_assert_cmpfloat_with_epsilon (
      sigmas[6], pow (pow (8.0, 1 / 7.0) * 11 / 17 + pow (0.01, 1 / 7.0) * 6 / 17, 7.0), 1e-12);
  ode.rho = 1.0;
  ode.schedule.levels = 5;
  ncsn_sampler_sigmas (&ode, sigmas);
  for (int i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon (sigmas[i], 8.0 - 7.99 * i / 4, 1e-12);

  NcsnSampler consistent = sampler_of (NCSN_RULE_CONSISTENT);
  consistent.schedule.levels = 4;
  ncsn_sampler_sigmas (&consistent, sigmas);
  for (int i = 1; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (sigmas[i] / sigmas[i - 1], pow (0.01 / 8.0, 1 / 3.0), 1e-12);
}

/* α_i = ε σ_i²/σ_L², for rules that have ε. */
static void
test_step_sizes (void)
{
  NcsnSampler annealed = sampler_of (NCSN_RULE_ANNEALED);
  const NcsnSampler ode = sampler_of (NCSN_RULE_ODE);
  const guint last = annealed.schedule.levels - 1;
  g_autofree double *alphas = g_new (double, MAX (last + 1, ode.schedule.levels));

  annealed.schedule.epsilon = 2e-5;
  g_assert_true (ncsn_sampler_step_sizes (&annealed, alphas));
  g_assert_cmpfloat_with_epsilon (alphas[0], 2e-5 * pow (8.0 / 0.01, 2), 1e-9);
  g_assert_cmpfloat_with_epsilon (alphas[last], 2e-5, 1e-15);
  g_assert_false (ncsn_sampler_step_sizes (&ode, alphas));
}

static void
assert_evaluations (NcsnRule rule, guint levels, guint steps, guint passes, guint64 expected)
{
  NcsnSampler sampler = sampler_of (rule);

  sampler.schedule.levels = levels;
  sampler.schedule.steps = steps;
  sampler.schedule.denoise = TRUE;
  g_assert_cmpuint (ncsn_sampler_evaluations (&sampler, passes), ==, expected);
  sampler.schedule.denoise = FALSE;
  g_assert_cmpuint (ncsn_sampler_evaluations (&sampler, passes), ==, expected - 1);
}

static void
test_evaluations (void)
{
  assert_evaluations (NCSN_RULE_LANGEVIN, 1, 40, 7, 41);
  assert_evaluations (NCSN_RULE_ANNEALED, 10, 4, 1, 41);
  assert_evaluations (NCSN_RULE_ANNEALED, 10, 4, 3, 4 + 9 * 3 * 4 + 1);
  assert_evaluations (NCSN_RULE_CONSISTENT, 10, 4, 0, 10);
  assert_evaluations (NCSN_RULE_CONSISTENT, 10, 4, 3, 28);
  assert_evaluations (NCSN_RULE_PREDICTOR_CORRECTOR, 10, 4, 1, 50);
  assert_evaluations (NCSN_RULE_PREDICTOR_CORRECTOR, 10, 4, 3, 4 + 9 * 3 * 5 + 1);
  assert_evaluations (NCSN_RULE_ODE, 18, 4, 1, 35);
  assert_evaluations (NCSN_RULE_ODE, 18, 4, 2, 69);
  assert_evaluations (NCSN_RULE_IPNDM, 18, 4, 1, 18);
  assert_evaluations (NCSN_RULE_DPM, 18, 4, 2, 35);
}

/* A sampler that begins at one of its own levels keeps the levels from there on. A sampler that
 * begins between two levels has as many levels as one that begins at the upper of the two, at
 * least 2. */
static void
test_begin_at (void)
{
  for (guint rule = NCSN_RULE_ANNEALED; rule < NCSN_N_RULES; rule++) {
    NcsnSampler whole = sampler_of (rule);
    const guint levels = whole.schedule.levels;
    double sigmas[100], rest[100];
    g_autoptr (GError) error = NULL;

    whole.churn = 3.0;
    ncsn_sampler_sigmas (&whole, sigmas);
    for (guint k = 0; k + 1 < levels; k++) {
      NcsnSampler sampler = whole;

      ncsn_sampler_begin_at (&sampler, sigmas[k]);
      g_assert_cmpuint (sampler.schedule.levels, ==, levels - k);
      g_assert_cmpfloat_with_epsilon (sampler.churn / (levels - k), whole.churn / levels, 1e-12);
      ncsn_sampler_sigmas (&sampler, rest);
      for (guint i = 0; k + i < levels; i++)
        g_assert_cmpfloat_with_epsilon (rest[i] / sigmas[k + i], 1.0, 1e-9);

      sampler = whole;
      ncsn_sampler_begin_at (&sampler, 0.5 * (sigmas[k] + sigmas[k + 1]));
      g_assert_cmpuint (sampler.schedule.levels, ==, MAX (2, levels - k));
      ncsn_sampler_check (&sampler, &error);
      g_assert_no_error (error);
    }
  }
}

/* A level below σ_L counts as σ_L, and one above σ_1 as σ_1. A strength of 0 or a rounded number
 * can give such a level. */
static void
test_begin_outside (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    NcsnSampler low = sampler_of (rule), high = sampler_of (rule);

    low.churn = 3.0;
    ncsn_sampler_begin_at (&low, 1e-4);
    g_assert_cmpfloat (low.churn, ==, rule == NCSN_RULE_LANGEVIN ? 3.0 : 0.0);
    g_assert_cmpfloat (low.schedule.sigma_begin, ==, 0.01);
    g_assert_cmpuint (low.schedule.levels, ==, rule == NCSN_RULE_LANGEVIN ? 1 : 2);
    g_assert_true (ncsn_sampler_check (&low, NULL));
    ncsn_sampler_begin_at (&high, 100.0);
    g_assert_cmpfloat (high.schedule.sigma_begin, ==, sampler_of (rule).schedule.sigma_begin);
    g_assert_cmpuint (high.schedule.levels, ==, sampler_of (rule).schedule.levels);
  }
}

/* The default ε makes consistent sampling equal to ancestral sampling. The default ε of Langevin
 * dynamics does not depend on σ_1. */
static void
test_epsilon (void)
{
  NcsnSampler consistent = sampler_of (NCSN_RULE_CONSISTENT);
  NcsnSampler langevin = sampler_of (NCSN_RULE_LANGEVIN);
  const double gamma = pow (0.01 / 8.0, 1 / 99.0);

  g_assert_cmpfloat_with_epsilon (consistent.schedule.epsilon / (2 * 0.01 * 0.01),
                                  1 - gamma * gamma, 1e-12);
  const double epsilon = langevin.schedule.epsilon;
  langevin.schedule.sigma_begin = 3.0;
  ncsn_sampler_suit_epsilon (&langevin);
  g_assert_cmpfloat (langevin.schedule.epsilon, ==, epsilon);
}

static void
assert_refused (NcsnSampler sampler, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_sampler_check (&sampler, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

#define REFUSE(rule, field, value, words)                                                          \
  {                                                                                                \
    NcsnSampler sampler = sampler_of (rule);                                                       \
    sampler.field = value;                                                                         \
    assert_refused (sampler, words);                                                               \
  }

static void
test_refusals (void)
{
  REFUSE (NCSN_RULE_ANNEALED, schedule.epsilon, 4e-4, "ε is 0.0004");
  REFUSE (NCSN_RULE_LANGEVIN, schedule.epsilon, 0.0, "ε is 0;");
  REFUSE (NCSN_RULE_LANGEVIN, schedule.epsilon, INFINITY, "ε is inf");
  REFUSE (NCSN_RULE_LANGEVIN, schedule.levels, 2, "one noise level, not 2");
  REFUSE (NCSN_RULE_LANGEVIN, schedule.steps, 0, "0 steps");
  REFUSE (NCSN_RULE_CONSISTENT, schedule.epsilon, 1e-5, "ε is 1e-05");
  REFUSE (NCSN_RULE_CONSISTENT, schedule.epsilon, 3.96e-4, "ε is 0.000396");
  REFUSE (NCSN_RULE_CONSISTENT, schedule.epsilon, NAN, "ε is nan");
  REFUSE (NCSN_RULE_PREDICTOR_CORRECTOR, snr, 0.0, "ratio is 0;");
  REFUSE (NCSN_RULE_PREDICTOR_CORRECTOR, snr, 1.0, "ratio is 1;");
  REFUSE (NCSN_RULE_PREDICTOR_CORRECTOR, snr, NAN, "ratio is nan;");
  REFUSE (NCSN_RULE_PREDICTOR_CORRECTOR, schedule.steps, G_MAXUINT32 / 100, "100 noise levels");
  REFUSE (NCSN_RULE_ODE, rho, 0.5, "ρ is 0.5;");
  REFUSE (NCSN_RULE_ODE, rho, NAN, "ρ is nan;");
  REFUSE (NCSN_RULE_ODE, churn, -1.0, "churn is -1;");
  REFUSE (NCSN_RULE_ODE, churn, INFINITY, "churn is inf;");
  REFUSE (NCSN_RULE_IPNDM, rho, 101.0, "ρ is 101;");
  REFUSE (NCSN_RULE_IPNDM, order, 0, "order is 0;");
  REFUSE (NCSN_RULE_IPNDM, order, 5, "order is 5;");
  REFUSE (NCSN_RULE_DPM, rho, 0.5, "ρ is 0.5;");
  REFUSE (NCSN_RULE_DPM, churn, -1.0, "churn is -1;");
  REFUSE (NCSN_RULE_ODE, schedule.sigma_end, 9.0, "σ end (9)");
  REFUSE (NCSN_RULE_ODE, schedule.levels, 10001, "10001 noise levels");
}

/* Numbers that a rule does not read are not checked, so that a user can change the rule alone. */
static void
test_unread (void)
{
  NcsnSampler ode = sampler_of (NCSN_RULE_ODE);
  NcsnSampler langevin = sampler_of (NCSN_RULE_LANGEVIN);
  NcsnSampler annealed = sampler_of (NCSN_RULE_ANNEALED);

  ode.schedule.epsilon = ode.snr = NAN;
  ode.schedule.steps = 0;
  g_assert_true (ncsn_sampler_check (&ode, NULL));
  langevin.schedule.sigma_begin = NAN;
  langevin.rho = NAN;
  g_assert_true (ncsn_sampler_check (&langevin, NULL));
  annealed.rho = annealed.churn = annealed.snr = NAN;
  g_assert_true (ncsn_sampler_check (&annealed, NULL));
}

/* The samplers along the flow take the levels chosen for the model if their number and the ends are
 * the same and no ρ is given; everything else is as with ρ = 7. */
static void
test_chosen (void)
{
  NcsnSchedule with = own;
  NcsnSampler sampler, plain;
  double sigmas[6], spaced[6];

  with.n_chosen = 2;
  with.chosen[0] = (NcsnChosenLevels){2, {8.0, 0.01}};
  with.chosen[1] = (NcsnChosenLevels){5, {8.0, 3.0, 2.0, 0.5, 0.01}};
  for (NcsnRule rule = 0; rule < NCSN_N_RULES; rule++) {
    ncsn_sampler_init (&sampler, rule, &with);
    ncsn_sampler_init (&plain, rule, &own);
    sampler.schedule.levels = plain.schedule.levels = 5;
    ncsn_sampler_sigmas (&sampler, sigmas);
    ncsn_sampler_sigmas (&plain, spaced);
    if (ncsn_rule_info (rule)->rho)
      g_assert_cmpmem (sigmas, 5 * sizeof (double), with.chosen[1].sigmas, 5 * sizeof (double));
    else
      g_assert_cmpmem (sigmas, 5 * sizeof (double), spaced, 5 * sizeof (double));
  }
  for (guint change = 0; change < 4; change++) {
    ncsn_sampler_init (&sampler, NCSN_RULE_DPM, &with);
    ncsn_sampler_init (&plain, NCSN_RULE_DPM, &own);
    sampler.schedule.levels = plain.schedule.levels = change == 0 ? 6 : 5;
    sampler.rho = change == 1 ? 7.0 : 0.0;
    if (change == 2)
      sampler.schedule.sigma_begin = plain.schedule.sigma_begin = 7.0;
    if (change == 3)
      sampler.schedule.sigma_end = plain.schedule.sigma_end = 0.02;
    ncsn_sampler_sigmas (&sampler, sigmas);
    ncsn_sampler_sigmas (&plain, spaced);
    g_assert_cmpmem (sigmas, 5 * sizeof (double), spaced, 5 * sizeof (double));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/samplers/table", test_table);
  g_test_add_func ("/samplers/unknown-name", test_unknown_name);
  g_test_add_func ("/samplers/defaults", test_defaults);
  g_test_add_data_func ("/samplers/qualities/draw", GUINT_TO_POINTER (NCSN_PURPOSE_DRAW),
                        test_qualities);
  g_test_add_data_func ("/samplers/qualities/vary", GUINT_TO_POINTER (NCSN_PURPOSE_VARY),
                        test_qualities);
  g_test_add_data_func ("/samplers/qualities/fill", GUINT_TO_POINTER (NCSN_PURPOSE_FILL),
                        test_qualities);
  g_test_add_data_func ("/samplers/qualities/fill-truly",
                        GUINT_TO_POINTER (NCSN_PURPOSE_FILL_TRULY), test_qualities);
  g_test_add_func ("/samplers/sigmas", test_sigmas);
  g_test_add_func ("/samplers/step-sizes", test_step_sizes);
  g_test_add_func ("/samplers/chosen", test_chosen);
  g_test_add_func ("/samplers/evaluations", test_evaluations);
  g_test_add_func ("/samplers/begin-at", test_begin_at);
  g_test_add_func ("/samplers/begin-outside", test_begin_outside);
  g_test_add_func ("/samplers/epsilon", test_epsilon);
  g_test_add_func ("/samplers/refusals", test_refusals);
  g_test_add_func ("/samplers/unread", test_unread);
  return g_test_run ();
}
