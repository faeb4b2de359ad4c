/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objectives of score matching, as graphs around a model's score. objective.h has the
 * equations.
 */
#include "train/objective.h"

#include <math.h>
#include <string.h>

#include "autodiff/ops.h"
#include "base/memory.h"
#include "train/consistency.h"

/* The smallest share of noisy pixels that a picture's weight is divided by, so that pictures with a
 * few noisy pixels do not outweigh whole ones. */
#define MIN_SHARE (1.0 / 16.0)

gboolean
ncsn_loss_is_sliced (NcsnLoss kind)
{
  return kind == NCSN_LOSS_SSM || kind == NCSN_LOSS_SSM_VR;
}

/* mean (λ/2 ‖s + target‖²) */
static NcsnNode *
add_regression (NcsnObjective *o, NcsnGraph *graph)
{
  const NcsnShape shape = o->score.shape;
  NcsnNode *difference;

  o->target = ncsn_graph_input (graph, shape, FALSE);
  difference = ncsn_op_add (graph, o->score.score, o->target);
  if (o->score.map != NULL) {
    o->pixel_weight = ncsn_graph_input (graph, (NcsnShape){shape.n, shape.h, shape.w, 1}, FALSE);
    difference = ncsn_op_scale (graph, difference, o->pixel_weight);
  }
  return ncsn_op_mean (graph, ncsn_op_dot (graph, difference, difference), o->half);
}

/* mean (λ vᵀ(∂s/∂x)v) + mean (λ/2 ‖s‖²), or with (vᵀs)² in place of ‖s‖². */
static NcsnNode *
add_sliced (NcsnObjective *o, NcsnGraph *graph)
{
  NcsnNode *s = o->score.score, *projected, *square;

  o->v = ncsn_graph_input (graph, o->score.shape, FALSE);
  o->weight = ncsn_graph_input (graph, o->half->shape, FALSE);
  projected = ncsn_op_dot (graph, o->v, ncsn_graph_tangent (graph, s, o->score.x, o->v));
  square = s;
  if (o->kind == NCSN_LOSS_SSM)
    square = ncsn_op_dot (graph, o->v, s);
  square = ncsn_op_dot (graph, square, square);
  return ncsn_op_add (graph, ncsn_op_mean (graph, projected, o->weight),
                      ncsn_op_mean (graph, square, o->half));
}

/* mean (σ² w (√(‖s + target‖² + (c/σ²)²) - c/σ²)), where σ² (s + target) = f_σ - f_ρ. */
static NcsnNode *
add_consistency (NcsnObjective *o, NcsnGraph *graph)
{
  const NcsnShape one = {o->score.shape.n, 1, 1, 1};
  NcsnNode *difference;

  o->target = ncsn_graph_input (graph, o->score.shape, FALSE);
  o->weight = ncsn_graph_input (graph, one, FALSE);
  o->softness = ncsn_graph_input (graph, one, FALSE);
  difference = ncsn_op_add (graph, o->score.score, o->target);
  difference = ncsn_op_dot (graph, difference, difference);
  return ncsn_op_mean (graph, ncsn_op_soft_root (graph, difference, o->softness), o->weight);
}

static NcsnNode *
add_loss (NcsnObjective *o, NcsnGraph *graph)
{
  if (o->kind == NCSN_LOSS_CONSISTENCY)
    return add_consistency (o, graph);
  o->half = ncsn_graph_input (graph, (NcsnShape){o->score.shape.n, 1, 1, 1}, FALSE);
  return ncsn_loss_is_sliced (o->kind) ? add_sliced (o, graph) : add_regression (o, graph);
}

NcsnObjective *
ncsn_objective_new (NcsnLoss kind, const NcsnModelConfig *config, NcsnParameters *parameters,
                    NcsnShape shape, const float *weights, float *gradients, GError **error)
{
  g_autoptr (NcsnObjective) o = g_new0 (NcsnObjective, 1);
  NcsnGraph *graph = ncsn_graph_new ();

  o->kind = kind;
  o->score = ncsn_score_graph_build (graph, parameters, config, shape);
  o->loss = add_loss (o, graph);
  ncsn_graph_output (graph, o->loss);
  o->noisy = ncsn_floats_new (ncsn_shape_size (shape), error);
  if (o->noisy == NULL || !ncsn_graph_plan (graph, NCSN_PLAN_TRAINING, error))
    return NULL;
  ncsn_graph_bind (graph, weights, gradients);
  return g_steal_pointer (&o);
}

