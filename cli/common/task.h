/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all commands that use a model on pictures have in common: the model, a class, settings taken
 * over from a picture, progress and interruption. */
#pragma once

#include "frames.h"
#include "image/image.h"
#include "interrupt.h"
#include "progress.h"
#include "sampler-options.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *model, *class_name, *threads, *like;
  char *seed, *animation; /* for tasks that follow a chain, as the sampler is */
  CliSamplerOptions sampler;
  NcsnPurpose purpose; /* what the command follows a chain for */
  GKeyFile *record;    /* of the picture that `like` names, when recalled */
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
      {"like",                                                                                     \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_FILENAME,                                                                      \
       &(o).like,                                                                                  \
       N_ ("Take model and settings from a PNG that this command made; options given beside it "   \
           "change single ones"),                                                                  \
       N_ ("FILE")},                                                                               \
  {                                                                                                \
    "threads", 0, 0, G_OPTION_ARG_STRING, &(o).threads,                                            \
        N_ ("Threads to use (as many as there are processors); the result does not depend on it"), \
        N_ ("N")                                                                                   \
  }

/* More of them, where a chain is followed. */
#define CLI_CHAIN_ENTRIES(o)                                                                       \
  {"seed",  0, 0, G_OPTION_ARG_STRING, &(o).seed, N_ ("The same seed gives the same picture (0)"), \
   N_ ("N")},                                                                                      \
      {"animation",                                                                                \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_FILENAME,                                                                      \
       &(o).animation,                                                                             \
       N_ ("Also write how the picture comes out of the noise, as .webp or .gif"),                 \
       N_ ("FILE")},                                                                               \
      CLI_SAMPLER_ENTRIES ((o).sampler)

/* Reads the record of the picture that --like names, if it is given. */
gboolean cli_task_options_recall (CliTaskOptions *options, GError **error);

/* Sets the text of an option that was not given to what the record says, if it says something. */
void cli_task_options_recall_text (const CliTaskOptions *options, const char *key, char **text);

/* Ready to be handed to a task of the library. */
typedef struct {
  const char *name; /* of the task */
  char *model_name;
  NcsnModel *model;
  NcsnThreads *threads;
  NcsnTaskOptions options;
  guint part, parts; /* of several calls that are one task for people: which, of how many */
  CliInterrupt *interrupt;
  CliProgress *progress;
  gboolean announced;
  CliFrames *frames; /* NULL: no animation is wanted */
} CliTask;

/* Loads the model and fills the task, which must be zeroed before and stay where it is. */
gboolean cli_task_init (CliTask *task, const char *name, const CliTaskOptions *options,
                        GError **error);
void cli_task_clear (CliTask *task);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTask, cli_task_clear)

/* To be called before the library's task is: from here on it can be interrupted, and there is
 * progress. Begins the animation, if `options` ask for one, of pictures side by side that make up
 * width × height pixels in so many columns (0: near to square). */
gboolean cli_task_begin (CliTask *task, const CliTaskOptions *options, gsize width, gsize height,
                         guint columns, GError **error);

/* Its record, to which the task's own settings are to be added (transfer full). */
GKeyFile *cli_task_record (const CliTask *task);

/* Writes a result as PNG with its record, and ends the animation with it if there is one. */
gboolean cli_task_save (CliTask *task, const NcsnImage *result, GKeyFile *record, const char *path,
                        GError **error);

G_END_DECLS
