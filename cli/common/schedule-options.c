/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the texts of options to the numbers of a schedule. */
#include "schedule-options.h"

#include <glib/gi18n.h>

#include "values.h"

void
cli_schedule_options_clear (CliScheduleOptions *options)
{
  g_free (options->sigma_begin);
  g_free (options->sigma_end);
  g_free (options->levels);
  g_free (options->steps);
  g_free (options->epsilon);
  *options = (CliScheduleOptions){0};
}

gboolean
cli_schedule_option_is_auto (const char *text)
{
  return g_strcmp0 (text, "auto") == 0;
}

gboolean
cli_schedule_options_given (const CliScheduleOptions *options)
{
  return options->sigma_begin != NULL || options->sigma_end != NULL || options->levels != NULL ||
         options->steps != NULL || options->epsilon != NULL;
}

gboolean
cli_parse_sampler_number (NcsnNumber number, const char *text, NcsnSampler *sampler, GError **error)
{
  const NcsnNumberInfo *info = ncsn_number_info (number);
  double value = ncsn_sampler_get (sampler, number);
  guint whole = 0;
  if (text == NULL)
    return TRUE;
  if (info->whole) {
    if (!cli_parse_uint (info->name, text, 1, (guint)info->max, &whole, error))
      return FALSE;
    value = whole;
  } else if (!cli_parse_double (info->name, text, &value, error)) {
    return FALSE;
  }
  ncsn_sampler_set (sampler, number, value);
  return TRUE;
}

/* The numbers given, or found where “auto” is given. */
static gboolean
parse_numbers (const CliScheduleOptions *options, NcsnSampler *sampler, GError **error)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const gboolean auto_begin = cli_schedule_option_is_auto (options->sigma_begin);
  const gboolean auto_levels = cli_schedule_option_is_auto (options->levels);
  if (auto_begin || (auto_levels && options->dimension == 0)) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("--%s auto needs the pictures to learn from, which only ncsn train has; give a "
           "number (“ncsn schedule” finds one)"),
        ncsn_number_info (auto_begin ? NCSN_NUMBER_SIGMA_BEGIN : NCSN_NUMBER_LEVELS)->name);
    return FALSE;
  }
  if (!cli_parse_sampler_number (NCSN_NUMBER_SIGMA_BEGIN, options->sigma_begin, sampler, error) ||
      !cli_parse_sampler_number (NCSN_NUMBER_SIGMA_END, options->sigma_end, sampler, error) ||
      !cli_parse_sampler_number (NCSN_NUMBER_STEPS, options->steps, sampler, error))
    return FALSE;
  if (!auto_levels)
    return cli_parse_sampler_number (NCSN_NUMBER_LEVELS, options->levels, sampler, error);

  NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};
  ncsn_ladder_choose (&ladder, options->dimension, NCSN_DEFAULT_OVERLAP);
  schedule->levels = ladder.levels;
  return TRUE;
}

static gboolean
refuse_auto_epsilon (NcsnRule rule, GError **error)
{
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("--epsilon auto is for the sampler “%s”; for “%s” give a number, or leave it out"),
      ncsn_rule_info (NCSN_RULE_ANNEALED)->name, ncsn_rule_info (rule)->name);
  return FALSE;
}

static gboolean
parse_epsilon (const CliScheduleOptions *options, NcsnSampler *sampler, GError **error)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const gboolean is_auto = cli_schedule_option_is_auto (options->epsilon);
  if (is_auto && sampler->rule != NCSN_RULE_ANNEALED)
    return refuse_auto_epsilon (sampler->rule, error);
  if (is_auto || (options->epsilon == NULL && cli_schedule_options_given (options)))
    ncsn_sampler_suit_epsilon (sampler);
  if (!is_auto && !cli_parse_sampler_number (NCSN_NUMBER_EPSILON, options->epsilon, sampler, error))
    return FALSE;
  if (!ncsn_sampler_check (sampler, error))
    return FALSE;
  if (is_auto) {
    const NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};
    schedule->epsilon = ncsn_epsilon_for_noise_ratio (&ladder, schedule->steps);
  }
  return TRUE;
}

gboolean
cli_schedule_options_apply_to_sampler (const CliScheduleOptions *options, NcsnSampler *sampler,
                                       GError **error)
{
  if (options->denoise && options->no_denoise) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--denoise and --no-denoise contradict each other"));
    return FALSE;
  }
  if (options->denoise || options->no_denoise)
    sampler->schedule.denoise = options->denoise;

  return parse_numbers (options, sampler, error) && parse_epsilon (options, sampler, error);
}

gboolean
cli_schedule_options_apply (const CliScheduleOptions *options, NcsnSchedule *schedule,
                            GError **error)
{
  NcsnSampler sampler;
  ncsn_sampler_init (&sampler, NCSN_RULE_ANNEALED, schedule);
  if (!cli_schedule_options_apply_to_sampler (options, &sampler, error))
    return FALSE;
  *schedule = sampler.schedule;
  return TRUE;
}
