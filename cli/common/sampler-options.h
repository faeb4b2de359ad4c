/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that choose the sampler, the same for every command that samples. */
#pragma once

#include "schedule-options.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *sampler, *quality, *snr, *rho, *churn;
  CliScheduleOptions schedule;
} CliSamplerOptions;

void cli_sampler_options_clear (CliSamplerOptions *options);

/* The line of --help for an option that takes a quality: `what`, the names and, in brackets, the
 * default. Not owned. */
const char *cli_quality_help (const char *what);

/* Entries for a GOptionEntry array; `o` is a CliSamplerOptions. */
#define CLI_SAMPLER_ENTRIES(o)                                                                     \
  {"quality",           'q',          0,                                                           \
   G_OPTION_ARG_STRING, &(o).quality, cli_quality_help (_ ("How much time to spend")),             \
   N_ ("QUALITY")},                                                                                \
      {"sampler",                                                                                  \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_STRING,                                                                        \
       &(o).sampler,                                                                               \
       N_ ("The sampler, listed below, instead of a quality"),                                     \
       N_ ("RULE")},                                                                               \
      CLI_SCHEDULE_ENTRIES ((o).schedule), CLI_NUMBER_ENTRY (NCSN_NUMBER_SNR, (o).snr),            \
      CLI_NUMBER_ENTRY (NCSN_NUMBER_RHO, (o).rho), CLI_NUMBER_ENTRY (NCSN_NUMBER_CHURN, (o).churn)

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
