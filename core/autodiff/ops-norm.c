/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds conditional instance normalisation ++, with or without an activation, and its tangent to a
 * graph. */
#include "autodiff/ops.h"

#include "tensor/norm/norm-tangent.h"
#include "tensor/norm/norm.h"

static void
norm_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *scale = y->inputs[1];

  ncsn_norm_forward (x->value, x->shape, scale->value, scale->shape.n,
                     (NcsnActivation)y->attribute.number, y->value, y->aux, threads);
}

/* Overwrites the gradient of y, which has no later reader. */
static void
norm_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *scale = y->inputs[1];

  ncsn_norm_vjp (x->value, x->shape, scale->value, scale->shape.n,
                 (NcsnActivation)y->attribute.number, y->aux, y->gradient, x->gradient,
                 scale->gradient, threads);
}

static gsize
norm_aux_size (const NcsnNode *y, NcsnPlan plan)
{
  return ncsn_norm_statistics_size (y->shape);
}

/* The statistics are computed again from x, because an inference plan does not keep those of the
 * norm itself. */
static void
norm_tangent_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *t = y->inputs[1], *scale = y->inputs[2];

  ncsn_norm_tangent_forward (x->value, t->value, x->shape, scale->value, scale->shape.n, y->value,
                             y->aux, threads);
}

static void
norm_tangent_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *t = y->inputs[1], *scale = y->inputs[2];

  ncsn_norm_tangent_vjp (x->value, t->value, x->shape, scale->value, scale->shape.n, y->aux,
                         y->gradient, x->gradient, t->gradient, scale->gradient, threads);
}

static gsize
norm_tangent_aux_size (const NcsnNode *y, NcsnPlan plan)
{
  return ncsn_norm_tangent_statistics_size (y->shape);
}

static const NcsnOp op_norm_tangent = {.name = "norm-tangent",
                                       .forward = norm_tangent_forward,
                                       .vjp = norm_tangent_vjp,
                                       .aux_size = norm_tangent_aux_size};

/* With an activation the tangent is f'(z) z'. The node does not keep z, so it is computed again by
 * a node of its own. */
static NcsnNode *
norm_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  NcsnActivation activation = (NcsnActivation)y->attribute.number;
  NcsnNode *x = y->inputs[0], *scale = y->inputs[1];

  g_assert (tangents[1] == NULL);
  NcsnNode *t = ncsn_graph_add (graph, &op_norm_tangent, y->shape, x, tangents[0], scale);
  if (activation == NCSN_ACTIVATION_NONE)
    return t;
  NcsnNode *z = ncsn_op_norm (graph, x, scale, NCSN_ACTIVATION_NONE);
  return ncsn_op_activation_tangent (graph, activation, z, t);
}

static const NcsnOp op_norm = {.name = "norm",
                               .forward = norm_forward,
                               .vjp = norm_vjp,
                               .jvp = norm_jvp,
                               .aux_size = norm_aux_size,
                               .in_place = 1};

NcsnNode *
ncsn_op_norm (NcsnGraph *graph, NcsnNode *x, NcsnNode *scale, NcsnActivation activation)
{
  g_assert (x->shape.c >= 2 && scale->shape.c == 3 * x->shape.c);
  g_assert (scale->shape.h == 1 && scale->shape.w == 1);
  g_assert (scale->shape.n == 1 || scale->shape.n == x->shape.n);
  NcsnNode *y = ncsn_graph_add (graph, &op_norm, x->shape, x, scale, NULL);
  y->attribute.number = activation;
  return y;
}
