/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests every operation's vector-Jacobian product against central differences of a weighted loss
 * ‖y + target‖², in float32, one number at a time. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "cases.h"
#include "differences.h"

/* The graph of one case. */
typedef struct {
  NcsnGraph *graph;
  NcsnNode *inputs[NCSN_NODE_MAX_INPUTS], *y, *target, *weight, *loss;
  NcsnThreads *threads;
} Check;

static void
check_build (Check *check, const NcsnTestCase *c, NcsnThreads *threads)
{
  g_autoptr (GError) error = NULL;

  *check = (Check){.graph = ncsn_graph_new (), .threads = threads};
  ncsn_test_case_inputs (c, check->graph, check->inputs);
  check->y = c->build (check->graph, check->inputs);
  check->target = ncsn_graph_input (check->graph, check->y->shape, FALSE);
  check->weight = ncsn_graph_input (check->graph, (NcsnShape){check->y->shape.n, 1, 1, 1}, FALSE);
  NcsnNode *d = ncsn_op_add (check->graph, check->y, check->target);
  check->loss = ncsn_op_mean (check->graph, ncsn_op_dot (check->graph, d, d), check->weight);
  ncsn_graph_output (check->graph, check->loss);
  g_assert_true (ncsn_graph_plan (check->graph, NCSN_PLAN_TRAINING, &error));
  g_assert_no_error (error);
  ncsn_test_case_fill (c, check->inputs);
  ncsn_test_fill (check->target, FILL_NORMAL, 10);
  ncsn_test_fill (check->weight, FILL_WEIGHT, 11);
}

/* The loss in double from the float outputs, so that rounding of the sum does not hide differences.
 */
static double
loss_now (gpointer data)
{
  Check *check = data;
  const NcsnNode *y = check->y;
  gsize count = ncsn_shape_size (y->shape), picture = count / y->shape.n;
  double loss = 0;

  ncsn_graph_forward (check->graph, check->threads);
  for (gsize i = 0; i < count; i++) {
    double d = (double)y->value[i] + (double)check->target->value[i];
    loss += (double)check->weight->value[i / picture] * d * d / (double)y->shape.n;
  }
  g_assert_cmpfloat_with_epsilon ((double)check->loss->value[0], loss, 1e-6 * loss);
  return loss;
}

static void
test_case (gconstpointer data)
{
  const NcsnTestCase *c = data;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  Check check;

  check_build (&check, c, threads);
  for (guint k = 0; k < NCSN_NODE_MAX_INPUTS; k++) {
    if (check.inputs[k] == NULL || !check.inputs[k]->differentiable)
      continue;
    ncsn_graph_forward (check.graph, threads);
    ncsn_graph_backward (check.graph, check.loss, threads);
    ncsn_test_gradient (check.inputs[k], c->step, loss_now, &check);
  }
  ncsn_graph_free (check.graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ncsn_test_add_cases ("/vjp", test_case);
  return g_test_run ();
}
