/* A task under way: its options, checked, and the chains that it is made of. */
#pragma once

#include "ncsn/task-options.h"

G_BEGIN_DECLS

/* Puts a chain's preview (denoised and shape) into the picture that it is a part of. */
typedef void (*NcsnTaskPlaceFunc) (NcsnProgress *progress, gpointer data);

typedef struct {
  const NcsnModel *model;
  NcsnThreads *threads;
  const NcsnTaskOptions *options;
  guint64 done;            /* score evaluations of the finished chains */
  guint64 total;           /* of the whole task; whoever knows all its chains sets it */
  gboolean oriented;       /* every evaluation sees pictures in another orientation (symmetry.h) */
  NcsnTaskPlaceFunc place; /* NULL: previews are shown as they are */
  gpointer place_data;
} NcsnTaskRun;

/* Checks sampler and class against the model: NCSN_ERROR_ARGUMENT. All three must outlive the run.
 */
gboolean ncsn_task_run_init (NcsnTaskRun *run, const NcsnModel *model, NcsnThreads *threads,
                             const NcsnTaskOptions *options, GError **error);

/* The shape of one picture of the model's size. */
NcsnShape ncsn_task_picture_shape (const NcsnModel *model);

/* How many pictures of the model's size, or patches, are worked on at a time: NCSN_TASK_BATCH,
 * fewer of large ones. */
gsize ncsn_task_batch (const NcsnModel *model);

/* What the samplers are told for the chains of pictures `first` and following. */
NcsnSampleOptions ncsn_task_run_options (NcsnTaskRun *run, guint32 first);

/* Follows the score from x on and clamps the result to [0, 1]. `options` is what
 * ncsn_task_run_options () gave, perhaps with held pixels or a second seed. */
gboolean ncsn_task_run_chain (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                              const NcsnSampler *sampler, const NcsnSampleOptions *options,
                              GError **error);

/* The same for new pictures, from ncsn_sample_start () on, with the sampler of the task's options.
 * Its evaluation is not counted. */
gboolean ncsn_task_run_new (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                            const NcsnSampleOptions *options, GError **error);

/* One evaluation is done that is no part of a chain. denoised: of this shape. */
void ncsn_task_run_report (NcsnTaskRun *run, double sigma, NcsnShape shape, const float *denoised);

G_END_DECLS
