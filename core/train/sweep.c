/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch is done in slices, whose activations stay near the processor. Slices form groups, one
 * thread each, with a gradient of their own each. How they are cut must not depend on the number of
 * threads, for the sums do depend on it. Where weights are many, gradients are too large to be had
 * several times, and all threads work on one slice together. Where several processes share a batch,
 * each has some of its slices. */
#include "train/sweep.h"

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

struct _NcsnSweep {
  NcsnModel *model;     /* not owned */
  NcsnThreads *threads; /* not owned */
  guint batch, slice;   /* pictures of the whole batch and of one slice */
  guint first, slices;  /* those of this process */
  guint groups;
  guint n_objectives; /* one a worker, or one for all threads together */
  NcsnObjective **objectives;
  float *gradients;     /* groups × parameters */
  double *losses;       /* of each slice */
  NcsnBuckets *buckets; /* NULL: alone */
};

/* One call of ncsn_sweep_add (). */
typedef struct {
  NcsnSweep *sweep;
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
  return MIN (pixels * config->features <= NCSN_SMALL_PICTURE ? SLICE_SMALL : SLICE_LARGE, batch);
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
allocate (NcsnSweep *sweep, const NcsnTrainConfig *config, GError **error)
{
  NcsnModel *model = sweep->model;
  const NcsnModelConfig *c = &model->config;
  gsize size = model->parameters->size;

  sweep->losses = g_new0 (double, sweep->slices);
  sweep->objectives = g_new0 (NcsnObjective *, sweep->n_objectives);
  sweep->gradients = ncsn_floats_new (sweep->groups * size, error);
  if (!sweep->gradients)
    return FALSE;
  for (guint i = 0; i < sweep->n_objectives; i++) {
    sweep->objectives[i] =
        ncsn_objective_new (config->loss, c, model->parameters,
                            (NcsnShape){sweep->slice, c->height, c->width, c->channels},
                            model->values, sweep->gradients, error);
    if (!sweep->objectives[i])
      return FALSE;
  }
  if (config->communicator)
    sweep->buckets = ncsn_buckets_new (sweep->objectives[0]->score.graph, size, BUCKET,
                                       sweep->groups, sweep->gradients, config->communicator);
  return TRUE;
}

NcsnSweep *
ncsn_sweep_new (const NcsnTrainConfig *config, NcsnModel *model, NcsnThreads *threads,
                GError **error)
{
  gboolean together = model->parameters->size >= NCSN_MANY_WEIGHTS;
  guint rank = config->communicator ? config->communicator->rank : 0;
  guint processes = config->communicator ? config->communicator->size : 1;
  guint slice = choose_slice (&model->config, together, config->batch, processes, error);

  if (slice == 0)
    return NULL;
  NcsnSweep *sweep = g_new0 (NcsnSweep, 1);
  sweep->model = model;
  sweep->threads = threads;
  sweep->batch = config->batch;
  sweep->slice = slice;
  sweep->first = config->batch / slice * rank / processes;
  sweep->slices = config->batch / slice * (rank + 1) / processes - sweep->first;
  sweep->groups = together ? 1 : MIN (GROUPS, sweep->slices);
  sweep->n_objectives = sweep->groups == 1 ? 1 : ncsn_threads_count (threads);
  if (allocate (sweep, config, error))
    return sweep;
  ncsn_sweep_free (sweep);
  return NULL;
}

void
ncsn_sweep_free (NcsnSweep *sweep)
{
  if (!sweep)
    return;
  for (guint i = 0; i < sweep->n_objectives; i++)
    ncsn_objective_free (sweep->objectives[i]);
  g_free (sweep->objectives);
  g_free (sweep->losses);
  ncsn_floats_free (sweep->gradients);
  ncsn_buckets_free (sweep->buckets);
  g_free (sweep);
}

guint
ncsn_sweep_first (const NcsnSweep *sweep)
{
  return sweep->first * sweep->slice;
}

guint
ncsn_sweep_count (const NcsnSweep *sweep)
{
  return sweep->slices * sweep->slice;
}

void
ncsn_sweep_clear (NcsnSweep *sweep)
{
  memset (sweep->gradients, 0, sweep->groups * sweep->model->parameters->size * sizeof (float));
  if (sweep->buckets)
    ncsn_buckets_clear (sweep->buckets);
}

static gboolean
run_slice (const Call *call, guint index, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnSweep *sweep = call->sweep;
  const NcsnModelConfig *config = &sweep->model->config;
  NcsnObjectiveBatch part = *call->batch;
  gsize first = (gsize)index * sweep->slice;
  gsize pixels = (gsize)config->height * config->width;
  gsize at = first * pixels * config->channels;
  double share = call->share * sweep->slice / sweep->batch;

  part.x += at;
  part.z += at;
  part.sigmas += first;
  part.classes = part.classes ? part.classes + first : NULL;
  part.holes = part.holes ? part.holes + first * pixels : NULL;
  part.v = part.v ? part.v + at : NULL;
  return ncsn_objective_evaluate (objective, config, &part, share, TRUE, threads,
                                  &sweep->losses[index], error);
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
  const NcsnSweep *sweep = call->sweep;
  NcsnGraph *graph = objective->score.graph;
  Watch watch = {sweep->buckets, group};
  gboolean well = TRUE;

  ncsn_graph_bind (graph, sweep->model->values,
                   sweep->gradients + group * sweep->model->parameters->size);
  for (guint i = group; i < sweep->slices && well; i += sweep->groups) {
    if (sweep->buckets && call->last && i + sweep->groups >= sweep->slices)
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
  NcsnThreads *single = ncsn_threads_single (call->sweep->threads, worker);

  for (gsize group = first; group < last; group++) {
    GError *error = NULL;
    if (!run_group (call, (guint)group, call->sweep->objectives[worker], single, &error) &&
        !g_atomic_pointer_compare_and_exchange (&call->error, NULL, error))
      g_error_free (error);
  }
}

gboolean
ncsn_sweep_add (NcsnSweep *sweep, const NcsnObjectiveBatch *batch, double share, gboolean last,
                double *loss, GError **error)
{
  Call call = {.sweep = sweep, .batch = batch, .share = share, .last = last};

  if (sweep->groups == 1)
    run_group (&call, 0, sweep->objectives[0], sweep->threads, &call.error);
  else
    ncsn_parallel_for (sweep->threads, sweep->groups, 1, group_range, &call);
  if (call.error) {
    g_propagate_error (error, call.error);
    return FALSE;
  }
  for (guint i = 0; i < sweep->slices; i++)
    *loss += sweep->losses[i];
  return TRUE;
}

static void
sum_range (gsize first, gsize last, guint worker, gpointer data)
{
  const NcsnSweep *sweep = data;

  ncsn_sum_groups (sweep->gradients, sweep->model->parameters->size, sweep->groups, first, last);
}

const float *
ncsn_sweep_gradient (NcsnSweep *sweep, GError **error)
{
  if (!sweep->buckets)
    ncsn_parallel_for (sweep->threads, sweep->model->parameters->size, GRAIN, sum_range, sweep);
  else if (!ncsn_buckets_end (sweep->buckets, error))
    return NULL;
  return sweep->gradients;
}
