/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds convolutions, which include linear layers, to a graph. */
#include "autodiff/ops.h"

static void
conv_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_conv_forward (&y->attribute.conv, y->inputs[0]->value, y->inputs[1]->value,
                     y->n_inputs > 2 ? y->inputs[2]->value : NULL, y->value, threads);
}

static void
conv_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *w = y->inputs[1], *b = y->n_inputs > 2 ? y->inputs[2] : NULL;

  if (x->gradient != NULL)
    ncsn_conv_vjp_input (&y->attribute.conv, y->gradient, w->value, x->gradient, threads);
  if (w->gradient != NULL)
    ncsn_conv_vjp_weight (&y->attribute.conv, x->value, y->gradient, w->gradient, threads);
  if (b != NULL && b->gradient != NULL)
    ncsn_conv_vjp_bias (&y->attribute.conv, y->gradient, b->gradient, threads);
}

/* Convolution is affine in x, so its tangent has no bias. */
static NcsnNode *
conv_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  const NcsnConv *conv = &y->attribute.conv;

  g_assert (tangents[1] == NULL && tangents[2] == NULL);
  return ncsn_op_conv (graph, tangents[0], y->inputs[1], NULL, conv->stride, conv->dilation);
}

static const NcsnOp op_conv = {
    .name = "conv", .forward = conv_forward, .vjp = conv_vjp, .jvp = conv_jvp};

NcsnNode *
ncsn_op_conv (NcsnGraph *graph, NcsnNode *x, NcsnNode *w, NcsnNode *b, gsize stride, gsize dilation)
{
  NcsnConv conv = {x->shape, w->shape.n, w->shape.h, w->shape.c, stride, dilation};

  g_assert (w->shape.w == x->shape.c && w->shape.n % 2 == 1 && w->shape.h % 2 == 1);
  g_assert (b == NULL || ncsn_shape_size (b->shape) == w->shape.c);
  NcsnNode *y = ncsn_graph_add (graph, &op_conv, ncsn_conv_output_shape (&conv), x, w, b);
  y->attribute.conv = conv;
  return y;
}
