/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the texts of options to a rule with its numbers, and the paragraphs of --help about them. */
#include "sampler-options.h"

#include <inttypes.h>
#include <glib/gi18n.h>

#include "values.h"

/* The numbers that only some rules read are those from this one on. */
#define FIRST_RULE_NUMBER NCSN_NUMBER_LEVELS

void
cli_sampler_options_clear (CliSamplerOptions *options)
{
  g_free (options->sampler);
  g_free (options->quality);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    g_free (options->numbers[number]);
}

gboolean
cli_sampler_options_have_schedule (const CliSamplerOptions *options)
{
  for (NcsnNumber number = 0; number < CLI_N_SCHEDULE_NUMBERS; number++)
    if (options->numbers[number] != NULL)
      return TRUE;
  return FALSE;
}

gboolean
cli_sampler_options_are_given (const CliSamplerOptions *options)
{
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    if (options->numbers[number] != NULL)
      return TRUE;
  return options->sampler != NULL || options->quality != NULL || options->schedule.denoise ||
         options->schedule.no_denoise;
}

const char *
cli_quality_help (const char *what)
{
  g_autofree char *line =
      g_strdup_printf ("%s (%s)", what, ncsn_quality_names ()[NCSN_QUALITY_DEFAULT]);
  return g_intern_string (line);
}

/* Refuses numbers that the rule would ignore: the user expects them to count. */
static gboolean
check_numbers (const CliSamplerOptions *options, NcsnRule rule, GError **error)
{
  for (NcsnNumber number = FIRST_RULE_NUMBER; number < NCSN_N_NUMBERS; number++) {
    if (options->numbers[number] == NULL || ncsn_rule_reads (rule, number))
      continue;
    g_autoptr (GString) readers = g_string_new (NULL);
    for (NcsnRule r = 0; r < NCSN_N_RULES; r++)
      if (ncsn_rule_reads (r, number))
        g_string_append_printf (readers, "%s%s", readers->len > 0 ? ", " : "",
                                ncsn_rule_info (r)->name);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--%s is not used by the sampler “%s”; it is used by: %s"),
                 ncsn_number_info (number)->name, ncsn_rule_info (rule)->name, readers->str);
    return FALSE;
  }
  return TRUE;
}

/* The sampler whose numbers the options then change. */
static gboolean
choose (const CliSamplerOptions *options, const NcsnSchedule *own, NcsnPurpose purpose,
        gboolean recorded, NcsnSampler *sampler, GError **error)
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
    ncsn_sampler_init_quality (sampler, quality, purpose, own);
  } else if (options->sampler != NULL ||
             (!recorded && cli_sampler_options_have_schedule (options))) {
    ncsn_sampler_init (sampler, rule, own);
  }
  return TRUE;
}

gboolean
cli_sampler_options_apply (const CliSamplerOptions *options, const NcsnSchedule *own,
                           NcsnPurpose purpose, gboolean recorded, NcsnSampler *sampler,
                           GError **error)
{
  CliScheduleOptions schedule = options->schedule;
  if (!choose (options, own, purpose, recorded, sampler, error) ||
      !check_numbers (options, sampler->rule, error))
    return FALSE;
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    if (!cli_parse_sampler_number (number, options->numbers[number], &schedule.numbers[number],
                                   error))
      return FALSE;
  return cli_schedule_options_apply_to_sampler (&schedule, sampler, error);
}

/* The name and, in brackets, the default if it is the same for every model, which two models with
 * different schedules show. */
static void
append_number (GString *text, NcsnRule rule, NcsnNumber number)
{
  static const NcsnSchedule one = {1.0, 0.01, 10, 100, 2e-5, .denoise = TRUE};
  static const NcsnSchedule other = {2.0, 0.02, 20, 200, 4e-5, .denoise = TRUE};
  NcsnSampler a, b;
  ncsn_sampler_init (&a, rule, &one);
  ncsn_sampler_init (&b, rule, &other);
  g_string_append_printf (text, " --%s", ncsn_number_info (number)->name);
  if (ncsn_sampler_get (&a, number) == ncsn_sampler_get (&b, number))
    g_string_append_printf (text, " (%g)", ncsn_sampler_get (&a, number));
}

static void
describe_rules (GString *text)
{
  g_string_append (text, _ ("Samplers, and the numbers that each takes besides --sigma-begin and "
                            "--sigma-end; the others\nare chosen to suit the model:\n"));
  for (NcsnRule rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnRuleInfo *info = ncsn_rule_info (rule);
    g_string_append_printf (text, "  %-20s %s\n  %-20s", info->name, _ (info->summary), "");
    for (NcsnNumber number = FIRST_RULE_NUMBER; number < NCSN_N_NUMBERS; number++)
      if (ncsn_rule_reads (rule, number))
        append_number (text, rule, number);
    g_string_append_c (text, '\n');
  }
}

static void
describe_qualities (GString *text, NcsnPurpose purpose, const char *heading)
{
  NcsnModelConfig usual;
  ncsn_model_config_init (&usual, 32, 32, 3);
  g_string_append (text, heading);
  for (NcsnQuality quality = 0; ncsn_quality_names ()[quality] != NULL; quality++) {
    NcsnSampler sampler;
    ncsn_sampler_init_quality (&sampler, quality, purpose, &usual.schedule);
    g_string_append_printf (text, _ ("  %-8s %6" PRIu64 " evaluations, %s\n"),
                            ncsn_quality_names ()[quality], ncsn_sampler_evaluations (&sampler, 1),
                            ncsn_rule_info (sampler.rule)->name);
  }
}

char *
cli_sampler_help (NcsnPurpose purpose)
{
  GString *text = g_string_new (NULL);
  if (purpose != NCSN_PURPOSE_FILL) {
    describe_qualities (text, purpose, _ ("Qualities, and how often they evaluate the model:\n"));
  } else {
    describe_qualities (text, NCSN_PURPOSE_FILL,
                        _ ("Qualities, and how often they evaluate the model to visit all "
                           "levels once; narrow holes\nneed fewer levels, and --resample "
                           "visits them more often:\n"));
    describe_qualities (text, NCSN_PURPOSE_FILL_TRULY, _ ("With --draw true:\n"));
  }
  g_string_append_c (text, '\n');
  describe_rules (text);
  g_string_append (text,
                   _ ("\nNumbers of the noise levels without a sampler change the model's own "
                      "schedule for annealed.\n"));
  return g_string_free (text, FALSE);
}
