/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures into files: side by side, or a file each. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* What was asked for. Not owned. */
typedef struct {
  const char *output, *separate; /* paths; NULL: not wanted */
  guint count, first, columns;   /* pictures `first` … `first` + count - 1 of the seed */
  gsize width, height;           /* of a picture */
} CliSampleOutput;

/* Whether the files can be written at all, before the work begins; makes the folder. */
gboolean cli_sample_output_prepare (const CliSampleOutput *output, GError **error);

/* Writes pictures (count, height, width, channels of the model). classes: NULL or the class of
 * each, which names its file. record: what made all of them. */
gboolean cli_sample_output_save (const CliSampleOutput *output, CliTask *task, GKeyFile *record,
                                 float *pictures, const guint *classes, GError **error);

G_END_DECLS
