/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the graph: its two plans, nodes with several readers, and the gradients of a reverse sweep.
 */
#undef G_DISABLE_ASSERT
#include <string.h>

#include "autodiff/ops.h"
#include "compare.h"

static const NcsnShape picture = {3, 6, 8, 5};

/* A graph with every operation, whose parameters are laid out one after the other. */
typedef struct {
  NcsnGraph *graph;
  gsize parameters; /* floats */
  NcsnNode *x, *factor, *index, *weight, *target;
  NcsnNode *early, *late, *loss; /* outputs; later nodes read early */
} Everything;

static NcsnNode *
parameter (Everything *e, gsize n, gsize h, gsize w, gsize c)
{
  NcsnNode *node = ncsn_graph_parameter (e->graph, (NcsnShape){n, h, w, c}, e->parameters);

  e->parameters += n * h * w * c;
  return node;
}

/* 6×8 → 3×4 by both kinds of pooling, and back by both kinds of resizing. */
static NcsnNode *
down_and_up (Everything *e, NcsnNode *x)
{
  NcsnNode *average = ncsn_op_average_pool (e->graph, x, (NcsnWindow){2, 2, 0});
  NcsnNode *max = ncsn_op_max_pool (e->graph, x, (NcsnWindow){3, 2, 1});
  NcsnNode *near = ncsn_op_upsample_nearest (e->graph, average, 2);
  NcsnNode *between = ncsn_op_resize_bilinear (e->graph, max, 6, 8);

  return ncsn_op_add (e->graph, near, ncsn_op_elu (e->graph, between));
}

static Everything
build_everything (NcsnPlan plan)
{
  Everything e = {.graph = ncsn_graph_new ()};
  NcsnShape one = {picture.n, 1, 1, 1};
  g_autoptr (GError) error = NULL;

  e.x = ncsn_graph_input (e.graph, picture, TRUE);
  e.factor = ncsn_graph_input (e.graph, one, FALSE);
  e.index = ncsn_graph_input (e.graph, one, FALSE);
  e.target = ncsn_graph_input (e.graph, picture, FALSE);
  e.weight = ncsn_graph_input (e.graph, one, FALSE);
  NcsnNode *row = ncsn_op_embedding (e.graph, parameter (&e, 1, 1, 4, 15), e.index);
  NcsnNode *h = ncsn_op_norm (e.graph, e.x, row, NCSN_ACTIVATION_SILU);
  h = ncsn_op_conv (e.graph, h, parameter (&e, 3, 3, 5, 7), parameter (&e, 1, 1, 1, 7), 1, 1);
  e.early = down_and_up (&e, h);
  ncsn_graph_output (e.graph, e.early);
  h = ncsn_op_silu (e.graph, e.early);
  h = ncsn_op_concat (e.graph, h, h);
  h = ncsn_op_conv (e.graph, h, parameter (&e, 1, 1, 14, 15), NULL, 1, 1);
  h = ncsn_op_add (e.graph, e.x, ncsn_op_attention (e.graph, h, 1));
  e.late = ncsn_op_scale (e.graph, h, e.factor);
  ncsn_graph_output (e.graph, e.late);
  NcsnNode *d = ncsn_op_add (e.graph, e.late, e.target);
  e.loss = ncsn_op_mean (e.graph, ncsn_op_dot (e.graph, d, d), e.weight);
  ncsn_graph_output (e.graph, e.loss);
  g_assert_true (ncsn_graph_plan (e.graph, plan, &error));
  g_assert_no_error (error);
  return e;
}

static void
set (NcsnNode *node, guint32 item)
{
  g_autofree float *z = ncsn_test_normal (ncsn_shape_size (node->shape), item);

  memcpy (node->value, z, ncsn_shape_size (node->shape) * sizeof (float));
}

static void
set_everything (Everything *e)
{
  set (e->x, 1);
  set (e->factor, 2);
  set (e->target, 3);
  for (gsize n = 0; n < picture.n; n++) {
    e->index->value[n] = (float)(3 - n);
    e->weight->value[n] = 1.0f + (float)n;
  }
}

