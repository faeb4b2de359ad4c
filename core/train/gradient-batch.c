/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch is done in slices, whose activations stay near the processor. Slices form groups, one
 * thread each, with a gradient of their own each. How they are cut must not depend on the number of
 * threads, for the sums do depend on it. Where weights are many, gradients are too large to be had
 * several times, and all threads work on one slice together. Where several processes share a batch,
 * each has some of its slices. */
#include "train/gradient-batch.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "ncsn/error.h"
#include "train/buckets.h"

/* Pictures a slice: what a graph keeps for the way back grows with them. */
#define SLICE_SMALL 8
#define SLICE_LARGE 4
#define SLICE_TOGETHER 2

#define GROUPS 8
#define GRAIN 16384
#define BUCKET (256 * 1024) /* floats: a megabyte takes longer to send than to announce */

struct _NcsnGradientBatch {
  NcsnModel *model;     /* not owned */
  NcsnThreads *threads; /* not owned */
  guint batch, slice;   /* pictures of the whole batch and of one slice */
  guint first, slices;  /* those of this process */
  guint groups;
  guint n_objectives; /* one a worker, or one for all threads together */
  NcsnObjective **objectives;
  float *sums;          /* groups × parameters */
  double *losses;       /* of each slice */
  NcsnBuckets *buckets; /* NULL: alone */
};

/* One call of ncsn_gradient_batch_add (). */
typedef struct {
  NcsnGradientBatch *gradients;
  const NcsnObjectiveBatch *batch;
  double share;
  gboolean last;
  GError *error; /* the first that happened; atomic */
} Call;

/* Points are so small that a group is one slice. */
static guint
usual_slice (const NcsnModelConfig *config, gboolean together, guint batch)
{
  gsize pixels = (gsize)config->width * config->height;

  if (pixels == 1)
    return batch % GROUPS == 0 ? batch / GROUPS : batch;
  if (together)
    return MIN (SLICE_TOGETHER, batch);
  return MIN (pixels * config->base_channels <= NCSN_SMALL_PICTURE ? SLICE_SMALL : SLICE_LARGE,
              batch);
}

/* 0: the batch cannot be cut. Every process must get a slice. */
static guint
choose_slice (const NcsnModelConfig *config, gboolean together, guint batch, guint processes,
              GError **error)
{
  guint slice = usual_slice (config, together, batch);

  if (batch < processes)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "A batch of %u pictures cannot be shared by %u processes.", batch, processes);
  else if (batch % slice != 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "A batch above %u pictures must be a multiple of %u, not %u.", slice, slice,
                 batch);
  else {
    while (batch % slice != 0 || batch / slice < processes)
      slice--;
    return slice;
  }
  return 0;
}

static gboolean
allocate (NcsnGradientBatch *gradients, const NcsnTrainConfig *config, GError **error)
{
  NcsnModel *model = gradients->model;
  const NcsnModelConfig *c = &model->config;
  gsize size = model->parameters->size;

  gradients->losses = g_new0 (double, gradients->slices);
  gradients->objectives = g_new0 (NcsnObjective *, gradients->n_objectives);
  gradients->sums = ncsn_floats_new (gradients->groups * size, error);
  if (!gradients->sums)
    return FALSE;
  for (guint i = 0; i < gradients->n_objectives; i++) {
    gradients->objectives[i] =
        ncsn_objective_new (config->loss, c, model->parameters,
                            (NcsnShape){gradients->slice, c->height, c->width, c->channels},
                            model->values, gradients->sums, error);
    if (!gradients->objectives[i])
      return FALSE;
  }
  if (config->communicator)
    gradients->buckets =
        ncsn_buckets_new (gradients->objectives[0]->score.graph, size, BUCKET, gradients->groups,
                          gradients->sums, config->communicator);
  return TRUE;
}

NcsnGradientBatch *
ncsn_gradient_batch_new (const NcsnTrainConfig *config, NcsnModel *model, NcsnThreads *threads,
                         GError **error)
{
  gboolean together = model->parameters->size >= NCSN_MANY_WEIGHTS;
  guint rank = config->communicator ? config->communicator->rank : 0;
  guint processes = config->communicator ? config->communicator->size : 1;
  guint slice = choose_slice (&model->config, together, config->batch, processes, error);

  if (slice == 0)
    return NULL;
  NcsnGradientBatch *gradients = g_new0 (NcsnGradientBatch, 1);
  gradients->model = model;
  gradients->threads = threads;
  gradients->batch = config->batch;
  gradients->slice = slice;
  gradients->first = config->batch / slice * rank / processes;
  gradients->slices = config->batch / slice * (rank + 1) / processes - gradients->first;
  gradients->groups = together ? 1 : MIN (GROUPS, gradients->slices);
  gradients->n_objectives = gradients->groups == 1 ? 1 : ncsn_threads_count (threads);
  if (allocate (gradients, config, error))
    return gradients;
  ncsn_gradient_batch_free (gradients);
  return NULL;
}

