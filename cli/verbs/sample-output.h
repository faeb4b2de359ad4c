/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures into files: side by side, or a file each. */
#pragma once

#include "cli/common/task.h"

G_BEGIN_DECLS

/* What was asked for. Not owned. */
typedef struct {
  const char *output, *separate; /* paths; NULL: not wanted */
  guint count, columns;
  guint first;         /* number of the first picture in the seed's sequence */
  gsize width, height; /* of a picture */
} CliSampleOutput;

/* Looks whether the files can be written at all, makes the folder, and begins the task. */
gboolean cli_sample_output_begin (const CliSampleOutput *output, CliTask *task,
                                  const CliTaskOptions *options, GError **error);

/* Writes pictures (count, height, width, channels of the model). classes: NULL or the class of
 * each, which names its file. record: what made all of them. */
gboolean cli_sample_output_save (const CliSampleOutput *output, CliTask *task, GKeyFile *record,
                                 float *pictures, const guint *classes, GError **error);

G_END_DECLS
