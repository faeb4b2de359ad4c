/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests every operation's Jacobian-vector product J v in float32: against central differences of
 * the output, and as the adjoint of the vector-Jacobian product. The gradient of ⟨u, J v⟩ is tested
 * against central differences. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "cases.h"
#include "compare.h"
#include "differences.h"

#define MAX_ADJOINT_ERROR 2e-6
#define STEP 0.005f /* along v */

/* The graph of one case, with the derivative of y along a tangent of one input. */
typedef struct {
  NcsnGraph *graph;
  NcsnNode *inputs[NCSN_NODE_MAX_INPUTS], *x, *v;
  NcsnNode *y, *tangent;
  NcsnNode *u, *weight;
  NcsnNode *product, *tangent_product; /* ⟨u, y⟩ and ⟨u, J v⟩ */
  NcsnThreads *threads;
} Check;

static NcsnNode *
total (Check *check, NcsnNode *y)
{
  return ncsn_op_mean (check->graph, ncsn_op_dot (check->graph, check->u, y), check->weight);
}

static void
check_build (Check *check, const NcsnTestCase *c, guint input, NcsnPlan plan, NcsnThreads *threads)
{
  g_autoptr (GError) error = NULL;

  *check = (Check){.graph = ncsn_graph_new (), .threads = threads};
  ncsn_test_case_inputs (c, check->graph, check->inputs);
  check->x = check->inputs[input];
  check->y = c->build (check->graph, check->inputs);
  check->v = ncsn_graph_input (check->graph, check->x->shape, TRUE);
  check->tangent = ncsn_graph_tangent (check->graph, check->y, check->x, check->v);
  check->u = ncsn_graph_input (check->graph, check->y->shape, FALSE);
  check->weight = ncsn_graph_input (check->graph, (NcsnShape){check->y->shape.n, 1, 1, 1}, FALSE);
  check->product = total (check, check->y);
  check->tangent_product = total (check, check->tangent);
  ncsn_graph_output (check->graph, check->y);
  ncsn_graph_output (check->graph, check->tangent);
  ncsn_graph_output (check->graph, check->product);
  ncsn_graph_output (check->graph, check->tangent_product);
  g_assert_true (ncsn_graph_plan (check->graph, plan, &error));
  g_assert_no_error (error);
  ncsn_test_case_fill (c, check->inputs);
  ncsn_test_fill (check->v, FILL_NORMAL, 20);
  ncsn_test_fill (check->u, FILL_NORMAL, 21);
  for (gsize n = 0; n < check->y->shape.n; n++)
    check->weight->value[n] = (float)check->y->shape.n;
}

/* Writes x + step v. */
static void
move (Check *check, const float *x, float step)
{
  for (gsize i = 0; i < ncsn_shape_size (check->x->shape); i++)
    check->x->value[i] = x[i] + step * check->v->value[i];
}

static void
check_differences (Check *check)
{
  gsize count = ncsn_shape_size (check->y->shape), n_x = ncsn_shape_size (check->x->shape);
  g_autofree float *x = g_memdup2 (check->x->value, n_x * sizeof (float));
  g_autofree double *numeric = g_new (double, count);

  move (check, x, STEP);
  ncsn_graph_forward (check->graph, check->threads);
  for (gsize i = 0; i < count; i++)
    numeric[i] = (double)check->y->value[i];
  move (check, x, -STEP);
  ncsn_graph_forward (check->graph, check->threads);
  for (gsize i = 0; i < count; i++)
    numeric[i] = (numeric[i] - (double)check->y->value[i]) / (2 * (double)STEP);
  move (check, x, 0);
  ncsn_graph_forward (check->graph, check->threads);
  double error = ncsn_test_relative_error (check->tangent->value, numeric, count);
  g_test_message ("tangent: relative error %.2g", error);
  g_assert_cmpfloat (error, <, NCSN_TEST_DIFFERENCE_ERROR);
}

