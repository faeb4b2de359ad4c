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

/* Entries for a GOptionEntry array; `o` is a CliScheduleOptions. */
#define CLI_SCHEDULE_ENTRIES(o)                                                                    \
  {"sigma-begin",                                                                                  \
   0,                                                                                              \
   0,                                                                                              \
   G_OPTION_ARG_STRING,                                                                            \
   &(o).sigma_begin,                                                                               \
   N_ ("Largest noise level, where pixels are in [0, 1]"),                                         \
   N_ ("σ")},                                                                                      \
      {"sigma-end", 0, 0, G_OPTION_ARG_STRING, &(o).sigma_end, N_ ("Smallest noise level"),        \
       N_ ("σ")},                                                                                  \
      {"levels", 0, 0, G_OPTION_ARG_STRING, &(o).levels, N_ ("Number of noise levels"), N_ ("L")}, \
      {"steps", 0, 0, G_OPTION_ARG_STRING, &(o).steps, N_ ("Langevin steps at each level"),        \
       N_ ("T")},                                                                                  \
      {"epsilon",                                                                                  \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_STRING,                                                                        \
       &(o).epsilon,                                                                               \
       N_ ("Step size at the smallest level, in x + (ε/2) s + √ε z; twice the step_lr of the "     \
           "authors' code. Suited to the other four when one of them is given without it; auto: "  \
           "keeps the noise nearest to its level (Song & Ermon 2020)"),                            \
       N_ ("ε")},                                                                                  \
      {"denoise", 0, 0, G_OPTION_ARG_NONE, &(o).denoise, N_ ("Take the last noise away"), NULL},   \
  {                                                                                                \
    "no-denoise", 0, 0, G_OPTION_ARG_NONE, &(o).no_denoise, N_ ("Leave the last noise in"), NULL   \
  }

/* Whether the text of an option is “auto”. NULL is not. */
gboolean cli_schedule_option_is_auto (const char *text);

/* Whether any of the schedule's numbers was given. */
gboolean cli_schedule_options_given (const CliScheduleOptions *options);

/* Changes the sampler's schedule as the options say and checks the result. When numbers are given
 * but not ε, ε is made to suit them where the rule has one. For “auto” as σ begin or levels see
 * auto-ladder.h; as ε it is that of ncsn_epsilon_for_noise_ratio (), for annealed alone. */
gboolean cli_schedule_options_apply_to_sampler (const CliScheduleOptions *options,
                                                NcsnSampler *sampler, GError **error);

/* The same for a schedule of annealed. */
gboolean cli_schedule_options_apply (const CliScheduleOptions *options, NcsnSchedule *schedule,
                                     GError **error);

G_END_DECLS
