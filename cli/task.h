/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sample and inpaint have in common: a model, a class, a schedule, progress and interruption.
 */
#pragma once

#include "interrupt.h"
#include "progress.h"
#include "schedule-options.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *model, *class_name, *seed, *threads;
  CliScheduleOptions schedule;
} CliTaskOptions;

void cli_task_options_clear (CliTaskOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTaskOptions, cli_task_options_clear)

/* Entries for a GOptionEntry array; `o` is a CliTaskOptions. */
#define CLI_TASK_ENTRIES(o)                                                                        \
  {"model",     'm',                                                                               \
   0,           G_OPTION_ARG_FILENAME,                                                             \
   &(o).model,  N_ ("Name of an installed model, or path of a model file"),                        \
   N_ ("MODEL")},                                                                                  \
      {"class",                                                                                    \
       'c',                                                                                        \
       0,                                                                                          \
       G_OPTION_ARG_STRING,                                                                        \
       &(o).class_name,                                                                            \
       N_ ("What to draw, by the name or number of a class; any if left out"),                     \
       N_ ("CLASS")},                                                                              \
      {"seed",    0,                                                                               \
       0,         G_OPTION_ARG_STRING,                                                             \
       &(o).seed, N_ ("The same seed gives the same picture (0)"),                                 \
       N_ ("N")},                                                                                  \
      CLI_SCHEDULE_ENTRIES ((o).schedule),                                                         \
  {                                                                                                \
    "threads", 0, 0, G_OPTION_ARG_STRING, &(o).threads,                                            \
        N_ ("Threads to use (as many as there are processors); the result does not depend on it"), \
        N_ ("N")                                                                                   \
  }

/* Ready to be handed to ncsn_generate () or ncsn_inpaint (). */
typedef struct {
  NcsnModel *model;
  NcsnThreads *threads;
  NcsnTaskOptions options;
  CliInterrupt *interrupt;
  CliProgress *progress;
} CliTask;

/* Loads the model and fills the task, which must be zeroed before and stay where it is. */
gboolean cli_task_init (CliTask *task, const CliTaskOptions *options, GError **error);
void cli_task_clear (CliTask *task);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTask, cli_task_clear)

G_END_DECLS
