/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model as a score function: pictures go through the network a few at a time. */
#include "model/model-private.h"

#include <string.h>

#include "autodiff/ops.h"
#include "model/score-graph.h"
#include "ncsn/error.h"

/* Pictures a pass: enough for the matrix products, few enough for their activations to stay in
 * cache. */
#define PASS 16

typedef struct {
  NcsnScoreGraph score; /* score.graph NULL: not built */
  NcsnNode *v, *along;  /* the probe and vᵀ (∂s/∂x) v, (N, 1, 1, 1); NULL without divergence */
} Pass;

/* A graph for PASS pictures, and one for fewer at the end. */
typedef struct {
  Pass full, rest;
} Passes;

struct _NcsnModelScore {
  const NcsnModel *model;
  NcsnThreads *threads;
  guint *classes; /* NULL: unconditional */
  gsize n_pictures;
  Passes plain, divergence;
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
  score->classes = n_classes > 0 ? g_memdup2 (classes, n_pictures * sizeof (guint)) : NULL;
  return score;
}

static void
free_passes (Passes *passes)
{
  ncsn_graph_free (passes->full.score.graph);
  ncsn_graph_free (passes->rest.score.graph);
}

void
ncsn_model_score_free (NcsnModelScore *score)
{
  if (!score)
    return;
  free_passes (&score->plain);
  free_passes (&score->divergence);
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

/* v and divergence are NULL when only the score is wanted. */
static gboolean
run (NcsnModelScore *score, Passes *passes, const float *x, const float *v, NcsnShape shape,
     double sigma, float *out, double *divergence, GError **error)
{
  gsize picture = shape.h * shape.w * shape.c;
  double sigmas[PASS];

  if (!check_shape (score, shape, error))
    return FALSE;
  for (guint i = 0; i < PASS; i++)
    sigmas[i] = sigma;
  for (gsize first = 0; first < shape.n; first += PASS) {
    NcsnShape part = {MIN (PASS, shape.n - first), shape.h, shape.w, shape.c};
    gsize size = part.n * picture * sizeof (float);
    Pass *pass = part.n == PASS ? &passes->full : &passes->rest;
    if (!prepare (pass, score->model, part, v != NULL, error))
      return FALSE;
    ncsn_score_graph_set (&pass->score, &score->model->config, x + first * picture, sigmas,
                          score->classes ? score->classes + first : NULL);
    if (v)
      memcpy (pass->v->value, v + first * picture, size);
    ncsn_graph_forward (pass->score.graph, score->threads);
    memcpy (out + first * picture, pass->score.score->value, size);
    for (gsize n = 0; v && n < part.n; n++)
      divergence[first + n] = (double)pass->along->value[n];
  }
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, float *out, gpointer data, GError **error)
{
  NcsnModelScore *score = data;

  return run (score, &score->plain, x, NULL, shape, sigma, out, NULL, error);
}

static gboolean
evaluate_divergence (const float *x, const float *v, NcsnShape shape, double sigma, float *out,
                     double *divergence, gpointer data, GError **error)
{
  NcsnModelScore *score = data;

  return run (score, &score->divergence, x, v, shape, sigma, out, divergence, error);
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