static void
assert_same (const NcsnNode *a, const float *b)
{
  gsize bytes = ncsn_shape_size (a->shape) * sizeof (float);

  g_assert_cmpmem (a->value, bytes, b, bytes);
}

/* The inference plan gives the same bits in two runs, with less memory. */
static void
test_plans (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  Everything training = build_everything (NCSN_PLAN_TRAINING);
  Everything inference = build_everything (NCSN_PLAN_INFERENCE);
  g_autofree float *parameters = ncsn_test_normal (training.parameters, 4);

  ncsn_graph_bind (training.graph, parameters, NULL);
  ncsn_graph_bind (inference.graph, parameters, NULL);
  set_everything (&training);
  ncsn_graph_forward (training.graph, threads);
  set_everything (&inference);
  for (guint run = 0; run < 2; run++) { /* the second run has the inputs that the first left */
    ncsn_graph_forward (inference.graph, threads);
    assert_same (inference.early, training.early->value);
    assert_same (inference.late, training.late->value);
    assert_same (inference.loss, training.loss->value);
  }
  g_assert_cmpuint (ncsn_graph_memory (inference.graph), <,
                    ncsn_graph_memory (training.graph) * 2 / 3);
  ncsn_graph_free (training.graph);
  ncsn_graph_free (inference.graph);
}

/* A chain of a hundred layers needs the memory of a few. */
static void
test_inference_memory (void)
{
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, picture, FALSE);
  gsize bytes = ncsn_shape_size (picture) * sizeof (float);

  for (guint i = 0; i < 100; i++)
    x = ncsn_op_silu (graph, x);
  ncsn_graph_output (graph, x);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, NULL));
  g_assert_cmpuint (ncsn_graph_memory (graph), <=, 2 * (bytes + 64)); /* x, and one more array */
  ncsn_graph_free (graph);
}

/* Values with a later reader, outputs and inputs are not overwritten; other values are, on either
 * side of a sum. */
static void
test_in_place (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  gsize count = ncsn_shape_size (picture), bytes = count * sizeof (float);
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, picture, FALSE);
  NcsnNode *factor = ncsn_graph_input (graph, (NcsnShape){picture.n, 1, 1, 1}, FALSE);
  NcsnNode *twice = ncsn_op_add (graph, x, x);
  NcsnNode *three = ncsn_op_add (graph, x, twice); /* overwrites twice */
  NcsnNode *scaled = ncsn_op_scale (graph, three, factor);
  NcsnNode *sum = ncsn_op_add (graph, scaled, three);  /* overwrites scaled */
  NcsnNode *last = ncsn_op_scale (graph, sum, factor); /* overwrites nothing */
  NcsnNode *doubled = ncsn_op_add (graph, last, last);

  ncsn_graph_output (graph, sum);
  ncsn_graph_output (graph, doubled);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, NULL));
  g_assert_true (three->value == twice->value && doubled->value == last->value);
  g_assert_cmpuint (ncsn_graph_memory (graph), <=, 3 * (bytes + 64) + 64);
  for (guint run = 0; run < 2; run++) {
    for (gsize i = 0; i < count && run == 0; i++)
      x->value[i] = (float)i;
    for (gsize n = 0; n < picture.n; n++)
      factor->value[n] = 2.0f;
    ncsn_graph_forward (graph, threads);
    for (gsize i = 0; i < count; i++) {
      g_assert_cmpfloat (x->value[i], ==, (float)i);
      g_assert_cmpfloat (sum->value[i], ==, 9.0f * (float)i);
      g_assert_cmpfloat (doubled->value[i], ==, 36.0f * (float)i);
    }
  }
  ncsn_graph_free (graph);
}

/* Without a backward pass, attention does not store a weight for each pair of pixels. */
static void
test_attention_memory (void)
{
  NcsnShape shape = {1, 48, 48, 12};
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, shape, FALSE);

  ncsn_graph_output (graph, ncsn_op_attention (graph, x, 1));
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, NULL));
  g_assert_cmpuint (ncsn_graph_memory (graph), <=, 2 * ncsn_shape_size (shape) * sizeof (float));
  ncsn_graph_free (graph);
}

