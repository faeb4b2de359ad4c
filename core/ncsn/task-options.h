/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that all tasks (task.h) have in common. */
#pragma once

#include "guidance.h"
#include "model.h"
#include "sample.h"

G_BEGIN_DECLS

typedef struct {
  NcsnSampler sampler;
  int class_index; /* -1: drawn from the seed, for each picture, or once for a canvas of patches */
  double guidance; /* W of guidance.h, above 0, for a guidable model; 1, and 0 too: none */
  guint64 seed;
  NcsnProgressFunc progress; /* counts over the whole task; may be NULL */
  gpointer progress_data;
  double preview_seconds;    /* as in NcsnSampleOptions */
  GCancellable *cancellable; /* may be NULL */
  const float *alpha;        /* of a given picture, (1, height, width, 1): where it is 0 or less the
                                picture is unknown and its colours are not read; NULL: all of it is
                                known. Not owned */
  double keep_lightness, keep_colour; /* for denoising: the shares of what would be taken off that
                                         stay, of the mean of the channels and of their differences
                                         from it; 0: none, 1: all */
} NcsnTaskOptions;

/* Sets the sampler of NCSN_QUALITY_DEFAULT for this model and purpose, any class, seed 0, and at
 * most ten previews a second. model NULL: the task needs none, and no sampler. */
void ncsn_task_options_init (NcsnTaskOptions *options, NcsnPurpose purpose, const NcsnModel *model);

/* The most pictures of the model's size, or patches of a canvas, in a batch; batches of large
 * pictures have fewer, to bound memory. */
#define NCSN_TASK_BATCH 64

G_END_DECLS
