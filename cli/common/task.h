/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that run a model on pictures share: the options for model, class, seed and
 * sampler, settings recalled from a picture, progress, interruption, and the record of the result.
 */
#pragma once

#include "dump.h"
#include "frames.h"
#include "image/loader.h"
#include "interrupt.h"
#include "progress.h"
#include "sampler-options.h"

G_BEGIN_DECLS

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *model, *class_name, *threads, *like;
  char *seed, *animation, *guidance; /* for tasks that sample, like `sampler` */
  CliSamplerOptions sampler;
  NcsnPurpose purpose;    /* what the command samples for */
  gboolean without_model; /* the task reads no model, class and sampler */
  GKeyFile *record;       /* of the picture that `like` names, once it is read */
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
       N_ ("What to draw: the name or number of a class, or the part of names before a “/” "       \
           "(any)"),                                                                               \
       N_ ("CLASS")},                                                                              \
      {"like",                                                                                     \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_FILENAME,                                                                      \
       &(o).like,                                                                                  \
       N_ ("Take model and settings from a picture made by this command; other options override "  \
           "them"),                                                                                \
       N_ ("FILE")},                                                                               \
  {                                                                                                \
    "threads", 0, 0, G_OPTION_ARG_STRING, &(o).threads,                                            \
        N_ ("Threads to use (as many as there are processors); the result does not depend on it"), \
        N_ ("N")                                                                                   \
  }

/* More entries, for tasks that sample. */
#define CLI_CHAIN_ENTRIES(o)                                                                       \
  {"seed",  0, 0, G_OPTION_ARG_STRING, &(o).seed, N_ ("The same seed gives the same picture (0)"), \
   N_ ("N")},                                                                                      \
      {"animation",                                                                                \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_FILENAME,                                                                      \
       &(o).animation,                                                                             \
       N_ ("Also write an animation of how the picture emerges from noise, as .webp or .gif"),     \
       N_ ("FILE")},                                                                               \
      {"guidance",                                                                                 \
       0,                                                                                          \
       0,                                                                                          \
       G_OPTION_ARG_STRING,                                                                        \
       &(o).guidance,                                                                              \
       N_ ("Make pictures more typical of their class, in twice the time, from 1 on (1: not); "    \
           "for models by ncsn train --guidable"),                                                 \
       N_ ("W")},                                                                                  \
      CLI_SAMPLER_ENTRIES ((o).sampler)

/* Reads the record of the picture that --like names, if any. */
gboolean cli_task_options_recall (CliTaskOptions *options, GError **error);

/* Sets *text, if it is NULL, to the record's value of `key`, if it has one. */
void cli_task_options_recall_text (const CliTaskOptions *options, const char *key, char **text);

/* A task of the library, ready to run. */
typedef struct {
  const char *name; /* of the task */
  char *model_name;
  NcsnModel *model;  /* NULL: the task is without_model, or a picture is the model */
  NcsnImage *source; /* that picture, or NULL */
  NcsnThreads *threads;
  NcsnTaskOptions options;
  guint part, parts; /* this call of the library and the number of calls, for the progress */
  CliInterrupt *interrupt;
  CliProgress *progress;
  gboolean announced;
  CliFrames *frames; /* NULL: no animation */
  CliDump *dump;     /* owned; NULL: the chain is not written */
} CliTask;

/* Loads the model, if the task has one, and fills the task, which must be zeroed before and stay at
 * its address. */
gboolean cli_task_init (CliTask *task, const char *name, const CliTaskOptions *options,
                        GError **error);

/* The same for a task whose model is a picture, which --model names. Of the options only --seed,
 * --threads and --like are read. */
gboolean cli_task_init_from_picture (CliTask *task, const char *name, const CliTaskOptions *options,
                                     NcsnImageLoader *loader, GError **error);

void cli_task_clear (CliTask *task);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTask, cli_task_clear)

/* Call this before the library's task: from now on it can be interrupted, and shows progress.
 * Begins the animation if `options` ask for one; its frames are grids of width × height pixels with
 * so many columns of pictures (0: nearly square). */
gboolean cli_task_begin (CliTask *task, const CliTaskOptions *options, gsize width, gsize height,
                         guint columns, GError **error);

/* The record of the task (transfer full); the caller adds the command's own settings. */
GKeyFile *cli_task_record (const CliTask *task);

/* Writes the result with its record in the format that `path` names (NULL: does not), and ends the
 * animation with it, if there is one. */
gboolean cli_task_save (CliTask *task, const NcsnImage *result, GKeyFile *record, const char *path,
                        GError **error);

G_END_DECLS