void
ncsn_objective_free (NcsnObjective *o)
{
  if (o == NULL)
    return;
  ncsn_graph_free (o->score.graph);
  ncsn_floats_free (o->noisy);
  g_free (o);
}

/* Sets the target to -∇ln q_σ. */
static gboolean
set_true_target (NcsnObjective *o, const NcsnObjectiveBatch *batch, gsize size, GError **error)
{
  NcsnShape one = o->score.shape;
  float *target = o->target->value;

  one.n = 1;
  for (gsize n = 0; n < o->score.shape.n; n++)
    if (!batch->truth.evaluate (o->noisy + n * size, one, batch->sigmas[n], NULL, target + n * size,
                                batch->truth.data, error))
      return FALSE;
  for (gsize i = 0; i < o->score.shape.n * size; i++)
    target[i] = -target[i];
  return TRUE;
}

/* The noise level of pixel i of the batch. */
static double
level_of (const NcsnObjective *o, const NcsnObjectiveBatch *batch, gsize i)
{
  if (batch->levels != NULL)
    return (double)batch->levels[i];
  return batch->sigmas[i / (o->score.shape.h * o->score.shape.w)];
}

/* Sets the target to z/σ in holes, and to 0 at known pixels, whose score is 0. */
static void
set_denoising_target (NcsnObjective *o, const NcsnObjectiveBatch *batch, gsize size)
{
  const gsize channels = o->score.shape.c;

  for (gsize i = 0; i < o->score.shape.n * size; i++)
    o->target->value[i] = batch->z[i] * (float)(1.0 / level_of (o, batch, i / channels)) *
                          (batch->holes != NULL ? batch->holes[i / channels] : 1);
}

/* The share of picture n's pixels that are noisy. */
static double
noisy_share (const NcsnObjectiveBatch *batch, gsize n, gsize pixels)
{
  gsize count = 0;

  if (batch->holes == NULL)
    return 1;
  for (gsize i = n * pixels; i < (n + 1) * pixels; i++)
    count += batch->holes[i] > 0;
  return MAX ((double)count / (double)pixels, MIN_SHARE);
}

/* Sets the noisy picture n: x + σz in holes, x at known pixels. */
static void
set_noisy (NcsnObjective *o, const NcsnObjectiveBatch *batch, gsize n, gsize size)
{
  const gsize channels = o->score.shape.c;

  for (gsize i = n * size; i < (n + 1) * size; i++)
    o->noisy[i] = batch->x[i] + (float)level_of (o, batch, i / channels) * batch->z[i] *
                                    (batch->holes != NULL ? batch->holes[i / channels] : 1);
}

/* Sets the inputs of the score: the noisy pictures, and what is known of them. */
static void
set_score_inputs (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch)
{
  const NcsnShape shape = o->score.shape;
  const NcsnKnown known = {.known = batch->holes != NULL ? o->noisy : NULL,
                           .mask = batch->holes,
                           .levels = batch->levels,
                           .view = batch->views};

  for (gsize n = 0; n < shape.n; n++)
    set_noisy (o, batch, n, shape.h * shape.w * shape.c);
  ncsn_score_graph_set (&o->score, config, o->noisy, batch->sigmas, batch->classes, &known);
}

/* Sets the target to (x̃ - f_ρ)/σ² = ((σ - ρ) z - ρ² s)/σ² in holes, with the score s of the present
 * weights at ρ, and to 0 at known pixels, whose score is 0. Where ρ is 0, f_ρ is the picture, and
 * the score at any level will do. */
