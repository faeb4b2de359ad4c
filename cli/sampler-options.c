/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From option texts to a rule with its numbers. */
#include "sampler-options.h"

#include <glib/gi18n.h>

#include "values.h"

/* The numbers that not all rules read: the option, its text, and whether a rule reads it. */
typedef struct {
  const char *option;
  gsize text;  /* offset of a char * in CliSamplerOptions */
  gsize reads; /* offset of a gboolean in NcsnRuleInfo */
} RuleNumber;

static const RuleNumber rule_numbers[] = {
    {"steps", offsetof (CliSamplerOptions, schedule.steps), offsetof (NcsnRuleInfo, steps)},
    {"epsilon", offsetof (CliSamplerOptions, schedule.epsilon), offsetof (NcsnRuleInfo, epsilon)},
    {"snr", offsetof (CliSamplerOptions, snr), offsetof (NcsnRuleInfo, snr)},
    {"rho", offsetof (CliSamplerOptions, rho), offsetof (NcsnRuleInfo, rho)},
    {"churn", offsetof (CliSamplerOptions, churn), offsetof (NcsnRuleInfo, churn)},
};

void
cli_sampler_options_clear (CliSamplerOptions *options)
{
  g_free (options->sampler);
  g_free (options->quality);
  g_free (options->snr);
  g_free (options->rho);
  g_free (options->churn);
  cli_schedule_options_clear (&options->schedule);
}

static gboolean
reads (NcsnRule rule, const RuleNumber *number)
{
  return G_STRUCT_MEMBER (gboolean, ncsn_rule_info (rule), number->reads);
}

/* A number that would be ignored is a misunderstanding. */
static gboolean
check_numbers (const CliSamplerOptions *options, NcsnRule rule, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_numbers); i++) {
    const RuleNumber *number = &rule_numbers[i];
    if (G_STRUCT_MEMBER (char *, options, number->text) == NULL || reads (rule, number))
      continue;
    g_autoptr (GString) readers = g_string_new (NULL);
    for (NcsnRule r = 0; r < NCSN_N_RULES; r++)
      if (reads (r, number))
        g_string_append_printf (readers, "%s%s", readers->len > 0 ? ", " : "",
                                ncsn_rule_info (r)->name);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--%s means nothing to the sampler “%s”; --sampler has to be one of: %s"),
                 number->option, ncsn_rule_info (rule)->name, readers->str);
    return FALSE;
  }
  return TRUE;
}

/* Where the numbers are changed from. */
static gboolean
choose (const CliSamplerOptions *options, const NcsnSchedule *own, gboolean recorded,
        NcsnSampler *sampler, GError **error)
{
  NcsnRule rule = NCSN_RULE_ANNEALED;
  if (options->sampler != NULL && options->quality != NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--sampler and --quality contradict each other"));
    return FALSE;
  }
  if (options->sampler != NULL && !ncsn_rule_find (options->sampler, &rule, error))
    return FALSE;
  if (options->quality != NULL) {
    const int quality = cli_parse_choice (options->quality, ncsn_quality_names (), error);
    if (quality < 0)
      return FALSE;
    ncsn_sampler_init_quality (sampler, quality, own);
  } else if (options->sampler != NULL ||
             (!recorded && cli_schedule_options_given (&options->schedule))) {
    ncsn_sampler_init (sampler, rule, own);
  }
  return TRUE;
}

gboolean
cli_sampler_options_apply (const CliSamplerOptions *options, const NcsnSchedule *own,
                           gboolean recorded, NcsnSampler *sampler, GError **error)
{
  return choose (options, own, recorded, sampler, error) &&
         check_numbers (options, sampler->rule, error) &&
         cli_parse_double ("snr", options->snr, &sampler->snr, error) &&
         cli_parse_double ("rho", options->rho, &sampler->rho, error) &&
         cli_parse_double ("churn", options->churn, &sampler->churn, error) &&
         cli_schedule_options_apply_to_sampler (&options->schedule, sampler, error);
}

static void
describe_rules (GString *text)
{
  g_string_append (text, _ ("Samplers, and the numbers that each takes besides --sigma-begin, "
                            "--sigma-end, --levels and --denoise:\n"));
  for (NcsnRule rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnRuleInfo *info = ncsn_rule_info (rule);
    g_string_append_printf (text, "  %-20s %s\n  %-20s", info->name, _ (info->summary), "");
    for (gsize i = 0; i < G_N_ELEMENTS (rule_numbers); i++)
      if (reads (rule, &rule_numbers[i]))
        g_string_append_printf (text, " --%s", rule_numbers[i].option);
    g_string_append_c (text, '\n');
  }
}

/* As told of a model whose own schedule is the usual one. */
static void
describe_qualities (GString *text)
{
  NcsnModelConfig usual;
  ncsn_model_config_init (&usual, 32, 32, 3);
  g_string_append (text, _ ("Qualities, and how often they evaluate the model:\n"));
  for (NcsnQuality quality = 0; ncsn_quality_names ()[quality] != NULL; quality++) {
    NcsnSampler sampler;
    ncsn_sampler_init_quality (&sampler, quality, &usual.schedule);
    g_string_append_printf (text, _ ("  %-8s %6" G_GUINT64_FORMAT " evaluations, %s\n"),
                            ncsn_quality_names ()[quality], ncsn_sampler_evaluations (&sampler, 1),
                            ncsn_rule_info (sampler.rule)->name);
  }
}

char *
cli_sampler_help (void)
{
  GString *text = g_string_new (NULL);
  describe_qualities (text);
  g_string_append_c (text, '\n');
  describe_rules (text);
  g_string_append (text, _ ("\nA sampler's numbers are suited to the model where they are left "
                            "out. Numbers of the noise levels\nwithout a sampler change the "
                            "model's own schedule for annealed.\n"));
  return g_string_free (text, FALSE);
}
