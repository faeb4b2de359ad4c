/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model as a score function: cuts pictures into passes through the network's graph and spreads
 * these over threads. */
#include "model/model-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "autodiff/ops.h"
#include "base/parallel.h"
#include "model/config.h"
#include "model/score-graph.h"
#include "ncsn/error.h"

typedef struct {
  NcsnScoreGraph score; /* score.graph NULL: not built */
  NcsnNode *v, *along;  /* the probe and vᵀ (∂s/∂x) v, (N, 1, 1, 1); NULL without divergence */
} Pass;

/* Graphs of the two latest shapes: a batch is cut into passes of at most two sizes. */
typedef struct {
  Pass pass[2];
  guint last; /* the one used last */
} Passes;

/* The graphs of a kind: one set for all threads together, and one for each thread alone. */
typedef struct {
  Passes together;
  Passes *alone; /* one for each worker */
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
    if (classes == NULL || classes[i] >= ncsn_model_config_class_rows (&model->config)) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   g_dngettext (GETTEXT_PACKAGE,
                                "The model has %u class; every picture needs one below that.",
                                "The model has %u classes; every picture needs one below that.",
                                n_classes),
                   n_classes);
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
  ncsn_graph_free (passes->pass[0].score.graph);
  ncsn_graph_free (passes->pass[1].score.graph);
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
  if (score == NULL)
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

  if (shape.n > score->n_pictures && score->classes != NULL) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        g_dngettext (GETTEXT_PACKAGE, "The score was made for %zu picture but is given %zu.",
                     "The score was made for %zu pictures but is given %zu.", score->n_pictures),
        score->n_pictures, shape.n);
    return FALSE;
  }
  if (shape.c != config->channels || shape.h % multiple || shape.w % multiple || shape.h == 0 ||
      shape.w == 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The model needs %u channels and sides that are multiples of %zu, not %zu×%zu "
                    "with %zu."),
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

static gboolean
is_for (const Pass *pass, NcsnShape shape)
{
  return pass->score.graph != NULL && ncsn_shape_equal (pass->score.shape, shape);
}

/* The pass for this shape, built in place of the one that was not used last unless it exists. NULL
 * with an error when there is not enough memory. */
static Pass *
prepare (Passes *passes, const NcsnModel *model, NcsnShape shape, gboolean divergence,
         GError **error)
{
  passes->last = is_for (&passes->pass[passes->last], shape) ? passes->last : 1 - passes->last;
  Pass *pass = &passes->pass[passes->last];

  if (is_for (pass, shape))
    return pass;
  ncsn_graph_free (pass->score.graph);
  pass->score =
      ncsn_score_graph_build (ncsn_graph_new (), model->parameters, &model->config, shape);
  if (divergence)
    add_divergence (pass);
  if (!ncsn_graph_plan (pass->score.graph, NCSN_PLAN_INFERENCE, error)) {
    g_clear_pointer (&pass->score.graph, ncsn_graph_free);
    return NULL;
  }
  ncsn_graph_bind (pass->score.graph, model->values, NULL);
  return pass;
}

/* A call: all pictures, cut into passes. v and divergence are NULL when only the score is needed.
 */
typedef struct {
  NcsnModelScore *score;
  Graphs *graphs;
  const float *x, *v;
  NcsnShape shape;
  double sigma;
  const NcsnKnown *known; /* NULL: nothing is known */
  float *out;
  double *divergence;
  gsize passes;
  GError *error; /* the first that happened; atomic */
} Call;

/* The root mean square of a picture's levels. */
static double
mean_level (const float *levels, gsize pixels)
{
  double sum = 0.0;

  for (gsize i = 0; i < pixels; i++)
    sum += (double)levels[i] * (double)levels[i];
  return sqrt (sum / (double)pixels);
}

/* What is known of the pictures of a pass. */
static NcsnKnown
part_of (const Call *call, gsize pixel, gsize value)
{
  const NcsnKnown *known = call->known;
  NcsnKnown part = {0};

  if (known == NULL)
    return part;
  if (known->mask != NULL) {
    part.known = known->known + value;
    part.mask = known->mask + pixel;
  }
  if (known->levels != NULL && call->score->model->config.noise_map)
    part.levels = known->levels + pixel;
  if (known->view != NULL)
    part.view = known->view + value + pixel;
  return part;
}