/* An input keeps the values written before the run, wherever in the graph it was added. */
static void
test_late_input (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, picture, FALSE);
  NcsnNode *h = ncsn_op_silu (graph, ncsn_op_silu (graph, ncsn_op_silu (graph, x)));
  NcsnNode *late = ncsn_graph_input (graph, picture, FALSE);
  NcsnNode *sum = ncsn_op_add (graph, h, late);

  ncsn_graph_output (graph, h);
  ncsn_graph_output (graph, sum);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, NULL));
  set (x, 1);
  set (late, 2);
  g_autofree float *expected = g_memdup2 (late->value, ncsn_shape_size (picture) * sizeof (float));
  ncsn_graph_forward (graph, threads);
  for (gsize i = 0; i < ncsn_shape_size (picture); i++)
    expected[i] += h->value[i];
  assert_same (sum, expected);
  ncsn_graph_free (graph);
}

/* Builds y = f (x), then ½ ‖y‖² for one picture, and returns dx after a sweep (transfer full). */
static float *
gradient_of (NcsnNode *(*f) (NcsnGraph *graph, NcsnNode *x), const float *values, NcsnShape shape)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, shape, TRUE), *y = f (graph, x);
  NcsnNode *one = ncsn_graph_input (graph, (NcsnShape){1, 1, 1, 1}, FALSE);
  NcsnNode *loss = ncsn_op_mean (graph, ncsn_op_dot (graph, y, y), one);

  ncsn_graph_output (graph, loss);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_TRAINING, NULL));
  one->value[0] = 0.5f;
  memcpy (x->value, values, ncsn_shape_size (shape) * sizeof (float));
  for (guint sweep = 0; sweep < 2; sweep++) { /* the first must not affect the second */
    ncsn_graph_forward (graph, threads);
    ncsn_graph_backward (graph, loss, threads);
  }
  float *dx = g_memdup2 (x->gradient, ncsn_shape_size (shape) * sizeof (float));
  ncsn_graph_free (graph);
  return dx;
}

static NcsnNode *
thrice (NcsnGraph *graph, NcsnNode *x)
{
  return ncsn_op_add (graph, ncsn_op_add (graph, x, x), x);
}

static NcsnNode *
beside_itself (NcsnGraph *graph, NcsnNode *x)
{
  return ncsn_op_concat (graph, x, x);
}

/* A node that is read can be an output as well. */
static NcsnNode *
twice_an_output (NcsnGraph *graph, NcsnNode *x)
{
  NcsnNode *h = ncsn_op_add (graph, x, x);

  ncsn_graph_output (graph, h);
  return ncsn_op_add (graph, h, h);
}

/* A node without readers adds nothing to the gradients of its inputs x and the sum. */
static NcsnNode *
with_dead_end (NcsnGraph *graph, NcsnNode *x)
{
  NcsnNode *sum = ncsn_op_add (graph, x, x), *y = ncsn_op_add (graph, sum, sum);

  ncsn_op_elu (graph, ncsn_op_add (graph, sum, x));
  ncsn_op_elu (graph, x);
  return y;
}

/* For y = m x, the gradient of ½ ‖y‖² is m² x; with small whole numbers this is exact. */
static void
test_shared_nodes (void)
{
  static const struct {
    NcsnNode *(*f) (NcsnGraph *graph, NcsnNode *x);
    float factor;
  } cases[] = {{thrice, 9}, {beside_itself, 2}, {twice_an_output, 16}, {with_dead_end, 16}};
  NcsnShape shape = {1, 3, 5, 2};
  float x[30];

  for (guint i = 0; i < 30; i++)
    x[i] = (float)i - 11;
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    g_autofree float *dx = gradient_of (cases[c].f, x, shape);
    for (guint i = 0; i < 30; i++)
      g_assert_cmpfloat ((double)dx[i], ==, (double)(cases[c].factor * x[i]));
  }
}

