/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gradient of a batch, computed in slices that are small enough for the processor's caches. The
 * slices form groups. Each group has its own gradient, and one thread works on it. The cuts do not
 * depend on the number of threads, because the rounding of the sums depends on the cuts. For
 * networks with many weights, several gradients would need too much memory: there is one group, and
 * all threads share each slice. If several processes share a batch, each has a range of its slices.
 */
#include "train/gradient-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "ncsn/error.h"
#include "train/buckets.h"

/* Pictures a slice: the memory for the activations, which backward needs, grows with it. */
#define SLICE_SMALL 8
#define SLICE_LARGE 4
#define SLICE_SHARED 2

#define GROUPS 8
#define GRAIN 16384
#define BUCKET (256 * 1024) /* floats: sending a megabyte takes longer than starting to send it */

struct _NcsnGradientBatch {
  NcsnModel *model;     /* not owned */
  NcsnThreads *threads; /* not owned */
  guint batch, slice;   /* pictures of the whole batch and of one slice */
  guint first, slices;  /* this process's first slice, and the number of its slices */
  guint groups;
  guint n_objectives; /* one for each thread, or one that all threads share */
  NcsnObjective **objectives;
  float *sums;          /* groups × parameters */
  double *losses;       /* of each slice */
  NcsnBuckets *buckets; /* NULL: a single process */
};

/* One call of ncsn_gradient_batch_add (). */
typedef struct {
  NcsnGradientBatch *gradients;
  const NcsnObjectiveBatch *batch;
  double share;
  gboolean last;
  GError *error; /* the first one; set atomically */
} Call;

/* The size of a slice before it is adapted to the number of processes. Points are so small that a
 * group is one slice. */
static guint
default_slice (const NcsnModelConfig *config, gboolean shared, guint batch)
{
  gsize pixels = (gsize)config->width * config->height;

  if (pixels == 1)
    return batch % GROUPS == 0 ? batch / GROUPS : batch;
  if (shared)
    return MIN (SLICE_SHARED, batch);
  return MIN (pixels * config->base_channels <= NCSN_SMALL_PICTURE ? SLICE_SMALL : SLICE_LARGE,
              batch);
}

/* The largest slice, up to the default, that divides the batch and leaves a slice for every
 * process. 0 with an error if there is none. */
static guint
choose_slice (const NcsnModelConfig *config, gboolean shared, guint batch, guint processes,
              GError **error)
{
  guint slice = default_slice (config, shared, batch);

  if (batch < processes)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "A batch of %u picture cannot be shared by %u processes.",
                              "A batch of %u pictures cannot be shared by %u processes.", batch),
                 batch, processes);
  else if (batch % slice != 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("A batch above %u pictures must be a multiple of %u, not %u."), slice, slice,
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
  if (gradients->sums == NULL)
    return FALSE;
  for (guint i = 0; i < gradients->n_objectives; i++) {
    gradients->objectives[i] =
        ncsn_objective_new (config->loss, c, model->parameters,
                            (NcsnShape){gradients->slice, c->height, c->width, c->channels},
                            model->values, gradients->sums, error);
    if (gradients->objectives[i] == NULL)
      return FALSE;
  }
  if (config->communicator != NULL)
    gradients->buckets =
        ncsn_buckets_new (gradients->objectives[0]->score.graph, size, BUCKET, gradients->groups,
                          gradients->sums, config->communicator);
  return TRUE;
}

NcsnGradientBatch *
ncsn_gradient_batch_new (const NcsnTrainConfig *config, NcsnModel *model, NcsnThreads *threads,
                         GError **error)
{
  gboolean shared = model->parameters->size >= NCSN_MANY_WEIGHTS;
  guint rank = config->communicator != NULL ? config->communicator->rank : 0;
  guint processes = config->communicator != NULL ? config->communicator->size : 1;
  guint slice = choose_slice (&model->config, shared, config->batch, processes, error);

  if (slice == 0)
    return NULL;
  NcsnGradientBatch *gradients = g_new0 (NcsnGradientBatch, 1);
  gradients->model = model;
  gradients->threads = threads;
  gradients->batch = config->batch;
  gradients->slice = slice;
  gradients->first = config->batch / slice * rank / processes;
  gradients->slices = config->batch / slice * (rank + 1) / processes - gradients->first;
  gradients->groups = shared ? 1 : MIN (GROUPS, gradients->slices);
  gradients->n_objectives = gradients->groups == 1 ? 1 : ncsn_threads_count (threads);
  if (allocate (gradients, config, error))
    return gradients;
  ncsn_gradient_batch_free (gradients);
  return NULL;
}

void
ncsn_gradient_batch_free (NcsnGradientBatch *gradients)
{
  if (gradients == NULL)
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
  if (gradients->buckets != NULL)
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
  part.lower = part.lower != NULL ? part.lower + first : NULL;
  part.classes = part.classes != NULL ? part.classes + first : NULL;
  part.holes = part.holes != NULL ? part.holes + first * pixels : NULL;
  part.levels = part.levels != NULL ? part.levels + first * pixels : NULL;
  part.views = part.views != NULL ? part.views + at + first * pixels : NULL;
  part.v = part.v != NULL ? part.v + at : NULL;
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

/* Runs the slices of a group g: g, g + groups, g + 2·groups … During the last one, the buckets
 * watch the reverse sweep. */
static gboolean
run_group (const Call *call, guint group, NcsnObjective *objective, NcsnThreads *threads,
           GError **error)
{
  const NcsnGradientBatch *gradients = call->gradients;
  NcsnGraph *graph = objective->score.graph;
  Watch watch = {gradients->buckets, group};
  gboolean ok = TRUE;

  ncsn_graph_bind (graph, gradients->model->values,
                   gradients->sums + group * gradients->model->parameters->size);
  for (guint i = group; i < gradients->slices && ok; i += gradients->groups) {
    if (gradients->buckets != NULL && call->last && i + gradients->groups >= gradients->slices)
      ncsn_graph_watch (graph, on_node, &watch);
    ok = run_slice (call, i, objective, threads, error);
  }
  ncsn_graph_watch (graph, NULL, NULL);
  return ok;
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
  if (call.error != NULL) {
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
  if (gradients->buckets == NULL)
    ncsn_parallel_for (gradients->threads, gradients->model->parameters->size, GRAIN, sum_range,
                       gradients);
  else if (!ncsn_buckets_end (gradients->buckets, error))
    return NULL;
  return gradients->sums;
}
