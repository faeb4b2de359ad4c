/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that choose the sampler, the same for every command that samples. */
#pragma once

#include "schedule-options.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent, and in `schedule` whether to denoise. */
typedef struct {
  char *sampler, *quality, *numbers[NCSN_N_NUMBERS];
  CliScheduleOptions schedule;
} CliSamplerOptions;

void cli_sampler_options_clear (CliSamplerOptions *options);

/* The line of --help for an option that takes a quality: `what` and, in brackets, the default. Not
 * owned. */
const char *cli_quality_help (const char *what);

#define CLI_QUALITY_SYMBOL cli_choice_symbol (ncsn_quality_names (), G_MAXUINT)

/* A number's entry for a GOptionEntry array. */
#define CLI_NUMBER_ENTRY(o, number)                                                                \
  {ncsn_number_info (number)->name,                                                                \
   0,                                                                                              \
   0,                                                                                              \
   G_OPTION_ARG_STRING,                                                                            \
   &(o).numbers[number],                                                                           \
   ncsn_number_info (number)->help,                                                                \
   ncsn_number_info (number)->symbol}

/* Entries for a GOptionEntry array; `o` is a CliSamplerOptions. */
#define CLI_SAMPLER_ENTRIES(o)                                                                      \
  {"quality",           'q',          0,                                                            \
   G_OPTION_ARG_STRING, &(o).quality, cli_quality_help (_ ("How much time to spend")),              \
   CLI_QUALITY_SYMBOL},                                                                             \
      {"sampler",                                                                                   \
       0,                                                                                           \
       0,                                                                                           \
       G_OPTION_ARG_STRING,                                                                         \
       &(o).sampler,                                                                                \
       N_ ("The sampler, listed below, instead of a quality"),                                      \
       N_ ("RULE")},                                                                                \
      CLI_NUMBER_ENTRY (o, NCSN_NUMBER_SIGMA_BEGIN), CLI_NUMBER_ENTRY (o, NCSN_NUMBER_SIGMA_END),   \
      CLI_NUMBER_ENTRY (o, NCSN_NUMBER_LEVELS), CLI_NUMBER_ENTRY (o, NCSN_NUMBER_STEPS),            \
      CLI_NUMBER_ENTRY (o, NCSN_NUMBER_EPSILON),                                                    \
      {"denoise", 0, 0, G_OPTION_ARG_NONE, &(o).schedule.denoise, CLI_DENOISE_HELP, NULL},          \
      {"no-denoise", 0, 0, G_OPTION_ARG_NONE, &(o).schedule.no_denoise, CLI_NO_DENOISE_HELP, NULL}, \
      CLI_NUMBER_ENTRY (o, NCSN_NUMBER_SNR), CLI_NUMBER_ENTRY (o, NCSN_NUMBER_RHO),                 \
      CLI_NUMBER_ENTRY (o, NCSN_NUMBER_CHURN), CLI_NUMBER_ENTRY (o, NCSN_NUMBER_ORDER)

/* Whether any of the schedule's numbers was given. */
gboolean cli_sampler_options_have_schedule (const CliSamplerOptions *options);

/* Whether any option was given. */
gboolean cli_sampler_options_are_given (const CliSamplerOptions *options);

/* Changes `sampler`, which holds that of the default quality, or that of a record if `recorded`, as
 * the options say: a rule or a quality is where to start from, numbers are changed after that.
 * Numbers of the schedule alone change the default quality to annealed with the model's `own`
 * schedule. */
gboolean cli_sampler_options_apply (const CliSamplerOptions *options, const NcsnSchedule *own,
                                    NcsnPurpose purpose, gboolean recorded, NcsnSampler *sampler,
                                    GError **error);

/* The text of --help about rules and about the qualities for a purpose: a paragraph each, from the
 * library's table (transfer full). */
char *cli_sampler_help (NcsnPurpose purpose);

G_END_DECLS
