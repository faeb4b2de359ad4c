/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds activations y = f (x) and their tangents y' = f'(x) t to a graph. There is one operation for
 * each, with f as its attribute. */
#include "autodiff/ops.h"

#include "tensor/pointwise/activation.h"

static NcsnNode *
add_activation (NcsnGraph *graph, const NcsnOp *op, NcsnNode *x, NcsnNode *t, gsize kind)
{
  NcsnNode *y = ncsn_graph_add (graph, op, x->shape, x, t, NULL);

  y->attribute.number = kind;
  return y;
}

static void
activation_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_activation_forward ((NcsnActivation)y->attribute.number, y->inputs[0]->value,
                           ncsn_shape_size (y->shape), y->value, threads);
}

static void
activation_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_activation_vjp ((NcsnActivation)y->attribute.number, x->value, y->gradient,
                       ncsn_shape_size (y->shape), x->gradient, threads);
}

static void
tangent_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_activation_tangent ((NcsnActivation)y->attribute.number, y->inputs[0]->value,
                           y->inputs[1]->value, ncsn_shape_size (y->shape), y->value, threads);
}

/* dt += f'(x) dy, dx += f''(x) t dy. */
static void
tangent_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *t = y->inputs[1];
  NcsnActivation kind = (NcsnActivation)y->attribute.number;
  gsize count = ncsn_shape_size (y->shape);

  if (t->gradient != NULL)
    ncsn_activation_vjp (kind, x->value, y->gradient, count, t->gradient, threads);
  if (x->gradient != NULL)
    ncsn_activation_tangent_vjp (kind, x->value, t->value, y->gradient, count, x->gradient,
                                 threads);
}

static const NcsnOp op_tangent = {
    .name = "activation-tangent", .forward = tangent_forward, .vjp = tangent_vjp, .in_place = 3};

NcsnNode *
ncsn_op_activation_tangent (NcsnGraph *graph, NcsnActivation activation, NcsnNode *x, NcsnNode *t)
{
  g_assert (ncsn_shape_equal (x->shape, t->shape));
  return add_activation (graph, &op_tangent, x, t, activation);
}

static NcsnNode *
activation_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  return ncsn_op_activation_tangent (graph, (NcsnActivation)y->attribute.number, y->inputs[0],
                                     tangents[0]);
}

static const NcsnOp op_activation = {.name = "activation",
                                     .forward = activation_forward,
                                     .vjp = activation_vjp,
                                     .jvp = activation_jvp,
                                     .in_place = 1};

NcsnNode *
ncsn_op_elu (NcsnGraph *graph, NcsnNode *x)
{
  return add_activation (graph, &op_activation, x, NULL, NCSN_ACTIVATION_ELU);
}

NcsnNode *
ncsn_op_silu (NcsnGraph *graph, NcsnNode *x)
{
  return add_activation (graph, &op_activation, x, NULL, NCSN_ACTIVATION_SILU);
}