/* The gradient of ⟨u, J v⟩ with respect to v is Jᵀ u, as computed by the operation's own vjp. */
static void
check_adjoint (Check *check)
{
  gsize count = ncsn_shape_size (check->x->shape);
  g_autofree double *expected = g_new (double, count);
  double along = 0, terms = 0;

  ncsn_graph_backward (check->graph, check->product, check->threads);
  for (gsize i = 0; i < count; i++) {
    expected[i] = (double)check->x->gradient[i];
    along += expected[i] * (double)check->v->value[i];
    terms += fabs (expected[i] * (double)check->v->value[i]);
  }
  ncsn_graph_backward (check->graph, check->tangent_product, check->threads);
  double error = ncsn_test_relative_error (check->v->gradient, expected, count);
  g_test_message ("adjoint: relative error %.2g", error);
  g_assert_cmpfloat (error, <, MAX_ADJOINT_ERROR);
  g_assert_cmpfloat_with_epsilon ((double)check->tangent_product->value[0], along, 1e-5 * terms);
}

/* ⟨u, J v⟩ in double from the float tangent, so that rounding of the sum does not hide differences.
 * An operation that is linear in its input has a gradient of exact zeros. */
static double
product_now (gpointer data)
{
  Check *check = data;
  double product = 0;

  ncsn_graph_forward (check->graph, check->threads);
  for (gsize i = 0; i < ncsn_shape_size (check->y->shape); i++)
    product += (double)check->u->value[i] * (double)check->tangent->value[i];
  return product;
}

/* The inference plan, which reuses memory, gives the same bits with two threads. */
static void
check_inference (const Check *training, const NcsnTestCase *c, guint input)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  gsize bytes = ncsn_shape_size (training->y->shape) * sizeof (float);
  Check inference;

  check_build (&inference, c, input, NCSN_PLAN_INFERENCE, threads);
  ncsn_graph_forward (inference.graph, threads);
  g_assert_cmpmem (inference.tangent->value, bytes, training->tangent->value, bytes);
  ncsn_graph_free (inference.graph);
}

static void
test_case (gconstpointer data)
{
  const NcsnTestCase *c = data;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  for (guint input = 0; input < NCSN_NODE_MAX_INPUTS; input++) {
    Check check;
    if (!c->inputs[input].data)
      continue;
    check_build (&check, c, input, NCSN_PLAN_TRAINING, threads);
    check_differences (&check);
    check_inference (&check, c, input);
    check_adjoint (&check);
    for (guint k = 0; k < NCSN_NODE_MAX_INPUTS; k++) {
      if (check.inputs[k] == NULL || !check.inputs[k]->differentiable)
        continue;
      ncsn_graph_forward (check.graph, threads);
      ncsn_graph_backward (check.graph, check.tangent_product, threads);
      ncsn_test_gradient (check.inputs[k], c->step, product_now, &check);
    }
    ncsn_graph_free (check.graph);
  }
}

static const NcsnShape shape = {2, 3, 5, 4};

static NcsnNode *
input_of (NcsnGraph *graph)
{
  return ncsn_graph_input (graph, shape, FALSE);
}

/* A node that does not depend on x has no tangent, and the tangent of x is v. */
static void
test_independent (void)
{
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = input_of (graph), *other = input_of (graph), *v = input_of (graph);
  NcsnNode *y = ncsn_op_silu (graph, other), *late = input_of (graph);

  g_assert_null (ncsn_graph_tangent (graph, y, x, v));
  g_assert_null (ncsn_graph_tangent (graph, y, late, v));
  g_assert_null (ncsn_graph_tangent (graph, other, x, v));
  g_assert_true (ncsn_graph_tangent (graph, x, x, v) == v);
  g_assert_true (ncsn_graph_tangent (graph, ncsn_op_add (graph, x, other), x, v) == v);
  ncsn_graph_free (graph);
}

/* Each node between x and y has one tangent node; readers of y and nodes that y does not depend on
 * have none. */
static void
test_no_dead_nodes (void)
{
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = input_of (graph), *v = input_of (graph), *other = input_of (graph);
  NcsnNode *h = ncsn_op_silu (graph, x);
  ncsn_op_elu (graph, h); /* y does not depend on it */
  NcsnNode *y = ncsn_op_add (graph, ncsn_op_elu (graph, h), ncsn_op_silu (graph, other));
  NcsnNode *last = ncsn_op_silu (graph, y);
  NcsnNode *tangent = ncsn_graph_tangent (graph, y, x, v);

  /* Two nodes for the activations; the sum needs none, because one side has no tangent. */
  g_assert_cmpuint (tangent->index, ==, last->index + 2);
  ncsn_graph_free (graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tangent/independent", test_independent);
  g_test_add_func ("/tangent/no-dead-nodes", test_no_dead_nodes);
  ncsn_test_add_cases ("/jvp", test_case);
  return g_test_run ();
}
