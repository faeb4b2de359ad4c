/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quality, rule and numbers. Every number may be 0, "the rule's own": scripts then name only what
 * they want to change, and a saved setting goes on suiting whichever model is chosen. */
#include "sampler-arguments.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>

#define NOT_NAMED "auto" /* of "sampler": no rule is named */
#define ALWAYS G_MAXSIZE

/* A number of NcsnSampler as an argument. */
typedef struct {
  const char *name, *nick, *blurb;
  gboolean whole;    /* a guint, else a double */
  double most, step; /* step: what an arrow in the dialog adds */
  gsize place;       /* in NcsnSampler */
  gsize reads;       /* the place in NcsnRuleInfo that tells whether a rule reads it, or ALWAYS */
} Number;

static const Number numbers[] = {
    {"sigma-begin", N_ ("_First noise level"),
     N_ ("The largest noise level σ, in pixel values from 0 to 1; 0: the model's own"), FALSE, 1000,
     1, offsetof (NcsnSampler, schedule.sigma_begin), offsetof (NcsnRuleInfo, levels)},
    {"sigma-end", N_ ("_Last noise level"),
     N_ ("The smallest noise level σ, in pixel values from 0 to 1; 0: the model's own"), FALSE,
     1000, 0.001, offsetof (NcsnSampler, schedule.sigma_end), ALWAYS},
    {"levels", N_ ("_Number of levels"),
     N_ ("How many noise levels there are; 0: the sampler's own number"), TRUE, NCSN_MAX_LEVELS, 1,
     offsetof (NcsnSampler, schedule.levels), offsetof (NcsnRuleInfo, levels)},
    {"steps", N_ ("S_teps per level"),
     N_ ("How many Langevin steps are made at each noise level; 0: the sampler's own number"), TRUE,
     G_MAXINT, 1, offsetof (NcsnSampler, schedule.steps), offsetof (NcsnRuleInfo, steps)},
    {"epsilon", N_ ("Step si_ze"),
     N_ ("The step size ε at the last noise level, as in x + (α/2) s + √α z with α = ε σ²/σ_last² "
         "(twice the step_lr of the authors' code); 0: what suits the rest"),
     FALSE, 1000, 0.00001, offsetof (NcsnSampler, schedule.epsilon),
     offsetof (NcsnRuleInfo, epsilon)},
    {"snr", N_ ("Si_gnal to noise"),
     N_ ("The ratio r of signal to noise in the correcting Langevin steps; 0: the sampler's own"),
     FALSE, 1, 0.01, offsetof (NcsnSampler, snr), offsetof (NcsnRuleInfo, snr)},
    {"rho", N_ ("Spacin_g ρ"),
     N_ ("Noise levels are evenly spaced in σ^(1/ρ): larger ones, more levels at the end; 0: the "
         "sampler's own"),
     FALSE, 100, 1, offsetof (NcsnSampler, rho), offsetof (NcsnRuleInfo, rho)},
    {"churn", N_ ("Ch_urn"), N_ ("How much noise is added anew over the whole way; 0: none"), FALSE,
     10000, 1, offsetof (NcsnSampler, churn), offsetof (NcsnRuleInfo, churn)},
};

static double
get_number (const NcsnSampler *sampler, const Number *number)
{
  const char *place = (const char *)sampler + number->place;

  return number->whole ? *(const guint *)place : *(const double *)place;
}

static void
set_number (NcsnSampler *sampler, const Number *number, double value)
{
  char *place = (char *)sampler + number->place;

  if (number->whole)
    *(guint *)place = (guint)value;
  else
    *(double *)place = value;
}

/* The argument's value, whether it is a whole number or not. */
static double
given_number (GimpProcedureConfig *config, const Number *number)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) as_double = G_VALUE_INIT;

  g_value_init (&as_double, G_TYPE_DOUBLE);
  g_object_get_property (G_OBJECT (config), number->name, &value);
  g_value_transform (&value, &as_double);
  return g_value_get_double (&as_double);
}

static void
declare_quality (GimpProcedure *procedure)
{
  GimpChoice *qualities = gimp_choice_new ();
  int id = 0;

  for (; ncsn_quality_names ()[id] != NULL; id++)
    gimp_choice_add (qualities, ncsn_quality_names ()[id], id, ncsn_quality_names ()[id], NULL);
  gimp_choice_add (qualities, NCSN_QUALITY_CUSTOM, id, NCSN_QUALITY_CUSTOM, NULL);
  gimp_procedure_add_choice_argument (
      procedure, "quality", _ ("_Quality"),
      _ ("How much time to spend: picks the sampler and its numbers, unless they are given"),
      qualities, ncsn_quality_names ()[NCSN_QUALITY_NORMAL], G_PARAM_READWRITE);
}

static void
declare_rule (GimpProcedure *procedure)
{
  GimpChoice *rules = gimp_choice_new ();

  gimp_choice_add (rules, NOT_NAMED, -1, _ ("What the quality says, or annealed"), NULL);
  for (int rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnRuleInfo *info = ncsn_rule_info ((NcsnRule)rule);
    gimp_choice_add (rules, info->name, rule, info->label, info->summary);
  }
  gimp_procedure_add_choice_argument (procedure, "sampler", _ ("S_ampler"),
                                      _ ("The rule by which noise becomes a picture, step by step"),
                                      rules, NOT_NAMED, G_PARAM_READWRITE);
}

