/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds pooling, its tangents, and resizing to a graph. */
#include "autodiff/ops.h"

#include "tensor/pool/resize.h"

static NcsnNode *
add_pool (NcsnGraph *graph, const NcsnOp *op, NcsnNode *x, NcsnNode *t, NcsnWindow window)
{
  g_assert (window.pad <= window.size / 2 && window.size <= x->shape.h + 2 * window.pad &&
            window.size <= x->shape.w + 2 * window.pad);
  NcsnNode *y = ncsn_graph_add (graph, op, ncsn_pool_output_shape (x->shape, window), x, t, NULL);
  y->attribute.window = window;
  return y;
}

static void
average_pool_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_average_pool_forward (x->value, x->shape, y->attribute.window, y->value, threads);
}

static void
average_pool_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_average_pool_vjp (y->gradient, x->shape, y->attribute.window, x->gradient, threads);
}

static NcsnNode *
average_pool_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  return ncsn_op_average_pool (graph, tangents[0], y->attribute.window);
}

static const NcsnOp op_average_pool = {.name = "average-pool",
                                       .forward = average_pool_forward,
                                       .vjp = average_pool_vjp,
                                       .jvp = average_pool_jvp};

NcsnNode *
ncsn_op_average_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window)
{
  return add_pool (graph, &op_average_pool, x, NULL, window);
}

static void
max_pool_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_max_pool_forward (x->value, x->shape, y->attribute.window, y->value, threads);
}

static void
max_pool_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_max_pool_vjp (x->value, y->gradient, x->shape, y->attribute.window, x->gradient, threads);
}

static void
max_pool_tangent_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *t = y->inputs[1];

  ncsn_max_pool_tangent (x->value, t->value, x->shape, y->attribute.window, y->value, threads);
}

/* The tangent is linear in t, with the Jacobian of the pooling. That is piecewise constant in x, so
 * there is no gradient of x. */
static void
max_pool_tangent_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *t = y->inputs[1];

  if (t->gradient != NULL)
    ncsn_max_pool_vjp (x->value, y->gradient, x->shape, y->attribute.window, t->gradient, threads);
}

static const NcsnOp op_max_pool_tangent = {
    .name = "max-pool-tangent", .forward = max_pool_tangent_forward, .vjp = max_pool_tangent_vjp};

static NcsnNode *
max_pool_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  return add_pool (graph, &op_max_pool_tangent, y->inputs[0], tangents[0], y->attribute.window);
}

static const NcsnOp op_max_pool = {
    .name = "max-pool", .forward = max_pool_forward, .vjp = max_pool_vjp, .jvp = max_pool_jvp};

NcsnNode *
ncsn_op_max_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window)
{
  return add_pool (graph, &op_max_pool, x, NULL, window);
}

static void
upsample_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_upsample_nearest_forward (x->value, x->shape, y->attribute.number, y->value, threads);
}

static void
upsample_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_upsample_nearest_vjp (y->gradient, x->shape, y->attribute.number, x->gradient, threads);
}

static NcsnNode *
upsample_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  return ncsn_op_upsample_nearest (graph, tangents[0], y->attribute.number);
}

static const NcsnOp op_upsample = {.name = "upsample-nearest",
                                   .forward = upsample_forward,
                                   .vjp = upsample_vjp,
                                   .jvp = upsample_jvp};

NcsnNode *
ncsn_op_upsample_nearest (NcsnGraph *graph, NcsnNode *x, gsize factor)
{
  NcsnShape shape = {x->shape.n, x->shape.h * factor, x->shape.w * factor, x->shape.c};
  NcsnNode *y = ncsn_graph_add (graph, &op_upsample, shape, x, NULL, NULL);

  y->attribute.number = factor;
  return y;
}

static void
bilinear_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_resize_bilinear_forward (x->value, x->shape, y->shape.h, y->shape.w, y->value, threads);
}

static void
bilinear_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_resize_bilinear_vjp (y->gradient, x->shape, y->shape.h, y->shape.w, x->gradient, threads);
}

static NcsnNode *
bilinear_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  return ncsn_op_resize_bilinear (graph, tangents[0], y->shape.h, y->shape.w);
}

static const NcsnOp op_bilinear = {.name = "resize-bilinear",
                                   .forward = bilinear_forward,
                                   .vjp = bilinear_vjp,
                                   .jvp = bilinear_jvp};

NcsnNode *
ncsn_op_resize_bilinear (NcsnGraph *graph, NcsnNode *x, gsize height, gsize width)
{
  NcsnShape shape = {x->shape.n, height, width, x->shape.c};

  return ncsn_graph_add (graph, &op_bilinear, shape, x, NULL, NULL);
}
