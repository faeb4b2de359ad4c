/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running task: its checked options, and the chains that it consists of. */
#pragma once

#include "ncsn/task-options.h"

G_BEGIN_DECLS

/* Replaces a chain's preview (denoised and shape) by that of the picture that it is a part of. */
typedef void (*NcsnTaskPlaceFunc) (NcsnProgress *progress, gpointer data);

typedef struct {
  const NcsnModel *model;
  NcsnThreads *threads;
  const NcsnTaskOptions *options;
  guint64 done;            /* score evaluations of the finished chains */
  guint64 total;           /* of the whole task; set by the task */
  guint64 rounds;          /* those of `total` whose score is that of patches … */
  double rounds_work;      /* … and how many evaluations at full size would take as long */
  guint64 coarse;          /* those of `total` for coarse pictures (view.h) … */
  double coarse_work;      /* … and the work of one of them */
  double weight;           /* the work of an evaluation of the present chain; 1 at full size */
  double work;             /* of the finished chains */
  gboolean oriented;       /* every evaluation sees pictures in another orientation (symmetry.h) */
  NcsnTaskPlaceFunc place; /* NULL: previews of chains are those of the task */
  gpointer place_data;
} NcsnTaskRun;

/* Checks sampler, class and guidance against the model: NCSN_ERROR_ARGUMENT. Without a model (NULL)
 * they are not read. Model, threads and options must outlive the run. */
gboolean ncsn_task_run_init (NcsnTaskRun *run, const NcsnModel *model, NcsnThreads *threads,
                             const NcsnTaskOptions *options, GError **error);

/* The shape of one picture of the model's size. */
NcsnShape ncsn_task_picture_shape (const NcsnModel *model);

/* The number of pictures of the model's size, or of patches, in a batch: NCSN_TASK_BATCH, or fewer
 * if they are large. */
gsize ncsn_task_batch (const NcsnModel *model);

/* The sampling options for the chains of pictures `first` and following. */
NcsnSampleOptions ncsn_task_run_options (NcsnTaskRun *run, guint32 first);

/* Runs a chain from x and clamps the result to [0, 1]. options: from ncsn_task_run_options (), with
 * held pixels or a second seed if the task has them. */
gboolean ncsn_task_run_chain (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                              const NcsnSampler *sampler, const NcsnSampleOptions *options,
                              GError **error);

/* The same for new pictures, with the sampler of the task's options, from ncsn_sample_start (),
 * whose evaluation is not counted. */
gboolean ncsn_task_run_new (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                            const NcsnSampleOptions *options, GError **error);

/* Reports an evaluation that is not part of a chain. denoised: of this shape. */
void ncsn_task_run_report (NcsnTaskRun *run, double sigma, NcsnShape shape, const float *denoised);

G_END_DECLS
