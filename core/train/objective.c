/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objectives of score matching, as graphs around a model's score. objective.h has the
 * equations.
 */
#include "train/objective.h"

#include <math.h>
#include <string.h>

#include "autodiff/ops.h"
#include "base/memory.h"

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

NcsnObjective *
ncsn_objective_new (NcsnLoss kind, const NcsnModelConfig *config, NcsnParameters *parameters,
                    NcsnShape shape, const float *weights, float *gradients, GError **error)
{
  g_autoptr (NcsnObjective) o = g_new0 (NcsnObjective, 1);
  NcsnGraph *graph = ncsn_graph_new ();

  o->kind = kind;
  o->score = ncsn_score_graph_build (graph, parameters, config, shape);
  o->half = ncsn_graph_input (graph, (NcsnShape){shape.n, 1, 1, 1}, FALSE);
  o->loss = ncsn_loss_is_sliced (kind) ? add_sliced (o, graph) : add_regression (o, graph);
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

static void
set_pixel_weights (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch)
{
  for (gsize i = 0; i < ncsn_shape_size (o->pixel_weight->shape); i++)
    o->pixel_weight->value[i] =
        (float)sqrt (ncsn_precondition_weight (config, level_of (o, batch, i)));
}

static gboolean
set_inputs (NcsnObjective *o, const NcsnModelConfig *config, const NcsnObjectiveBatch *batch,
            double share, GError **error)
{
  NcsnShape shape = o->score.shape;
  gsize size = shape.h * shape.w * shape.c;
  const NcsnKnown known = {.known = batch->holes != NULL ? o->noisy : NULL,
                           .mask = batch->holes,
                           .levels = batch->levels,
                           .view = batch->views};

  for (gsize n = 0; n < shape.n; n++) {
    const double lambda =
        o->pixel_weight != NULL ? 1.0 : ncsn_precondition_weight (config, batch->sigmas[n]);
    const double weight = share * lambda / noisy_share (batch, n, shape.h * shape.w);

    set_noisy (o, batch, n, size);
    o->half->value[n] = (float)(0.5 * weight);
    if (o->weight != NULL)
      o->weight->value[n] = (float)weight;
  }
  if (o->pixel_weight != NULL)
    set_pixel_weights (o, config, batch);
  ncsn_score_graph_set (&o->score, config, o->noisy, batch->sigmas, batch->classes, &known);
  if (ncsn_loss_is_sliced (o->kind))
    memcpy (o->v->value, batch->v, ncsn_shape_size (shape) * sizeof (float));
  else if (o->kind == NCSN_LOSS_DSM)
    set_denoising_target (o, batch, size);
  else
    return set_true_target (o, batch, size, error);
  return TRUE;
}

gboolean
ncsn_objective_evaluate (NcsnObjective *o, const NcsnModelConfig *config,
                         const NcsnObjectiveBatch *batch, double share, gboolean backward,
                         NcsnThreads *threads, double *loss, GError **error)
{
  if (!set_inputs (o, config, batch, share, error))
    return FALSE;
  ncsn_graph_forward (o->score.graph, threads);
  if (backward)
    ncsn_graph_backward (o->score.graph, o->loss, threads);
  *loss = (double)o->loss->value[0];
  return TRUE;
}
