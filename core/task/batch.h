/* One batch of a task: pictures of the model's size, from chosen classes to a finished sample. */
#pragma once

#include "ncsn/task.h"

G_BEGIN_DECLS

typedef struct {
  const NcsnModel *model;
  NcsnThreads *threads;
  const NcsnTaskOptions *options;
  guint *classes; /* of every picture of the task; NULL for an unconditional model; owned */
  gsize count;    /* pictures in all */
  guint64 done;   /* score evaluations of the finished batches */
  guint64 total;  /* of the whole task */
} NcsnTaskRun;

/* Checks the options against the model and chooses the classes of `count` pictures. Fails with
 * NCSN_ERROR_ARGUMENT for an impossible schedule or class, NCSN_ERROR_MEMORY for an absurd count.
 * The run must be cleared in either case. model, threads and options must outlive it. */
gboolean ncsn_task_run_init (NcsnTaskRun *run, const NcsnModel *model, NcsnThreads *threads,
                             gsize count, const NcsnTaskOptions *options, GError **error);
void ncsn_task_run_clear (NcsnTaskRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnTaskRun, ncsn_task_run_clear)

/* How many pictures the batch that starts with picture `first` has. */
gsize ncsn_task_run_batch_size (const NcsnTaskRun *run, gsize first);

/* Samples the batch that starts with picture `first` into x: (batch size, H, W, C) of the model,
 * clamped to [0, 1]. known: NULL, or the pixels to keep, of the same extents. Batches must be run
 * in order, for the progress to add up. */
gboolean ncsn_task_run_batch (NcsnTaskRun *run, gsize first, const NcsnKnown *known, float *x,
                              GError **error);

G_END_DECLS
