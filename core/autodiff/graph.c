/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds a graph, adds tangents to it, and runs its forward and reverse sweeps. */
#include "autodiff/graph.h"

#include <string.h>

#include "autodiff/graph-private.h"
#include "base/memory.h"

const NcsnOp ncsn_graph_op_input = {.name = "input"};
const NcsnOp ncsn_graph_op_parameter = {.name = "parameter"};

NcsnGraph *
ncsn_graph_new (void)
{
  NcsnGraph *graph = g_new0 (NcsnGraph, 1);

  graph->nodes = g_ptr_array_new_with_free_func (g_free);
  return graph;
}

void
ncsn_graph_free (NcsnGraph *graph)
{
  if (graph == NULL)
    return;
  g_ptr_array_unref (graph->nodes);
  ncsn_floats_free (graph->arena);
  g_free (graph);
}

NcsnNode *
ncsn_graph_add (NcsnGraph *graph, const NcsnOp *op, NcsnShape shape, NcsnNode *a, NcsnNode *b,
                NcsnNode *c)
{
  NcsnNode *node = g_new0 (NcsnNode, 1);
  NcsnNode *inputs[NCSN_NODE_MAX_INPUTS] = {a, b, c};

  node->op = op;
  node->shape = shape;
  node->index = graph->nodes->len;
  for (guint i = 0; i < NCSN_NODE_MAX_INPUTS && inputs[i] != NULL; i++) {
    node->inputs[node->n_inputs++] = inputs[i];
    inputs[i]->last_use = MAX (inputs[i]->last_use, node->index);
    node->differentiable |= inputs[i]->differentiable;
  }
  g_ptr_array_add (graph->nodes, node);
  return node;
}

NcsnNode *
ncsn_graph_input (NcsnGraph *graph, NcsnShape shape, gboolean differentiable)
{
  NcsnNode *node = ncsn_graph_add (graph, &ncsn_graph_op_input, shape, NULL, NULL, NULL);

  node->differentiable = differentiable;
  return node;
}

NcsnNode *
ncsn_graph_parameter (NcsnGraph *graph, NcsnShape shape, gsize offset)
{
  NcsnNode *node = ncsn_graph_add (graph, &ncsn_graph_op_parameter, shape, NULL, NULL, NULL);

  node->differentiable = TRUE;
  node->attribute.number = offset;
  return node;
}

/* Marks the nodes that y depends on, including y itself. */
static gboolean *
nodes_behind (const NcsnGraph *graph, const NcsnNode *y)
{
  gboolean *behind = g_new0 (gboolean, y->index + 1);

  behind[y->index] = TRUE;
  for (guint i = y->index + 1; i-- > 0;)
    for (guint k = 0; behind[i] && k < ncsn_graph_node (graph, i)->n_inputs; k++)
      behind[ncsn_graph_node (graph, i)->inputs[k]->index] = TRUE;
  return behind;
}

NcsnNode *
ncsn_graph_tangent (NcsnGraph *graph, NcsnNode *y, NcsnNode *x, NcsnNode *v)
{
  g_autofree gboolean *behind = nodes_behind (graph, y);
  g_autofree NcsnNode **tangents = g_new0 (NcsnNode *, MAX (x->index, y->index) + 1);

  g_assert (x->n_inputs == 0 && ncsn_shape_equal (x->shape, v->shape));
  tangents[x->index] = v;
  for (guint i = x->index + 1; i <= y->index; i++) {
    NcsnNode *node = ncsn_graph_node (graph, i), *of_inputs[NCSN_NODE_MAX_INPUTS] = {NULL};
    gboolean depends = FALSE;
    for (guint k = 0; k < node->n_inputs; k++) {
      of_inputs[k] = tangents[node->inputs[k]->index];
      depends |= of_inputs[k] != NULL;
    }
    if (behind[i] && depends)
      tangents[i] = node->op->jvp (graph, node, of_inputs);
  }
  return tangents[y->index];
}

void
ncsn_graph_output (NcsnGraph *graph, NcsnNode *node)
{
  node->last_use = G_MAXUINT;
}

void
ncsn_graph_bind (NcsnGraph *graph, const float *parameters, float *gradients)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = ncsn_graph_node (graph, i);
    if (node->op != &ncsn_graph_op_parameter)
      continue;
    node->value = (float *)parameters + node->attribute.number; /* leaves are only read */
    node->gradient = gradients != NULL ? gradients + node->attribute.number : NULL;
  }
}

void
ncsn_graph_set_cancellable (NcsnGraph *graph, GCancellable *cancellable)
{
  graph->cancellable = cancellable;
}

void
ncsn_graph_forward (NcsnGraph *graph, NcsnThreads *threads)
{
  for (guint i = 0; i < graph->nodes->len && !g_cancellable_is_cancelled (graph->cancellable);
       i++) {
    NcsnNode *node = ncsn_graph_node (graph, i);
    if (node->op->forward != NULL)
      node->op->forward (node, threads);
  }
}

guint
ncsn_graph_first_reader (const NcsnGraph *graph, gsize first, gsize last)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    for (guint k = 0; k < ncsn_graph_node (graph, i)->n_inputs; k++) {
      const NcsnNode *input = ncsn_graph_node (graph, i)->inputs[k];
      gsize begin = input->attribute.number;
      if (input->op == &ncsn_graph_op_parameter && begin < last &&
          begin + ncsn_shape_size (input->shape) > first)
        return i;
    }
  return G_MAXUINT;
}

void
ncsn_graph_watch (NcsnGraph *graph, NcsnGraphWatchFunc func, gpointer data)
{
  graph->watch = func;
  graph->watch_data = data;
}

static void
zero_gradient (NcsnNode *node)
{
  if (node->gradient != NULL && node->op != &ncsn_graph_op_parameter)
    memset (node->gradient, 0, ncsn_shape_size (node->shape) * sizeof (float));
}

static void
sweep_node (NcsnNode *node, NcsnThreads *threads)
{
  if (node->op->forward == NULL || !node->differentiable)
    return;
  for (guint k = 0; k < node->n_inputs; k++)
    if (node->inputs[k]->last_use == node->index)
      zero_gradient (node->inputs[k]);
  if (node->last_use > node->index) /* a node without readers has no gradient */
    node->op->vjp (node, threads);
}

void
ncsn_graph_backward (NcsnGraph *graph, NcsnNode *loss, NcsnThreads *threads)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    if (ncsn_graph_is_output (ncsn_graph_node (graph, i)))
      zero_gradient (ncsn_graph_node (graph, i));
  loss->gradient[0] = 1.0f;
  for (guint i = graph->nodes->len; i-- > 0;) {
    sweep_node (ncsn_graph_node (graph, i), threads);
    if (graph->watch != NULL)
      graph->watch (i, graph->watch_data);
  }
}
