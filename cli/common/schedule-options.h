/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that change a schedule, the same for every command that has one. */
#pragma once

#include "values.h"

G_BEGIN_DECLS

/* The numbers of a sampler. Those before CLI_N_SCHEDULE_NUMBERS are its schedule's, and only they
 * have options where a schedule is wanted without a sampler. */
typedef struct {
  CliNumber numbers[NCSN_N_NUMBERS];
  gboolean denoise, no_denoise;
  guint dimension; /* numbers in a picture, for “auto”; 0 without data (auto-ladder.h) */
} CliScheduleOptions;

#define CLI_N_SCHEDULE_NUMBERS (NCSN_NUMBER_EPSILON + 1)

#define CLI_DENOISE_HELP N_ ("Take the last noise away")
#define CLI_NO_DENOISE_HELP N_ ("Leave the last noise in")

/* Whether any of the schedule's numbers was given. */
gboolean cli_schedule_options_given (const CliScheduleOptions *options);

/* Reads an option's text; NULL leaves *value. FALSE with a sentence that names the option when the
 * text is no such number. */
gboolean cli_parse_sampler_number (NcsnNumber number, const char *text, CliNumber *value,
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
