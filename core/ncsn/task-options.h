/* What all tasks (task.h) are asked with. */
#pragma once

#include "model.h"
#include "sample.h"

G_BEGIN_DECLS

typedef struct {
  NcsnSampler sampler;
  int class_index; /* -1: drawn from the seed, for each picture or, on a canvas of patches, once */
  guint64 seed;
  NcsnProgressFunc progress; /* over the whole task; may be NULL */
  gpointer progress_data;
  double preview_seconds;    /* as in NcsnSampleOptions */
  GCancellable *cancellable; /* may be NULL */
  const float *alpha;        /* of a picture that is given, (1, height, width, 1): where it is 0 or
                                less nothing is known, and colours are not looked at; NULL: all is
                                known. Not owned */
} NcsnTaskOptions;

/* Options with the sampler of NCSN_QUALITY_NORMAL for this model and purpose, any class, seed 0,
 * ten previews a second. */
void ncsn_task_options_init (NcsnTaskOptions *options, NcsnPurpose purpose, const NcsnModel *model);

/* How many pictures of the model's size, or patches of a canvas, are worked on side by side at
 * most; fewer of large ones, to bound memory. */
#define NCSN_TASK_BATCH 64

G_END_DECLS