static void
set_consistency_target (NcsnObjective *o, const NcsnModelConfig *config,
                        const NcsnObjectiveBatch *batch, NcsnThreads *threads)
{
  const gsize n = o->score.shape.n, size = ncsn_shape_size (o->score.shape) / n;
  g_autofree double *levels = g_memdup2 (batch->sigmas, n * sizeof (double));
  NcsnObjectiveBatch below = *batch;

  for (gsize i = 0; i < n; i++)
    if (batch->lower[i] > 0)
      levels[i] = batch->lower[i];
  below.sigmas = levels;
  set_score_inputs (o, config, &below);
  ncsn_graph_forward (o->score.graph, threads);
  for (gsize i = 0; i < n * size; i++) {
    const double sigma = batch->sigmas[i / size], lower = batch->lower[i / size];
    const double noise = batch->holes == NULL || batch->holes[i / o->score.shape.c] > 0
                             ? (sigma - lower) * (double)batch->z[i]
                             : 0;

    o->target->value[i] =
        (float)((noise - lower * lower * (double)o->score.score->value[i]) / (sigma * sigma));
  }
}

static void
set_pixel_weights (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch)
{
  for (gsize i = 0; i < ncsn_shape_size (o->pixel_weight->shape); i++)
    o->pixel_weight->value[i] =
        (float)sqrt (ncsn_precondition_weight (config, level_of (o, batch, i)));
}

/* Sets the weights of the pictures, `share` times those of the loss. */
static void
set_weights (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch,
             double share)
{
  const NcsnShape shape = o->score.shape;

  for (gsize n = 0; n < shape.n; n++) {
    const double lambda =
        o->pixel_weight != NULL ? 1.0 : ncsn_precondition_weight (config, batch->sigmas[n]);
    const double weight = share * lambda / noisy_share (batch, n, shape.h * shape.w);

    o->half->value[n] = (float)(0.5 * weight);
    if (o->weight != NULL)
      o->weight->value[n] = (float)weight;
  }
  if (o->pixel_weight != NULL)
    set_pixel_weights (o, config, batch);
}

static void
set_consistency_weights (NcsnObjective *o, const NcsnModelConfig *config,
                         const NcsnObjectiveBatch *batch, double share)
{
  const NcsnShape shape = o->score.shape;
  const double c = ncsn_consistency_softness (config->data_sigma, shape.h * shape.w * shape.c);

  for (gsize n = 0; n < shape.n; n++) {
    const double sigma = batch->sigmas[n], variance = sigma * sigma;

    o->softness->value[n] = (float)(c / variance);
    o->weight->value[n] =
        (float)(share * variance * ncsn_consistency_weight (sigma, config->data_sigma) /
                sqrt (noisy_share (batch, n, shape.h * shape.w)));
  }
}

static gboolean
set_inputs (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch,
            double share, NcsnThreads *threads, GError **error)
{
  const gsize size = ncsn_shape_size (o->score.shape);

  if (o->kind == NCSN_LOSS_CONSISTENCY) {
    set_consistency_weights (o, config, batch, share);
    set_consistency_target (o, config, batch, threads);
    set_score_inputs (o, config, batch);
    return TRUE;
  }
  set_weights (o, config, batch, share);
  set_score_inputs (o, config, batch);
  if (ncsn_loss_is_sliced (o->kind))
    memcpy (o->v->value, batch->v, size * sizeof (float));
  else if (o->kind == NCSN_LOSS_DSM)
    set_denoising_target (o, batch, size / o->score.shape.n);
  else
    return set_true_target (o, batch, size / o->score.shape.n, error);
  return TRUE;
}

gboolean
ncsn_objective_evaluate (NcsnObjective *o, const NcsnModelConfig *config,
                         const NcsnObjectiveBatch *batch, double share, gboolean backward,
                         NcsnThreads *threads, double *loss, GError **error)
{
  if (!set_inputs (o, config, batch, share, threads, error))
    return FALSE;
  ncsn_graph_forward (o->score.graph, threads);
  if (backward)
    ncsn_graph_backward (o->score.graph, o->loss, threads);
  *loss = (double)o->loss->value[0];
  return TRUE;
}
