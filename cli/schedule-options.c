/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From option texts to a schedule. */
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
cli_schedule_options_given (const CliScheduleOptions *options)
{
  return options->sigma_begin != NULL || options->sigma_end != NULL || options->levels != NULL ||
         options->steps != NULL || options->epsilon != NULL;
}

gboolean
cli_schedule_options_apply (const CliScheduleOptions *options, NcsnSchedule *schedule,
                            GError **error)
{
  if (options->denoise && options->no_denoise) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--denoise and --no-denoise contradict each other"));
    return FALSE;
  }
  if (options->denoise || options->no_denoise)
    schedule->denoise = options->denoise;

  if (!cli_parse_double ("sigma-begin", options->sigma_begin, &schedule->sigma_begin, error) ||
      !cli_parse_double ("sigma-end", options->sigma_end, &schedule->sigma_end, error) ||
      !cli_parse_uint ("levels", options->levels, 1, NCSN_MAX_LEVELS, &schedule->levels, error) ||
      !cli_parse_uint ("steps", options->steps, 1, G_MAXINT, &schedule->steps, error))
    return FALSE;
  if (options->epsilon == NULL && cli_schedule_options_given (options))
    ncsn_schedule_suit_epsilon (schedule);
  return cli_parse_double ("epsilon", options->epsilon, &schedule->epsilon, error) &&
         ncsn_schedule_check (schedule, error);
}
