/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model as a score function: pictures go through the network a few at a time. */
#include "model/model-private.h"

#include <string.h>

#include "autodiff/ops.h"
#include "base/parallel.h"
#include "model/score-graph.h"
#include "ncsn/error.h"

/* Pictures a pass through the graph. They are done best on one thread each, a few at a time, with
 * what it computes in that core's cache: what crosses from core to core is slow, on some machines
 * so slow that a second core gains nothing. A network with many weights reads these so often that
 * too few pictures are done by all threads together. */
#define PASS_ALONE 4
#define PASS_ALONE_SMALL 8
#define PASS_TOGETHER 16

typedef struct {
  NcsnScoreGraph score; /* score.graph NULL: not built */
  NcsnNode *v, *along;  /* the probe and vᵀ (∂s/∂x) v, (N, 1, 1, 1); NULL without divergence */
} Pass;

/* A graph for whole passes, and one for fewer pictures at the end. */
typedef struct {
  Pass full, rest;
} Passes;

/* The graphs of a kind: one set for all threads together, one for each alone. */
typedef struct {
  Passes together;
  Passes *alone; /* a worker each */
} Graphs;

struct _NcsnModelScore {
  const NcsnModel *model;
  NcsnThreads *threads;
  guint *classes; /* NULL: unconditional */
  gsize n_pictures;
  Graphs plain, divergence;
  GCancellable *cancellable; /* NULL: never; not owned */
};

NcsnModelScore *
ncsn_model_score_new (const NcsnModel *model, NcsnThreads *threads, const guint *classes,
                      gsize n_pictures, GError **error)
{
  guint n_classes = model->config.n_classes;

  for (gsize i = 0; i < n_pictures && n_classes > 0; i++)
    if (!classes || classes[i] >= n_classes) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   "The model has %u classes; every picture needs one below that.", n_classes);
      return NULL;
    }
  NcsnModelScore *score = g_new0 (NcsnModelScore, 1);
  score->model = model;
  score->threads = threads;
  score->n_pictures = n_pictures;
  score->plain.alone = g_new0 (Passes, ncsn_threads_count (threads));
  score->divergence.alone = g_new0 (Passes, ncsn_threads_count (threads));
  score->classes = n_classes > 0 ? g_memdup2 (classes, n_pictures * sizeof (guint)) : NULL;
  return score;
}

static void
free_passes (Passes *passes)
{
  ncsn_graph_free (passes->full.score.graph);
  ncsn_graph_free (passes->rest.score.graph);
}

static void
free_graphs (Graphs *graphs, guint n_threads)
{
  free_passes (&graphs->together);
  for (guint i = 0; i < n_threads; i++)
    free_passes (&graphs->alone[i]);
  g_free (graphs->alone);
}

void
ncsn_model_score_free (NcsnModelScore *score)
{
  if (!score)
    return;
  free_graphs (&score->plain, ncsn_threads_count (score->threads));
  free_graphs (&score->divergence, ncsn_threads_count (score->threads));
  g_free (score->classes);
  g_free (score);
}

static gboolean
check_shape (const NcsnModelScore *score, NcsnShape shape, GError **error)
{
  const NcsnModelConfig *config = &score->model->config;
  gsize multiple = ncsn_model_config_multiple (config);

  if (shape.n > score->n_pictures && score->classes) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 "%" G_GSIZE_FORMAT " pictures were announced and %" G_GSIZE_FORMAT " are given.",
                 score->n_pictures, shape.n);
    return FALSE;
  }
  if (shape.c != config->channels || shape.h % multiple || shape.w % multiple || shape.h == 0 ||
      shape.w == 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 "The model needs %u channels and sides that are multiples of %" G_GSIZE_FORMAT
                 ", not %" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT " with %" G_GSIZE_FORMAT ".",
                 config->channels, multiple, shape.w, shape.h, shape.c);
    return FALSE;
  }
  return TRUE;
}

/* Adds the derivative of the score along a probe v, and its product with v. */
static void
add_divergence (Pass *pass)
{
  NcsnGraph *graph = pass->score.graph;

  pass->v = ncsn_graph_input (graph, pass->score.shape, FALSE);
  NcsnNode *tangent = ncsn_graph_tangent (graph, pass->score.score, pass->score.x, pass->v);
  pass->along = ncsn_op_dot (graph, tangent, pass->v);
  ncsn_graph_output (graph, pass->along);
}

/* Builds the pass for this shape unless it is there already. */
static gboolean
prepare (Pass *pass, const NcsnModel *model, NcsnShape shape, gboolean divergence, GError **error)
{
  if (pass->score.graph && ncsn_shape_equal (pass->score.shape, shape))
    return TRUE;
  ncsn_graph_free (pass->score.graph);
  pass->score =
      ncsn_score_graph_build (ncsn_graph_new (), model->parameters, &model->config, shape);
  if (divergence)
    add_divergence (pass);
  if (!ncsn_graph_plan (pass->score.graph, NCSN_PLAN_INFERENCE, error)) {
    g_clear_pointer (&pass->score.graph, ncsn_graph_free);
    return FALSE;
  }
  ncsn_graph_bind (pass->score.graph, model->values, NULL);
  return TRUE;
}

