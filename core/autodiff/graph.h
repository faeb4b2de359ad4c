/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A static graph of operations on float arrays, with forward evaluation, reverse-mode gradients and
 * forward-mode tangents.
 *
 * A graph is built once for given shapes, planned once (every array receives its place in one
 * arena) and run many times. The order in which nodes are added is the order of evaluation, because
 * a node's inputs exist before it. */
#pragma once

#include <gio/gio.h>

#include "ncsn/shape.h"
#include "ncsn/threads.h"

#include "tensor/conv/conv.h"
#include "tensor/pool/pool.h"

G_BEGIN_DECLS

#define NCSN_NODE_MAX_INPUTS 3

typedef struct _NcsnGraph NcsnGraph;
typedef struct _NcsnNode NcsnNode;

typedef enum {
  NCSN_PLAN_INFERENCE, /* places are used again after their last reader; only outputs remain */
  NCSN_PLAN_TRAINING,  /* all values are kept for the reverse sweep */
} NcsnPlan;

/* An operation. The function that adds it to a graph (ops.h) determines the shape of its value. */
typedef struct {
  const char *name;

  /* Computes node->value (and node->aux) from the inputs' values. NULL for leaves. */
  void (*forward) (NcsnNode *node, NcsnThreads *threads);

  /* Vector-Jacobian product: from node->gradient, adds to the gradient of each input that has one.
   */
  void (*vjp) (NcsnNode *node, NcsnThreads *threads);

  /* Jacobian-vector product: adds nodes for the node's tangent to the graph, so that a reverse
   * sweep can differentiate it, and returns the tangent. `tangents` has NCSN_NODE_MAX_INPUTS
   * tangents of the inputs; NULL means zero, and at least one is not NULL. Weights and conditions
   * are constants: only data inputs have tangents. The function is NULL for operations that are
   * tangents themselves, since there are no second tangents, and for those without data inputs. */
  NcsnNode *(*jvp) (NcsnGraph *graph, NcsnNode *node, NcsnNode *const *tangents);

  /* Floats of node->aux, which forward writes for vjp. In an inference plan this excludes floats
   * that only vjp reads. If it is 0, or the function is NULL, aux is NULL. */
  gsize (*aux_size) (const NcsnNode *node, NcsnPlan plan);

  /* Bit k: the value may overwrite that of input k, which has the same size. An inference plan does
   * so where the input has no later reader. */
  guint in_place;
} NcsnOp;

struct _NcsnNode {
  const NcsnOp *op;
  guint index;    /* number in the graph */
  guint last_use; /* index of the last node that reads this one; G_MAXUINT for outputs */
  guint n_inputs;
  NcsnNode *inputs[NCSN_NODE_MAX_INPUTS];
  NcsnShape shape;
  gboolean differentiable; /* it needs a gradient, for itself or for a node that it depends on */
  union {
    NcsnConv conv;
    NcsnWindow window;
    gsize number; /* heads, a factor, an activation, or a parameter's offset */
  } attribute;
  float *value, *gradient, *aux;       /* set by the plan; gradient is NULL unless differentiable */
  gsize value_at, gradient_at, aux_at; /* offsets in the arena */
};

/* A graph without nodes. Free with ncsn_graph_free (). */
NcsnGraph *ncsn_graph_new (void);
void ncsn_graph_free (NcsnGraph *graph); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnGraph, ncsn_graph_free)

/* A leaf whose value the caller writes before each run. With `differentiable` the reverse sweep
 * also computes its gradient. */
NcsnNode *ncsn_graph_input (NcsnGraph *graph, NcsnShape shape, gboolean differentiable);

/* A leaf whose value begins at float `offset` of the block of parameters. */
NcsnNode *ncsn_graph_parameter (NcsnGraph *graph, NcsnShape shape, gsize offset);

/* Adds a node, for ops-*.c. Unused inputs at the end are NULL. */
NcsnNode *ncsn_graph_add (NcsnGraph *graph, const NcsnOp *op, NcsnShape shape, NcsnNode *a,
                          NcsnNode *b, NcsnNode *c);

/* Adds nodes for (∂y/∂x) v, the derivative of y along the tangent v of x (forward mode), and
 * returns the last of them; NULL if y does not depend on x. x is a leaf; v is any node of its
 * shape. Only nodes between x and y are differentiated. */
NcsnNode *ncsn_graph_tangent (NcsnGraph *graph, NcsnNode *y, NcsnNode *x, NcsnNode *v);

/* Makes the node an output: its value is kept until the next run. */
void ncsn_graph_output (NcsnGraph *graph, NcsnNode *node);

/* Allocates the arena and gives every array its place. Call once, after the last node. FALSE with
 * NCSN_ERROR_MEMORY if memory is short. */
gboolean ncsn_graph_plan (NcsnGraph *graph, NcsnPlan plan, GError **error);

/* Bytes of the arena. */
gsize ncsn_graph_memory (const NcsnGraph *graph);

/* Sets the block that parameters are read from and, for the reverse sweep, the block that their
 * gradients are added to; NULL: their gradients are not computed. Neither is owned. */
void ncsn_graph_bind (NcsnGraph *graph, const float *parameters, float *gradients);

/* After this is cancelled, forward runs end early and leave undefined values. NULL: never. Not
 * owned. */
void ncsn_graph_set_cancellable (NcsnGraph *graph, GCancellable *cancellable);

/* Computes the values of all nodes. */
void ncsn_graph_forward (NcsnGraph *graph, NcsnThreads *threads);

/* The first node that reads any of the parameters' floats first … last-1; G_MAXUINT: none. In the
 * reverse sweep it is the last node to add to their gradients. */
guint ncsn_graph_first_reader (const NcsnGraph *graph, gsize first, gsize last);

/* Called by reverse sweeps after each node, from the last node down to number 0. */
typedef void (*NcsnGraphWatchFunc) (guint node, gpointer data);

/* Sets the function that reverse sweeps call; NULL: none. */
void ncsn_graph_watch (NcsnGraph *graph, NcsnGraphWatchFunc func, gpointer data);

/* The reverse sweep from an output of shape (1, 1, 1, 1), after a forward run with
 * NCSN_PLAN_TRAINING: adds to the parameters' gradients, and sets those of differentiable inputs.
 */
void ncsn_graph_backward (NcsnGraph *graph, NcsnNode *loss, NcsnThreads *threads);

G_END_DECLS
