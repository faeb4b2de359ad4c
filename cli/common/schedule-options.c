/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to the numbers of a sampler and its schedule. */
#include "schedule-options.h"

#include <glib/gi18n.h>

gboolean
cli_schedule_options_given (const CliScheduleOptions *options)
{
  for (NcsnNumber number = 0; number < CLI_N_SCHEDULE_NUMBERS; number++)
    if (options->numbers[number].given)
      return TRUE;
  return FALSE;
}

/* Whether “auto” is a value of the option. */
static gboolean
may_be_auto (NcsnNumber number)
{
  return number == NCSN_NUMBER_SIGMA_BEGIN || number == NCSN_NUMBER_LEVELS ||
         number == NCSN_NUMBER_EPSILON;
}

gboolean
cli_parse_sampler_number (NcsnNumber number, const char *text, CliNumber *value, GError **error)
{
  const NcsnNumberInfo *info = ncsn_number_info (number);
  guint whole = 0;
  double real = 0;
  if (text == NULL)
    return TRUE;
  const gboolean automatic = may_be_auto (number) && g_str_equal (text, "auto");
  if (!automatic &&
      !(info->whole ? cli_parse_uint (info->name, text, 1, (guint)info->max, &whole, error)
                    : cli_parse_double (info->name, text, &real, error)))
    return FALSE;
  *value = (CliNumber){TRUE, automatic, info->whole ? whole : real};
  return TRUE;
}

/* The numbers given, or found where “auto” is given. */
static gboolean
set_numbers (const CliScheduleOptions *options, NcsnSampler *sampler, GError **error)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const gboolean auto_begin = options->numbers[NCSN_NUMBER_SIGMA_BEGIN].automatic;
  const gboolean auto_levels = options->numbers[NCSN_NUMBER_LEVELS].automatic;
  if (auto_begin || (auto_levels && options->dimension == 0)) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("--%s auto needs the pictures to learn from, which only ncsn train has; give a "
           "number (“ncsn schedule” finds one)"),
        ncsn_number_info (auto_begin ? NCSN_NUMBER_SIGMA_BEGIN : NCSN_NUMBER_LEVELS)->name);
    return FALSE;
  }
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    if (options->numbers[number].given && !options->numbers[number].automatic)
      ncsn_sampler_set (sampler, number, options->numbers[number].value);
  if (!auto_levels)
    return TRUE;

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
suit_epsilon (const CliScheduleOptions *options, NcsnSampler *sampler, GError **error)
{
  NcsnSchedule *schedule = &sampler->schedule;
  const CliNumber epsilon = options->numbers[NCSN_NUMBER_EPSILON];
  if (epsilon.automatic && sampler->rule != NCSN_RULE_ANNEALED)
    return refuse_auto_epsilon (sampler->rule, error);
  if (epsilon.automatic || (!epsilon.given && cli_schedule_options_given (options)))
    ncsn_sampler_suit_epsilon (sampler);
  if (!ncsn_sampler_check (sampler, error))
    return FALSE;
  if (epsilon.automatic) {
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

  return set_numbers (options, sampler, error) && suit_epsilon (options, sampler, error);
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
