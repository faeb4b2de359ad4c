/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds softmax attention and its tangent to a graph. */
#include "autodiff/ops.h"

#include "tensor/attention/attention-tangent.h"
#include "tensor/attention/attention.h"

static void
attention_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0];

  ncsn_attention_forward (qkv->value, qkv->shape, y->attribute.number, y->value, y->aux, threads);
}

static void
attention_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0];

  ncsn_attention_vjp (qkv->value, qkv->shape, y->attribute.number, y->aux, y->gradient,
                      qkv->gradient, threads);
}

static gsize
attention_aux_size (const NcsnNode *y, NcsnPlan plan)
{
  if (plan == NCSN_PLAN_INFERENCE)
    return 0;
  return ncsn_attention_weights_size (y->inputs[0]->shape, y->attribute.number);
}

/* The weights are computed again from qkv, because an inference plan does not keep those of the
 * attention itself. */
static void
attention_tangent_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0], *t = y->inputs[1];

  ncsn_attention_tangent_forward (qkv->value, t->value, qkv->shape, y->attribute.number, y->value,
                                  y->aux, threads);
}

static void
attention_tangent_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0], *t = y->inputs[1];

  ncsn_attention_tangent_vjp (qkv->value, t->value, qkv->shape, y->attribute.number, y->aux,
                              y->gradient, qkv->gradient, t->gradient, threads);
}

static gsize
attention_tangent_aux_size (const NcsnNode *y, NcsnPlan plan)
{
  return ncsn_attention_tangent_weights_size (y->inputs[0]->shape, y->attribute.number);
}

static const NcsnOp op_attention_tangent = {.name = "attention-tangent",
                                            .forward = attention_tangent_forward,
                                            .vjp = attention_tangent_vjp,
                                            .aux_size = attention_tangent_aux_size};

static NcsnNode *
attention_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  NcsnNode *tangent =
      ncsn_graph_add (graph, &op_attention_tangent, y->shape, y->inputs[0], tangents[0], NULL);

  tangent->attribute.number = y->attribute.number;
  return tangent;
}

static const NcsnOp op_attention = {.name = "attention",
                                    .forward = attention_forward,
                                    .vjp = attention_vjp,
                                    .jvp = attention_jvp,
                                    .aux_size = attention_aux_size};

NcsnNode *
ncsn_op_attention (NcsnGraph *graph, NcsnNode *qkv, gsize heads)
{
  NcsnShape shape = qkv->shape;

  g_assert (qkv->shape.c % (3 * heads) == 0);
  shape.c /= 3;
  NcsnNode *y = ncsn_graph_add (graph, &op_attention, shape, qkv, NULL, NULL);
  y->attribute.number = heads;
  return y;
}
