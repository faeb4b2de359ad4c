/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds a graph, plans its memory, and runs its forward and reverse sweeps. */
#include "autodiff/graph.h"

#include <string.h>

#include "autodiff/arena.h"
#include "base/memory.h"
#include "ncsn/error.h"

struct _NcsnGraph {
  GPtrArray *nodes; /* of NcsnNode, owned */
  float *arena;
  gsize arena_size;
  GCancellable *cancellable; /* NULL: never; not owned */
  NcsnGraphWatchFunc watch;  /* of reverse sweeps; NULL: none */
  gpointer watch_data;
};

static const NcsnOp op_input = {.name = "input"};
static const NcsnOp op_parameter = {.name = "parameter"};

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
  NcsnNode *node = ncsn_graph_add (graph, &op_input, shape, NULL, NULL, NULL);

  node->differentiable = differentiable;
  return node;
}

NcsnNode *
ncsn_graph_parameter (NcsnGraph *graph, NcsnShape shape, gsize offset)
{
  NcsnNode *node = ncsn_graph_add (graph, &op_parameter, shape, NULL, NULL, NULL);

  node->differentiable = TRUE;
  node->attribute.number = offset;
  return node;
}

static NcsnNode *
node_at (const NcsnGraph *graph, guint index)
{
  return g_ptr_array_index (graph->nodes, index);
}

/* Marks the nodes that y depends on, including y itself. */
static gboolean *
nodes_behind (const NcsnGraph *graph, const NcsnNode *y)
{
  gboolean *behind = g_new0 (gboolean, y->index + 1);

  behind[y->index] = TRUE;
  for (guint i = y->index + 1; i-- > 0;)
    for (guint k = 0; behind[i] && k < node_at (graph, i)->n_inputs; k++)
      behind[node_at (graph, i)->inputs[k]->index] = TRUE;
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
    NcsnNode *node = node_at (graph, i), *of_inputs[NCSN_NODE_MAX_INPUTS] = {NULL};
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

static gsize
aux_size (const NcsnNode *node, NcsnPlan plan)
{
  return node->op->aux_size != NULL ? node->op->aux_size (node, plan) : 0;
}

/* The input whose place the node's value may overwrite: one with no later reader; NULL: none.
 * Leaves are not overwritten, because the caller sets them. */
static NcsnNode *
overwritten (const NcsnNode *node)
{
  for (guint k = 0; k < node->n_inputs; k++) {
    NcsnNode *input = node->inputs[k];
    if (node->op->in_place & (1u << k) && input->op->forward != NULL &&
        input->last_use == node->index &&
        ncsn_shape_size (input->shape) == ncsn_shape_size (node->shape))
      return input;
  }
  return NULL;
}

/* Whether the node is the last reader of its input k. An input that it reads twice counts once. */
static gboolean
is_last_use (const NcsnNode *node, guint k)
{
  return node->inputs[k]->last_use == node->index &&
         (k == 0 || node->inputs[k - 1] != node->inputs[k]);
}

/* Places for values and aux. In an inference plan, a place is freed after its last reader, or that
 * reader overwrites it. */
static void
plan_values (NcsnGraph *graph, NcsnPlan plan, NcsnArena *arena)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = node_at (graph, i);
    if (node->op == &op_input) /* set before the run, so no earlier node may use its place */
      node->value_at = ncsn_arena_take (arena, ncsn_shape_size (node->shape));
  }
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = node_at (graph, i);
    if (node->op->forward == NULL)
      continue;
    NcsnNode *under = plan == NCSN_PLAN_INFERENCE ? overwritten (node) : NULL;
    node->value_at =
        under != NULL ? under->value_at : ncsn_arena_take (arena, ncsn_shape_size (node->shape));
    node->aux_at = ncsn_arena_take (arena, aux_size (node, plan));
    if (plan == NCSN_PLAN_TRAINING)
      continue;
    ncsn_arena_give (arena, node->aux_at, aux_size (node, plan));
    for (guint k = 0; k < node->n_inputs; k++) {
      NcsnNode *input = node->inputs[k];
      if (is_last_use (node, k) && input->op->forward != NULL && input != under)
        ncsn_arena_give (arena, input->value_at, ncsn_shape_size (input->shape));
    }
  }
}

static gboolean
is_output (const NcsnNode *node)
{
  return node->last_use == G_MAXUINT;
}

/* Places for gradients, in the order of the reverse sweep. A node's gradient exists from the node's
 * last reader down to the node itself, an output's from the start. Those of leaves are kept. */
static void
plan_gradients (NcsnGraph *graph, NcsnArena *arena)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = node_at (graph, i);
    if (is_output (node) && node->differentiable)
      node->gradient_at = ncsn_arena_take (arena, ncsn_shape_size (node->shape));
  }
  for (guint i = graph->nodes->len; i-- > 0;) {
    NcsnNode *node = node_at (graph, i);
    for (guint k = 0; k < node->n_inputs; k++) {
      NcsnNode *input = node->inputs[k];
      if (is_last_use (node, k) && input->differentiable && input->op != &op_parameter)
        input->gradient_at = ncsn_arena_take (arena, ncsn_shape_size (input->shape));
    }
    if (node->op->forward != NULL && node->differentiable && node->last_use > i)
      ncsn_arena_give (arena, node->gradient_at, ncsn_shape_size (node->shape));
  }
}

gboolean
ncsn_graph_plan (NcsnGraph *graph, NcsnPlan plan, GError **error)
{
  NcsnArena arena;

  ncsn_arena_init (&arena);
  plan_values (graph, plan, &arena);
  if (plan == NCSN_PLAN_TRAINING)
    plan_gradients (graph, &arena);
  graph->arena_size = arena.end;
  ncsn_arena_clear (&arena);

  graph->arena = ncsn_floats_new (graph->arena_size, error);
  if (graph->arena == NULL)
    return FALSE;
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = node_at (graph, i);
    if (node->op == &op_parameter)
      continue;
    node->value = graph->arena + node->value_at;
    node->aux = aux_size (node, plan) > 0 ? graph->arena + node->aux_at : NULL;
    if (plan == NCSN_PLAN_TRAINING && node->differentiable)
      node->gradient = graph->arena + node->gradient_at;
  }
  return TRUE;
}

gsize
ncsn_graph_memory (const NcsnGraph *graph)
{
  return graph->arena_size * sizeof (float);
}

void
ncsn_graph_bind (NcsnGraph *graph, const float *parameters, float *gradients)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = node_at (graph, i);
    if (node->op != &op_parameter)
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
    NcsnNode *node = node_at (graph, i);
    if (node->op->forward != NULL)
      node->op->forward (node, threads);
  }
}

guint
ncsn_graph_first_reader (const NcsnGraph *graph, gsize first, gsize last)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    for (guint k = 0; k < node_at (graph, i)->n_inputs; k++) {
      const NcsnNode *input = node_at (graph, i)->inputs[k];
      gsize begin = input->attribute.number;
      if (input->op == &op_parameter && begin < last &&
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
  if (node->gradient != NULL && node->op != &op_parameter)
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
    if (is_output (node_at (graph, i)))
      zero_gradient (node_at (graph, i));
  loss->gradient[0] = 1.0f;
  for (guint i = graph->nodes->len; i-- > 0;) {
    sweep_node (node_at (graph, i), threads);
    if (graph->watch != NULL)
      graph->watch (i, graph->watch_data);
  }
}
