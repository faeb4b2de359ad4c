/* A static graph of operations on float arrays, its evaluation and its reverse sweep.
 *
 * A graph is built once for given shapes, planned once (every array gets its place in one arena)
 * and run many times. Nodes are in order of evaluation, because a node's inputs exist before it. */
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
  NCSN_PLAN_INFERENCE, /* an array's place is used again after its last reader: only outputs remain
                        */
  NCSN_PLAN_TRAINING,  /* everything is kept for the reverse sweep */
} NcsnPlan;

/* What an operation knows. Its shape rule is in the function that adds it to a graph (ops.h). */
typedef struct {
  const char *name;

  /* Computes node->value (and node->aux) from the inputs' values. NULL for leaves. */
  void (*forward) (NcsnNode *node, NcsnThreads *threads);

  /* Vector-Jacobian product: adds to the gradient of each input that has one, from node->gradient.
   */
  void (*vjp) (NcsnNode *node, NcsnThreads *threads);

  /* Jacobian-vector product, in further nodes of the same graph so that it can itself be swept in
   * reverse: the node's tangent from those of its inputs, of which NULL means zero and at least one
   * is not; the array has NCSN_NODE_MAX_INPUTS places. Weights and conditions are constants here:
   * only an op's data inputs have tangents. NULL for the operations that are tangents themselves
   * (there are no tangents of tangents), and where no input is data. */
  NcsnNode *(*jvp) (NcsnGraph *graph, NcsnNode *node, NcsnNode *const *tangents);

  /* Floats in node->aux, which forward leaves for vjp; aux is NULL where there are none. In an
   * inference plan, what only vjp would read need not be there. NULL: none. */
  gsize (*aux_size) (const NcsnNode *node, NcsnPlan plan);

  /* Bit k: the value may be written over that of input k, of the same size, which an inference plan
   * does where nobody reads the input afterwards. */
  guint in_place;
} NcsnOp;

struct _NcsnNode {
  const NcsnOp *op;
  guint index;    /* place in the graph */
  guint last_use; /* index of the last node that reads this one; G_MAXUINT for outputs */
  guint n_inputs;
  NcsnNode *inputs[NCSN_NODE_MAX_INPUTS];
  NcsnShape shape;
  gboolean differentiable; /* a gradient is wanted here, for itself or on the way to a parameter */
  union {
    NcsnConv conv;
    NcsnWindow window;
    gsize number; /* heads, a factor, an activation, or a parameter's offset */
  } attribute;
  float *value, *gradient, *aux; /* set by the plan; gradient NULL unless differentiable */
  gsize value_at, gradient_at, aux_at;
};

NcsnGraph *ncsn_graph_new (void);
void ncsn_graph_free (NcsnGraph *graph); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnGraph, ncsn_graph_free)

/* A leaf whose value the caller writes before each run. With `differentiable` the reverse sweep
 * leaves its gradient. */
NcsnNode *ncsn_graph_input (NcsnGraph *graph, NcsnShape shape, gboolean differentiable);

/* A leaf that reads `offset` floats into the parameters' block. */
NcsnNode *ncsn_graph_parameter (NcsnGraph *graph, NcsnShape shape, gsize offset);

/* For ops-*.c: a new node; inputs may end with NULLs. */
NcsnNode *ncsn_graph_add (NcsnGraph *graph, const NcsnOp *op, NcsnShape shape, NcsnNode *a,
                          NcsnNode *b, NcsnNode *c);

/* Adds nodes for (∂y/∂x) v, the derivative of y along the tangent v of x (forward mode), and
 * returns the last of them; NULL when y does not depend on x. x is a leaf; v is any node of its
 * shape. Only what leads from x to y is differentiated. */
NcsnNode *ncsn_graph_tangent (NcsnGraph *graph, NcsnNode *y, NcsnNode *x, NcsnNode *v);

/* Keeps the node's value until the next run. */
void ncsn_graph_output (NcsnGraph *graph, NcsnNode *node);

/* Gives every array its place. Call once, after the last node. */
gboolean ncsn_graph_plan (NcsnGraph *graph, NcsnPlan plan, GError **error);

/* Bytes of the arena. */
gsize ncsn_graph_memory (const NcsnGraph *graph);

/* Where parameters are read from and, for the reverse sweep, added to (NULL: not wanted). */
void ncsn_graph_bind (NcsnGraph *graph, const float *parameters, float *gradients);

/* Once this is cancelled, forward runs end early, with values that mean nothing. NULL: never. Not
 * owned. */
void ncsn_graph_set_cancellable (NcsnGraph *graph, GCancellable *cancellable);

void ncsn_graph_forward (NcsnGraph *graph, NcsnThreads *threads);

/* The first of the nodes that read any of the parameters' floats from `first` up to `last`, which
 * is the last to add to their gradients; G_MAXUINT: none reads them. */
guint ncsn_graph_first_reader (const NcsnGraph *graph, gsize first, gsize last);

/* Called by reverse sweeps after each node, from the last down to number 0. */
typedef void (*NcsnGraphWatchFunc) (guint node, gpointer data);

/* Who is told how far reverse sweeps are; NULL: nobody. */
void ncsn_graph_watch (NcsnGraph *graph, NcsnGraphWatchFunc func, gpointer data);

/* The reverse sweep from an output of shape (1, 1, 1, 1), after a forward run with
 * NCSN_PLAN_TRAINING: adds to the bound gradients, and sets those of differentiable inputs. */
void ncsn_graph_backward (NcsnGraph *graph, NcsnNode *loss, NcsnThreads *threads);

G_END_DECLS
