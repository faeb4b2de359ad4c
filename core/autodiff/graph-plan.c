/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans the memory of a graph: gives every value, auxiliary array and gradient its place in one
 * arena, by the order in which sweeps read them. */
#include "autodiff/arena.h"
#include "autodiff/graph-private.h"
#include "base/memory.h"

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
 * reader overwrites it. Inputs come first: they are set before the run, so no earlier node may use
 * their places. */
static void
plan_values (NcsnGraph *graph, NcsnPlan plan, NcsnArena *arena)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = ncsn_graph_node (graph, i);
    if (node->op == &ncsn_graph_op_input)
      node->value_at = ncsn_arena_take (arena, ncsn_shape_size (node->shape));
  }
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = ncsn_graph_node (graph, i);
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

/* Places for gradients, in the order of the reverse sweep. A node's gradient exists from the node's
 * last reader down to the node itself, an output's from the start. Those of leaves are kept. */
static void
plan_gradients (NcsnGraph *graph, NcsnArena *arena)
{
  for (guint i = 0; i < graph->nodes->len; i++) {
    NcsnNode *node = ncsn_graph_node (graph, i);
    if (ncsn_graph_is_output (node) && node->differentiable)
      node->gradient_at = ncsn_arena_take (arena, ncsn_shape_size (node->shape));
  }
  for (guint i = graph->nodes->len; i-- > 0;) {
    NcsnNode *node = ncsn_graph_node (graph, i);
    for (guint k = 0; k < node->n_inputs; k++) {
      NcsnNode *input = node->inputs[k];
      if (is_last_use (node, k) && input->differentiable && input->op != &ncsn_graph_op_parameter)
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
    NcsnNode *node = ncsn_graph_node (graph, i);
    if (node->op == &ncsn_graph_op_parameter)
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
