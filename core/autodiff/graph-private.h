/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contents of a graph, for graph.c and graph-plan.c only. */
#pragma once

#include "autodiff/graph.h"

G_BEGIN_DECLS

struct _NcsnGraph {
  GPtrArray *nodes; /* of NcsnNode, owned */
  float *arena;
  gsize arena_size;
  GCancellable *cancellable; /* NULL: never; not owned */
  NcsnGraphWatchFunc watch;  /* of reverse sweeps; NULL: none */
  gpointer watch_data;
};

/* The operations of leaves, which have no functions. */
extern const NcsnOp ncsn_graph_op_input, ncsn_graph_op_parameter;

static inline NcsnNode *
ncsn_graph_node (const NcsnGraph *graph, guint index)
{
  return g_ptr_array_index (graph->nodes, index);
}

/* Whether the caller has made the node an output. */
static inline gboolean
ncsn_graph_is_output (const NcsnNode *node)
{
  return node->last_use == G_MAXUINT;
}

G_END_DECLS
