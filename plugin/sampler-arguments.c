/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments for quality, rule and numbers. Every number may be 0, which stands for the rule's
 * default: scripts then name only what they change, and saved settings suit any model. */
#include "sampler-arguments.h"

#include <glib/gi18n-lib.h>

#define NOT_NAMED "auto" /* of "sampler": no rule is named */

/* The argument's value, whether it is a whole number or not. */
static double
given_number (GimpProcedureConfig *config, NcsnNumber number)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) as_double = G_VALUE_INIT;

  g_value_init (&as_double, G_TYPE_DOUBLE);
  g_object_get_property (G_OBJECT (config), ncsn_number_info (number)->name, &value);
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
      qualities, ncsn_quality_names ()[NCSN_QUALITY_DEFAULT], G_PARAM_READWRITE);
}

static void
declare_rule (GimpProcedure *procedure)
{
  GimpChoice *rules = gimp_choice_new ();

  gimp_choice_add (rules, NOT_NAMED, -1, _ ("What the quality says, or annealed"), NULL);
  for (int rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnRuleInfo *info = ncsn_rule_info ((NcsnRule)rule);
    gimp_choice_add (rules, info->name, rule, _ (info->label), _ (info->summary));
  }
  gimp_procedure_add_choice_argument (procedure, "sampler", _ ("S_ampler"),
                                      _ ("The rule by which noise becomes a picture, step by step"),
                                      rules, NOT_NAMED, G_PARAM_READWRITE);
}

static void
declare_number (GimpProcedure *procedure, const NcsnNumberInfo *info)
{
  if (info->whole)
    gimp_procedure_add_int_argument (procedure, info->name, _ (info->label), _ (info->blurb), 0,
                                     (int)info->max, 0, G_PARAM_READWRITE);
  else
    gimp_procedure_add_double_argument (procedure, info->name, _ (info->label), _ (info->blurb), 0,
                                        info->max, 0, G_PARAM_READWRITE);
}

void
plugin_sampler_arguments_declare (GimpProcedure *procedure)
{
  declare_quality (procedure);
  declare_rule (procedure);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    declare_number (procedure, ncsn_number_info (number));
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

  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    custom = custom || given_number (config, number) != 0;
  return custom;
}

/* Changes the numbers that are given and that the rule reads. */
static void
change_numbers (GimpProcedureConfig *config, NcsnSampler *sampler)
{
  gboolean changed = FALSE, epsilon_given = FALSE;

  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++) {
    double value = given_number (config, number);
    if (value == 0 || !ncsn_rule_reads (sampler->rule, number))
      continue;
    ncsn_sampler_set (sampler, number, value);
    changed = TRUE;
    epsilon_given = epsilon_given || number == NCSN_NUMBER_EPSILON;
  }
  if (changed && !epsilon_given)
    ncsn_sampler_suit_epsilon (sampler);
}

/* Refuses numbers that the rule would ignore, except those equal to what the sampler has anyway:
 * the record of a call holds all of them. */
static gboolean
check_numbers (GimpProcedureConfig *config, const NcsnSampler *sampler, GError **error)
{
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++) {
    double value = given_number (config, number);
    if (value == 0 || value == ncsn_sampler_get (sampler, number))
      continue;
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The sampler “%2$s” does not use “%1$s”: remove it, or name another sampler."),
                 ncsn_number_info (number)->name, ncsn_rule_info (sampler->rule)->name);
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

void
plugin_sampler_arguments_set (GimpProcedureConfig *config, const char *quality,
                              const NcsnSampler *sampler)
{
  const char *denoise = sampler == NULL ? "model" : sampler->schedule.denoise ? "true" : "false";

  /* Listeners see the arguments change as one. */
  g_object_freeze_notify (G_OBJECT (config));
  g_object_set (config, "quality", quality, "sampler",
                sampler != NULL ? ncsn_rule_info (sampler->rule)->name : NOT_NAMED, "denoise",
                denoise, NULL);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++) {
    const NcsnNumberInfo *info = ncsn_number_info (number);
    gboolean own = sampler == NULL || !ncsn_rule_reads (sampler->rule, number) ||
                   number == NCSN_NUMBER_EPSILON;
    double value = own ? 0 : ncsn_sampler_get (sampler, number);
    if (info->whole)
      g_object_set (config, info->name, (int)value, NULL);
    else
      g_object_set (config, info->name, value, NULL);
  }
  g_object_thaw_notify (G_OBJECT (config));
}
