/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that change a schedule, the same for every command that has one. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *sigma_begin, *sigma_end, *levels, *steps, *epsilon;
  gboolean denoise, no_denoise;
  guint dimension; /* numbers in a picture, for “auto”; 0 without data (auto-ladder.h) */
} CliScheduleOptions;

void cli_schedule_options_clear (CliScheduleOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliScheduleOptions, cli_schedule_options_clear)

/* A number's entry for a GOptionEntry array. */
#define CLI_NUMBER_ENTRY(number, text)                                                             \
  {ncsn_number_info (number)->name,                                                                \
   0,                                                                                              \
   0,                                                                                              \
   G_OPTION_ARG_STRING,                                                                            \
   &(text),                                                                                        \
   ncsn_number_info (number)->help,                                                                \
   ncsn_number_info (number)->symbol}

/* Entries for a GOptionEntry array; `o` is a CliScheduleOptions. */
#define CLI_SCHEDULE_ENTRIES(o)                                                                    \
  CLI_NUMBER_ENTRY (NCSN_NUMBER_SIGMA_BEGIN, (o).sigma_begin),                                     \
      CLI_NUMBER_ENTRY (NCSN_NUMBER_SIGMA_END, (o).sigma_end),                                     \
      CLI_NUMBER_ENTRY (NCSN_NUMBER_LEVELS, (o).levels),                                           \
      CLI_NUMBER_ENTRY (NCSN_NUMBER_STEPS, (o).steps),                                             \
      CLI_NUMBER_ENTRY (NCSN_NUMBER_EPSILON, (o).epsilon),                                         \
      {"denoise", 0, 0, G_OPTION_ARG_NONE, &(o).denoise, N_ ("Take the last noise away"), NULL},   \
  {                                                                                                \
    "no-denoise", 0, 0, G_OPTION_ARG_NONE, &(o).no_denoise, N_ ("Leave the last noise in"), NULL   \
  }

/* Whether the text of an option is “auto”. NULL is not. */
gboolean cli_schedule_option_is_auto (const char *text);

/* Whether any of the schedule's numbers was given. */
gboolean cli_schedule_options_given (const CliScheduleOptions *options);

/* Sets a number of the sampler from an option's text; NULL leaves it. FALSE with a sentence that
 * names the option when the text is no such number. */
gboolean cli_parse_sampler_number (NcsnNumber number, const char *text, NcsnSampler *sampler,
                                   GError **error);

/* Changes the sampler's schedule as the options say and checks the result. When numbers are given
 * but not ε, ε is made to suit them where the rule has one. For “auto” as σ begin or levels see
 * auto-ladder.h; as ε it is that of ncsn_epsilon_for_noise_ratio (), for annealed alone. */
gboolean cli_schedule_options_apply_to_sampler (const CliScheduleOptions *options,
                                                NcsnSampler *sampler, GError **error);

/* The same for a schedule of annealed. */
gboolean cli_schedule_options_apply (const CliScheduleOptions *options, NcsnSchedule *schedule,
                                     GError **error);

G_END_DECLS