/* A call: all pictures, cut into passes. v and divergence are NULL when only the score is wanted.
 */
typedef struct {
  NcsnModelScore *score;
  Graphs *graphs;
  const float *x, *v;
  NcsnShape shape;
  double sigma;
  float *out;
  double *divergence;
  gsize pass;    /* pictures */
  GError *error; /* the first that happened; atomic */
} Call;

static gboolean
run_pass (const Call *call, gsize index, Passes *passes, NcsnThreads *threads, GError **error)
{
  NcsnModelScore *score = call->score;
  gsize first = index * call->pass, count = MIN (call->pass, call->shape.n - first);
  NcsnShape part = {count, call->shape.h, call->shape.w, call->shape.c};
  gsize picture = part.h * part.w * part.c;
  Pass *pass = count == call->pass ? &passes->full : &passes->rest;
  double sigmas[PASS_TOGETHER];

  if (!prepare (pass, score->model, part, call->v != NULL, error))
    return FALSE;
  for (gsize i = 0; i < count; i++)
    sigmas[i] = call->sigma;
  ncsn_score_graph_set (&pass->score, &score->model->config, call->x + first * picture, sigmas,
                        score->classes ? score->classes + first : NULL);
  if (call->v)
    memcpy (pass->v->value, call->v + first * picture, count * picture * sizeof (float));
  ncsn_graph_set_cancellable (pass->score.graph, score->cancellable);
  ncsn_graph_forward (pass->score.graph, threads);
  if (g_cancellable_set_error_if_cancelled (score->cancellable, error))
    return FALSE;
  memcpy (call->out + first * picture, pass->score.score->value, count * picture * sizeof (float));
  for (gsize n = 0; call->v && n < count; n++)
    call->divergence[first + n] = (double)pass->along->value[n];
  return TRUE;
}

static void
pass_range (gsize first, gsize last, guint worker, gpointer data)
{
  Call *call = data;
  NcsnThreads *single = ncsn_threads_single (call->score->threads, worker);

  for (gsize i = first; i < last; i++) {
    GError *error = NULL;
    if (!run_pass (call, i, &call->graphs->alone[worker], single, &error) &&
        !g_atomic_pointer_compare_and_exchange (&call->error, NULL, error))
      g_error_free (error);
  }
}

static gboolean
has_many_weights (const Call *call)
{
  return ncsn_model_n_parameters (call->score->model) >= NCSN_MANY_WEIGHTS;
}

static gsize
pass_alone (const Call *call)
{
  const NcsnModelConfig *config = &call->score->model->config;
  gsize floats = call->shape.h * call->shape.w * config->features;

  return has_many_weights (call) || floats <= NCSN_SMALL_PICTURE ? PASS_ALONE_SMALL : PASS_ALONE;
}

static gboolean
run (Call *call, GError **error)
{
  NcsnThreads *threads = call->score->threads;
  gsize n = call->shape.n,
        share = (n + ncsn_threads_count (threads) - 1) / ncsn_threads_count (threads);
  gboolean alone = n > 1 && (!has_many_weights (call) || share >= PASS_ALONE);

  if (!check_shape (call->score, call->shape, error))
    return FALSE;
  call->pass = alone ? MIN (share, pass_alone (call)) : PASS_TOGETHER;
  gsize passes = (n + call->pass - 1) / call->pass;
  if (alone) {
    ncsn_parallel_for (threads, passes, 1, pass_range, call);
    if (call->error)
      g_propagate_error (error, call->error);
    return call->error == NULL;
  }
  for (gsize i = 0; i < passes; i++)
    if (!run_pass (call, i, &call->graphs->together, threads, error))
      return FALSE;
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, float *out, gpointer data, GError **error)
{
  NcsnModelScore *score = data;
  Call call = {
      .score = score, .graphs = &score->plain, .x = x, .shape = shape, .sigma = sigma, .out = out};

  return run (&call, error);
}

static gboolean
evaluate_divergence (const float *x, const float *v, NcsnShape shape, double sigma, float *out,
                     double *divergence, gpointer data, GError **error)
{
  NcsnModelScore *score = data;
  Call call = {.score = score,
               .graphs = &score->divergence,
               .x = x,
               .v = v,
               .shape = shape,
               .sigma = sigma,
               .out = out,
               .divergence = divergence};

  return run (&call, error);
}

void
ncsn_model_score_set_cancellable (NcsnModelScore *score, GCancellable *cancellable)
{
  score->cancellable = cancellable;
}

NcsnScore
ncsn_model_score_function (NcsnModelScore *score)
{
  return (NcsnScore){evaluate, score};
}

NcsnDivergence
ncsn_model_score_divergence (NcsnModelScore *score)
{
  return (NcsnDivergence){evaluate_divergence, score};
}
