/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch is done in slices, whose activations stay near the processor. Slices form groups, one
 * thread each, with a gradient of their own each. How they are cut must not depend on the number of
 * threads, for the sums do depend on it. Where weights are many, gradients are too large to be had
 * several times, and all threads work on one slice together. */
#include "train/sweep.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/simd.h"
#include "ncsn/error.h"

/* Pictures a slice: what a graph keeps for the way back grows with them. */
#define SLICE_SMALL 8
#define SLICE_LARGE 4
#define SLICE_TOGETHER 2

#define GROUPS 8
#define GRAIN 16384

struct _NcsnSweep {
  NcsnModel *model;     /* not owned */
  NcsnThreads *threads; /* not owned */
  guint batch, slice, groups;
  guint n_objectives; /* one a worker, or one for all threads together */
  NcsnObjective **objectives;
  float *gradients; /* groups × parameters */
  double *losses;   /* of each slice */
};

/* One call of ncsn_sweep_add (). */
typedef struct {
  NcsnSweep *sweep;
  const NcsnObjectiveBatch *batch;
  double share;
  GError *error; /* the first that happened; atomic */
} Call;

/* Points are so small that a group is one slice. */
static guint
choose_slice (const NcsnModelConfig *config, gboolean together, guint batch)
{
  gsize pixels = (gsize)config->width * config->height;

  if (pixels == 1)
    return batch % GROUPS == 0 ? batch / GROUPS : batch;
  if (together)
    return MIN (SLICE_TOGETHER, batch);
  return MIN (pixels * config->features <= NCSN_SMALL_PICTURE ? SLICE_SMALL : SLICE_LARGE, batch);
}

static gboolean
allocate (NcsnSweep *sweep, const NcsnTrainConfig *config, GError **error)
{
  NcsnModel *model = sweep->model;
  const NcsnModelConfig *c = &model->config;
  gsize size = model->parameters->size;

  sweep->losses = g_new0 (double, sweep->batch / sweep->slice);
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
  return TRUE;
}

NcsnSweep *
ncsn_sweep_new (const NcsnTrainConfig *config, NcsnModel *model, NcsnThreads *threads,
                GError **error)
{
  gboolean together = model->parameters->size >= NCSN_MANY_WEIGHTS;
  guint slice = choose_slice (&model->config, together, config->batch);

  if (config->batch % slice != 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "A batch above %u pictures must be a multiple of %u, not %u.", slice, slice,
                 config->batch);
    return NULL;
  }
  NcsnSweep *sweep = g_new0 (NcsnSweep, 1);
  sweep->model = model;
  sweep->threads = threads;
  sweep->batch = config->batch;
  sweep->slice = slice;
  sweep->groups = together ? 1 : MIN (GROUPS, config->batch / slice);
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
  g_free (sweep);
}

void
ncsn_sweep_clear (NcsnSweep *sweep)
{
  memset (sweep->gradients, 0, sweep->groups * sweep->model->parameters->size * sizeof (float));
}

static gboolean
run_slice (const Call *call, guint index, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnSweep *sweep = call->sweep;
  const NcsnModelConfig *config = &sweep->model->config;
  NcsnObjectiveBatch part = *call->batch;
  gsize first = (gsize)index * sweep->slice;
  gsize at = first * config->height * config->width * config->channels;
  double share = call->share * sweep->slice / sweep->batch;

  part.x += at;
  part.z += at;
  part.sigmas += first;
  part.classes = part.classes ? part.classes + first : NULL;
  part.v = part.v ? part.v + at : NULL;
  return ncsn_objective_evaluate (objective, config, &part, share, TRUE, threads,
                                  &sweep->losses[index], error);
}

/* The slices of group g: g, g + groups, g + 2·groups … */
static gboolean
run_group (const Call *call, guint group, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnSweep *sweep = call->sweep;

  ncsn_graph_bind (objective->score.graph, sweep->model->values,
                   sweep->gradients + group * sweep->model->parameters->size);
  for (guint i = group; i < sweep->batch / sweep->slice; i += sweep->groups)
    if (!run_slice (call, i, objective, threads, error))
      return FALSE;
  return TRUE;
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
ncsn_sweep_add (NcsnSweep *sweep, const NcsnObjectiveBatch *batch, double share, double *loss,
                GError **error)
{
  Call call = {.sweep = sweep, .batch = batch, .share = share};

  if (sweep->groups == 1)
    run_group (&call, 0, sweep->objectives[0], sweep->threads, &call.error);
  else
    ncsn_parallel_for (sweep->threads, sweep->groups, 1, group_range, &call);
  if (call.error) {
    g_propagate_error (error, call.error);
    return FALSE;
  }
  for (guint i = 0; i < sweep->batch / sweep->slice; i++)
    *loss += sweep->losses[i];
  return TRUE;
}

NCSN_SIMD static void
add (const float *from, gsize count, float *to)
{
  for (gsize i = 0; i < count; i++)
    to[i] += from[i];
}

/* The first group's gradient becomes the sum of all. */
static void
sum_range (gsize first, gsize last, guint worker, gpointer data)
{
  const NcsnSweep *sweep = data;

  for (guint group = 1; group < sweep->groups; group++)
    add (sweep->gradients + group * sweep->model->parameters->size + first, last - first,
         sweep->gradients + first);
}

const float *
ncsn_sweep_gradient (NcsnSweep *sweep)
{
  ncsn_parallel_for (sweep->threads, sweep->model->parameters->size, GRAIN, sum_range, sweep);
  return sweep->gradients;
}
