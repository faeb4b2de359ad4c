/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds the operations of objectives to a graph: inner products, their roots and their weighted
 * mean. */
#include "autodiff/ops.h"

#include "tensor/pointwise/elementwise.h"

static void
dot_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_dot (a->value, b->value, a->shape, y->value, threads);
}

static void
dot_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_dot_vjp (a->value, b->value, a->shape, y->gradient, a->gradient, b->gradient, threads);
}

/* ⟨a', b⟩ + ⟨a, b'⟩ */
static NcsnNode *
dot_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  NcsnNode *left = tangents[0] != NULL ? ncsn_op_dot (graph, tangents[0], y->inputs[1]) : NULL;
  NcsnNode *right = tangents[1] != NULL ? ncsn_op_dot (graph, y->inputs[0], tangents[1]) : NULL;

  if (left == NULL || right == NULL)
    return left != NULL ? left : right;
  return ncsn_op_add (graph, left, right);
}

static const NcsnOp op_dot = {
    .name = "dot", .forward = dot_forward, .vjp = dot_vjp, .jvp = dot_jvp};

NcsnNode *
ncsn_op_dot (NcsnGraph *graph, NcsnNode *a, NcsnNode *b)
{
  g_assert (ncsn_shape_equal (a->shape, b->shape));
  return ncsn_graph_add (graph, &op_dot, (NcsnShape){a->shape.n, 1, 1, 1}, a, b, NULL);
}

static void
soft_root_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_soft_root (y->inputs[0]->value, y->inputs[1]->value, y->shape.n, y->value);
}

static void
soft_root_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *c = y->inputs[1];

  if (x->gradient != NULL)
    ncsn_soft_root_vjp (x->value, c->value, y->shape.n, y->gradient, x->gradient);
}

static const NcsnOp op_soft_root = {
    .name = "soft root", .forward = soft_root_forward, .vjp = soft_root_vjp};

NcsnNode *
ncsn_op_soft_root (NcsnGraph *graph, NcsnNode *x, NcsnNode *c)
{
  g_assert (ncsn_shape_size (x->shape) == x->shape.n);
  g_assert (ncsn_shape_equal (x->shape, c->shape));
  return ncsn_graph_add (graph, &op_soft_root, x->shape, x, c, NULL);
}

static void
mean_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *weight = y->inputs[1];

  y->value[0] = ncsn_mean (x->value, weight->value, x->shape.n);
}

static void
mean_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *weight = y->inputs[1];

  if (x->gradient != NULL)
    ncsn_mean_vjp (weight->value, x->shape.n, y->gradient[0], x->gradient);
}

static NcsnNode *
mean_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  g_assert (tangents[1] == NULL);
  return ncsn_op_mean (graph, tangents[0], y->inputs[1]);
}

static const NcsnOp op_mean = {
    .name = "mean", .forward = mean_forward, .vjp = mean_vjp, .jvp = mean_jvp};

NcsnNode *
ncsn_op_mean (NcsnGraph *graph, NcsnNode *x, NcsnNode *weight)
{
  g_assert (ncsn_shape_size (x->shape) == x->shape.n);
  g_assert (ncsn_shape_equal (x->shape, weight->shape));
  return ncsn_graph_add (graph, &op_mean, (NcsnShape){1, 1, 1, 1}, x, weight, NULL);
}