void
plugin_sampler_arguments_declare (GimpProcedure *procedure)
{
  declare_quality (procedure);
  declare_rule (procedure);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].whole)
      gimp_procedure_add_int_argument (procedure, numbers[i].name, _ (numbers[i].nick),
                                       _ (numbers[i].blurb), 0, (int)numbers[i].most, 0,
                                       G_PARAM_READWRITE);
    else
      gimp_procedure_add_double_argument (procedure, numbers[i].name, _ (numbers[i].nick),
                                          _ (numbers[i].blurb), 0, numbers[i].most, 0,
                                          G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
      procedure, "denoise", _ ("_Denoise at the end"),
      _ ("Whether to take away the noise of the last level in one more step"),
      gimp_choice_new_with_values ("model", 0, _ ("As the model prefers"), NULL, "true", 1,
                                   _ ("Yes"), NULL, "false", 2, _ ("No"), NULL, NULL),
      "model", G_PARAM_READWRITE);
}

/* Whether a rule is named or one of its numbers given. */
static gboolean
is_custom (GimpProcedureConfig *config, const char *quality, const char *denoise)
{
  gboolean custom = g_str_equal (quality, NCSN_QUALITY_CUSTOM) ||
                    gimp_procedure_config_get_choice_id (config, "sampler") >= 0 ||
                    !g_str_equal (denoise, "model");

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    custom = custom || given_number (config, &numbers[i]) != 0;
  return custom;
}

/* Changes the numbers that are given and that the rule reads. */
static void
change_numbers (GimpProcedureConfig *config, NcsnSampler *sampler)
{
  gboolean changed = FALSE, epsilon_given = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    double value = given_number (config, &numbers[i]);
    if (value == 0 || !plugin_sampler_arguments_reads (sampler->rule, i))
      continue;
    set_number (sampler, &numbers[i], value);
    changed = TRUE;
    epsilon_given = epsilon_given || g_str_equal (numbers[i].name, "epsilon");
  }
  if (changed && !epsilon_given)
    ncsn_sampler_suit_epsilon (sampler);
}

/* A number that would be ignored is a misunderstanding, unless it is what the sampler has anyway:
 * the record of a call holds all of them. */
static gboolean
check_numbers (GimpProcedureConfig *config, const NcsnSampler *sampler, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    double value = given_number (config, &numbers[i]);
    if (value == 0 || value == get_number (sampler, &numbers[i]))
      continue;
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("“%s” means nothing to the sampler “%s”: leave it out, or name another sampler."),
        numbers[i].name, ncsn_rule_info (sampler->rule)->name);
    return FALSE;
  }
  return TRUE;
}

gboolean
plugin_sampler_arguments_read (GimpProcedureConfig *config, const NcsnSchedule *own,
                               NcsnPurpose purpose, NcsnSampler *sampler, GError **error)
{
  int rule = gimp_procedure_config_get_choice_id (config, "sampler");
  g_autofree char *quality = NULL;
  g_autofree char *denoise = NULL;

  g_object_get (config, "quality", &quality, "denoise", &denoise, NULL);
  if (!is_custom (config, quality, denoise)) {
    int id = gimp_procedure_config_get_choice_id (config, "quality");
    ncsn_sampler_init_quality (sampler, (NcsnQuality)id, purpose, own);
    return TRUE;
  }
  ncsn_sampler_init (sampler, rule >= 0 ? (NcsnRule)rule : NCSN_RULE_ANNEALED, own);
  change_numbers (config, sampler);
  if (!g_str_equal (denoise, "model"))
    sampler->schedule.denoise = g_str_equal (denoise, "true");
  return check_numbers (config, sampler, error) && ncsn_sampler_check (sampler, error);
}

const char *
plugin_sampler_arguments_number (guint index, double *step)
{
  if (index >= G_N_ELEMENTS (numbers))
    return NULL;
  *step = numbers[index].step;
  return numbers[index].name;
}

gboolean
plugin_sampler_arguments_reads (NcsnRule rule, guint index)
{
  gsize place = numbers[index].reads;

  return place == ALWAYS || *(const gboolean *)((const char *)ncsn_rule_info (rule) + place);
}

void
plugin_sampler_arguments_set (GimpProcedureConfig *config, const char *quality,
                              const NcsnSampler *sampler)
{
  const char *denoise = sampler == NULL ? "model" : sampler->schedule.denoise ? "true" : "false";

  /* Whoever follows the arguments sees them change as one. */
  g_object_freeze_notify (G_OBJECT (config));
  g_object_set (config, "quality", quality, "sampler",
                sampler != NULL ? ncsn_rule_info (sampler->rule)->name : NOT_NAMED, "denoise",
                denoise, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    gboolean own = sampler == NULL || !plugin_sampler_arguments_reads (sampler->rule, i) ||
                   g_str_equal (numbers[i].name, "epsilon");
    double value = own ? 0 : get_number (sampler, &numbers[i]);
    if (numbers[i].whole)
      g_object_set (config, numbers[i].name, (int)value, NULL);
    else
      g_object_set (config, numbers[i].name, value, NULL);
  }
  g_object_thaw_notify (G_OBJECT (config));
}