void
ncsn_gradient_batch_free (NcsnGradientBatch *gradients)
{
  if (!gradients)
    return;
  for (guint i = 0; i < gradients->n_objectives; i++)
    ncsn_objective_free (gradients->objectives[i]);
  g_free (gradients->objectives);
  g_free (gradients->losses);
  ncsn_floats_free (gradients->sums);
  ncsn_buckets_free (gradients->buckets);
  g_free (gradients);
}

guint
ncsn_gradient_batch_first (const NcsnGradientBatch *gradients)
{
  return gradients->first * gradients->slice;
}

guint
ncsn_gradient_batch_count (const NcsnGradientBatch *gradients)
{
  return gradients->slices * gradients->slice;
}

void
ncsn_gradient_batch_clear (NcsnGradientBatch *gradients)
{
  memset (gradients->sums, 0,
          gradients->groups * gradients->model->parameters->size * sizeof (float));
  if (gradients->buckets)
    ncsn_buckets_clear (gradients->buckets);
}

static gboolean
run_slice (const Call *call, guint index, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnGradientBatch *gradients = call->gradients;
  const NcsnModelConfig *config = &gradients->model->config;
  NcsnObjectiveBatch part = *call->batch;
  gsize first = (gsize)index * gradients->slice;
  gsize pixels = (gsize)config->height * config->width;
  gsize at = first * pixels * config->channels;
  double share = call->share * gradients->slice / gradients->batch;

  part.x += at;
  part.z += at;
  part.sigmas += first;
  part.classes = part.classes ? part.classes + first : NULL;
  part.holes = part.holes ? part.holes + first * pixels : NULL;
  part.v = part.v ? part.v + at : NULL;
  return ncsn_objective_evaluate (objective, config, &part, share, TRUE, threads,
                                  &gradients->losses[index], error);
}

typedef struct {
  NcsnBuckets *buckets;
  guint group;
} Watch;

static void
on_node (guint node, gpointer data)
{
  const Watch *watch = data;

  ncsn_buckets_pass (watch->buckets, watch->group, node);
}

/* The slices of group g: g, g + groups, g + 2·groups … */
static gboolean
run_group (const Call *call, guint group, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnGradientBatch *gradients = call->gradients;
  NcsnGraph *graph = objective->score.graph;
  Watch watch = {gradients->buckets, group};
  gboolean well = TRUE;

  ncsn_graph_bind (graph, gradients->model->values,
                   gradients->sums + group * gradients->model->parameters->size);
  for (guint i = group; i < gradients->slices && well; i += gradients->groups) {
    if (gradients->buckets && call->last && i + gradients->groups >= gradients->slices)
      ncsn_graph_watch (graph, on_node, &watch);
    well = run_slice (call, i, objective, threads, error);
  }
  ncsn_graph_watch (graph, NULL, NULL);
  return well;
}

static void
group_range (gsize first, gsize last, guint worker, gpointer data)
{
  Call *call = data;
  NcsnThreads *single = ncsn_threads_single (call->gradients->threads, worker);

  for (gsize group = first; group < last; group++) {
    GError *error = NULL;
    if (!run_group (call, (guint)group, call->gradients->objectives[worker], single, &error) &&
        !g_atomic_pointer_compare_and_exchange (&call->error, NULL, error))
      g_error_free (error);
  }
}

gboolean
ncsn_gradient_batch_add (NcsnGradientBatch *gradients, const NcsnObjectiveBatch *batch,
                         double share, gboolean last, double *loss, GError **error)
{
  Call call = {.gradients = gradients, .batch = batch, .share = share, .last = last};

  if (gradients->groups == 1)
    run_group (&call, 0, gradients->objectives[0], gradients->threads, &call.error);
  else
    ncsn_parallel_for (gradients->threads, gradients->groups, 1, group_range, &call);
  if (call.error) {
    g_propagate_error (error, call.error);
    return FALSE;
  }
  for (guint i = 0; i < gradients->slices; i++)
    *loss += gradients->losses[i];
  return TRUE;
}

static void
sum_range (gsize first, gsize last, guint worker, gpointer data)
{
  const NcsnGradientBatch *gradients = data;

  ncsn_sum_groups (gradients->sums, gradients->model->parameters->size, gradients->groups, first,
                   last);
}

const float *
ncsn_gradient_batch_gradient (NcsnGradientBatch *gradients, GError **error)
{
  if (!gradients->buckets)
    ncsn_parallel_for (gradients->threads, gradients->model->parameters->size, GRAIN, sum_range,
                       gradients);
  else if (!ncsn_buckets_end (gradients->buckets, error))
    return NULL;
  return gradients->sums;
}