/* Sets the inputs of a pass to pictures first, first + 1 … of a call. */
static void
set_inputs (const Call *call, gsize first, Pass *pass)
{
  const NcsnShape shape = pass->score.shape;
  const gsize pixel = first * shape.h * shape.w, value = pixel * shape.c;
  const NcsnKnown part = part_of (call, pixel, value);
  const guint *classes = call->score->classes != NULL ? call->score->classes + first : NULL;
  double sigmas[NCSN_PASS_SHARED];

  for (gsize i = 0; i < shape.n; i++)
    sigmas[i] = part.levels != NULL
                    ? mean_level (part.levels + i * shape.h * shape.w, shape.h * shape.w)
                    : call->sigma;
  ncsn_score_graph_set (&pass->score, &call->score->model->config, call->x + value, sigmas, classes,
                        &part);
  if (call->v != NULL)
    memcpy (pass->v->value, call->v + value, ncsn_shape_size (shape) * sizeof (float));
}

static void
take_outputs (const Call *call, gsize first, const Pass *pass)
{
  const NcsnShape shape = pass->score.shape;

  memcpy (call->out + first * shape.h * shape.w * shape.c, pass->score.score->value,
          ncsn_shape_size (shape) * sizeof (float));
  for (gsize n = 0; call->v != NULL && n < shape.n; n++)
    call->divergence[first + n] = (double)pass->along->value[n];
}

static gboolean
run_pass (const Call *call, gsize index, Passes *passes, NcsnThreads *threads, GError **error)
{
  NcsnModelScore *score = call->score;
  gsize first = call->shape.n * index / call->passes;
  gsize count = call->shape.n * (index + 1) / call->passes - first;
  NcsnShape part = {count, call->shape.h, call->shape.w, call->shape.c};
  Pass *pass = prepare (passes, score->model, part, call->v != NULL, error);

  if (pass == NULL)
    return FALSE;
  set_inputs (call, first, pass);
  ncsn_graph_set_cancellable (pass->score.graph, score->cancellable);
  ncsn_graph_forward (pass->score.graph, threads);
  if (g_cancellable_set_error_if_cancelled (score->cancellable, error))
    return FALSE;
  take_outputs (call, first, pass);
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
  gsize floats = call->shape.h * call->shape.w * config->base_channels;

  return has_many_weights (call) || floats <= NCSN_SMALL_PICTURE ? NCSN_PASS_ALONE_LARGE
                                                                 : NCSN_PASS_ALONE;
}

static gsize
divided_up (gsize a, gsize b)
{
  return (a + b - 1) / b;
}

/* Passes of nearly equal size, the same number for every thread. */
static gsize
passes_alone (const Call *call)
{
  gsize threads = ncsn_threads_count (call->score->threads);
  gsize min = divided_up (call->shape.n, pass_alone (call));

  return MIN (divided_up (min, threads) * threads, call->shape.n);
}

static gboolean
run (Call *call, GError **error)
{
  NcsnThreads *threads = call->score->threads;
  gsize n = call->shape.n, share = divided_up (n, ncsn_threads_count (threads));
  gboolean alone = n > 1 && (!has_many_weights (call) || share >= NCSN_PASS_ALONE);

  if (!check_shape (call->score, call->shape, error))
    return FALSE;
  call->passes = alone ? passes_alone (call) : divided_up (n, NCSN_PASS_SHARED);
  if (alone) {
    ncsn_parallel_for (threads, call->passes, 1, pass_range, call);
    if (call->error != NULL)
      g_propagate_error (error, call->error);
    return call->error == NULL;
  }
  for (gsize i = 0; i < call->passes; i++)
    if (!run_pass (call, i, &call->graphs->together, threads, error))
      return FALSE;
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *out,
          gpointer data, GError **error)
{
  NcsnModelScore *score = data;
  Call call = {.score = score,
               .graphs = &score->plain,
               .x = x,
               .shape = shape,
               .sigma = sigma,
               .known = known,
               .out = out};

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