/* Two sweeps add up in the parameters' gradients; an input's gradient is that of the last sweep. */
static void
test_accumulation (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  Everything e = build_everything (NCSN_PLAN_TRAINING);
  gsize count = e.parameters, x_bytes = ncsn_shape_size (picture) * sizeof (float);
  g_autofree float *parameters = ncsn_test_normal (count, 4), *gradients = g_new0 (float, count);
  g_autofree double *twice = g_new (double, count);

  ncsn_graph_bind (e.graph, parameters, gradients);
  set_everything (&e);
  ncsn_graph_forward (e.graph, threads);
  ncsn_graph_backward (e.graph, e.loss, threads);
  g_autofree float *dx = g_memdup2 (e.x->gradient, x_bytes);
  for (gsize i = 0; i < count; i++)
    twice[i] = 2.0 * (double)gradients[i];
  ncsn_graph_forward (e.graph, threads);
  ncsn_graph_backward (e.graph, e.loss, threads);
  g_assert_cmpfloat (ncsn_test_relative_error (gradients, twice, count), <, 1e-6);
  g_assert_cmpmem (e.x->gradient, x_bytes, dx, x_bytes);

  ncsn_graph_bind (e.graph, parameters, NULL); /* without gradients of the parameters */
  ncsn_graph_forward (e.graph, threads);
  ncsn_graph_backward (e.graph, e.loss, threads);
  g_assert_cmpmem (e.x->gradient, x_bytes, dx, x_bytes);
  g_assert_cmpfloat (ncsn_test_relative_error (gradients, twice, count), <, 1e-6);
  ncsn_graph_free (e.graph);
}

/* Values and gradients do not depend on the number of threads. */
static void
test_threads (void)
{
  Everything e = build_everything (NCSN_PLAN_TRAINING);
  g_autofree float *parameters = ncsn_test_normal (e.parameters, 4);
  g_autofree float *gradients = g_new (float, e.parameters), *first = NULL;
  gsize bytes = e.parameters * sizeof (float);

  ncsn_graph_bind (e.graph, parameters, gradients);
  set_everything (&e);
  for (guint n = 1; n <= 3; n++) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);
    memset (gradients, 0, bytes);
    ncsn_graph_forward (e.graph, threads);
    ncsn_graph_backward (e.graph, e.loss, threads);
    if (first == NULL)
      first = g_memdup2 (gradients, bytes);
    g_assert_cmpmem (gradients, bytes, first, bytes);
  }
  ncsn_graph_free (e.graph);
}

/* An operation that triggers its graph's cancellable. */
typedef struct {
  GCancellable *cancellable;
  guint runs; /* of the operation */
} Stop;

static Stop *stop_at_hand;

static void
stop_forward (NcsnNode *y, NcsnThreads *threads)
{
  stop_at_hand->runs++;
  g_cancellable_cancel (stop_at_hand->cancellable);
}

static const NcsnOp op_stop = {.name = "stop", .forward = stop_forward};

/* A run ends directly after the operation during which it was cancelled. */
static void
test_cancel (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stop stop = {.cancellable = cancellable};
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (graph, picture, FALSE);
  NcsnNode *first = ncsn_graph_add (graph, &op_stop, picture, x, NULL, NULL);
  NcsnNode *second = ncsn_graph_add (graph, &op_stop, picture, first, NULL, NULL);

  stop_at_hand = &stop;
  ncsn_graph_output (graph, second);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, NULL));
  ncsn_graph_forward (graph, threads);
  g_assert_cmpuint (stop.runs, ==, 2);
  g_cancellable_reset (cancellable);
  ncsn_graph_set_cancellable (graph, cancellable);
  ncsn_graph_forward (graph, threads);
  g_assert_cmpuint (stop.runs, ==, 3);
  ncsn_graph_forward (graph, threads);
  g_assert_cmpuint (stop.runs, ==, 3);
  ncsn_graph_free (graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/plans", test_plans);
  g_test_add_func ("/graph/inference-memory", test_inference_memory);
  g_test_add_func ("/graph/in-place", test_in_place);
  g_test_add_func ("/graph/attention-memory", test_attention_memory);
  g_test_add_func ("/graph/late-input", test_late_input);
  g_test_add_func ("/graph/shared-nodes", test_shared_nodes);
  g_test_add_func ("/graph/accumulation", test_accumulation);
  g_test_add_func ("/graph/threads", test_threads);
  g_test_add_func ("/graph/cancel", test_cancel);
  return g_test_run ();
}
