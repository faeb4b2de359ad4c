/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operation's vector-Jacobian product against central differences in float32, number by
 * number, through the loss ½ ‖y - target‖². */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "autodiff/ops.h"
#include "compare.h"

#define MOST_ERROR 1e-2

typedef enum {
  FILL_NONE,     /* no such input */
  FILL_NORMAL,   /* N(0, 1) */
  FILL_OFF_ZERO, /* the same, at least 0.1 from the kink at 0 */
  FILL_SPACED,   /* shuffled multiples of 0.05, so that no step changes which is the largest */
  FILL_WEIGHT,   /* positive, not differentiated */
  FILL_INDEX,    /* 0, 1, 2, 0, 1, …, not differentiated */
} Fill;

typedef struct {
  const char *name;
  NcsnNode *(*build) (NcsnGraph *graph, NcsnNode *const *x);
  float step;
  struct {
    NcsnShape shape;
    Fill fill;
  } inputs[3];
} Case;

/* The graph of one case. */
typedef struct {
  NcsnGraph *graph;
  NcsnNode *inputs[3], *y, *target, *weight, *loss;
  NcsnThreads *threads;
} Check;

static NcsnNode *
conv (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_conv (graph, x[0], x[1], x[2], 1, 1);
}

static NcsnNode *
conv_stride (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_conv (graph, x[0], x[1], x[2], 2, 1);
}

static NcsnNode *
conv_dilation (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_conv (graph, x[0], x[1], x[2], 1, 2);
}

static NcsnNode *
norm (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_norm (graph, x[0], x[1]);
}

static NcsnNode *
elu (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_elu (graph, x[0]);
}

static NcsnNode *
silu (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_silu (graph, x[0]);
}

static NcsnNode *
add (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_add (graph, x[0], x[1]);
}

static NcsnNode *
scale (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_scale (graph, x[0], x[1]);
}

static NcsnNode *
concat (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_concat (graph, x[0], x[1]);
}

static NcsnNode *
average_pool (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_average_pool (graph, x[0], (NcsnWindow){2, 2, 0});
}

static NcsnNode *
average_pool_padded (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_average_pool (graph, x[0], (NcsnWindow){5, 1, 2});
}

static NcsnNode *
max_pool (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_max_pool (graph, x[0], (NcsnWindow){3, 2, 1});
}

static NcsnNode *
nearest (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_upsample_nearest (graph, x[0], 3);
}

static NcsnNode *
bilinear_up (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_resize_bilinear (graph, x[0], 9, 7);
}

static NcsnNode *
bilinear_down (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_resize_bilinear (graph, x[0], 3, 2);
}

static NcsnNode *
attention (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_attention (graph, x[0], 1);
}

static NcsnNode *
attention_heads (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_attention (graph, x[0], 3);
}

static NcsnNode *
embedding (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_embedding (graph, x[0], x[1]);
}

static NcsnNode *
half_squared_error (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_half_squared_error (graph, x[0], x[1], x[2]);
}

/* Nodes used twice, by one reader or by several. */
static NcsnNode *
add_to_itself (NcsnGraph *graph, NcsnNode *const *x)
{
  NcsnNode *h = ncsn_op_silu (graph, x[0]);

  return ncsn_op_add (graph, h, h);
}

static NcsnNode *
concat_with_itself (NcsnGraph *graph, NcsnNode *const *x)
{
  NcsnNode *h = ncsn_op_silu (graph, x[0]);

  return ncsn_op_concat (graph, h, h);
}

static NcsnNode *
error_of_itself_and_sum (NcsnGraph *graph, NcsnNode *const *x)
{
  NcsnNode *h = ncsn_op_silu (graph, x[0]);
  NcsnNode *g = ncsn_op_add (graph, ncsn_op_silu (graph, h), x[1]);

  return ncsn_op_half_squared_error (graph, ncsn_op_add (graph, g, h), h, x[2]);
}

/* Linear operations take a large step, the loss being quadratic; the others one that balances the
 * curve's third derivative with the last digits of a float. */
static const Case cases[] = {
    {"conv",
     conv,
     0.1f,
     {{{3, 5, 7, 3}, FILL_NORMAL}, {{3, 3, 3, 5}, FILL_NORMAL}, {{1, 1, 1, 5}, FILL_NORMAL}}},
    {"conv-wide", conv, 0.1f, {{{1, 5, 6, 9}, FILL_NORMAL}, {{3, 3, 9, 11}, FILL_NORMAL}}},
    {"conv-stride",
     conv_stride,
     0.1f,
     {{{3, 5, 4, 2}, FILL_NORMAL}, {{3, 3, 2, 3}, FILL_NORMAL}, {{1, 1, 1, 3}, FILL_NORMAL}}},
    {"conv-dilation",
     conv_dilation,
     0.1f,
     {{{1, 6, 7, 3}, FILL_NORMAL}, {{3, 3, 3, 2}, FILL_NORMAL}}},
    {"linear",
     conv,
     0.1f,
     {{{3, 1, 1, 7}, FILL_NORMAL}, {{1, 1, 7, 9}, FILL_NORMAL}, {{1, 1, 1, 9}, FILL_NORMAL}}},
    {"norm", norm, 0.02f, {{{3, 4, 5, 3}, FILL_NORMAL}, {{3, 1, 1, 9}, FILL_NORMAL}}},
    {"norm-one-row", norm, 0.02f, {{{3, 3, 5, 5}, FILL_NORMAL}, {{1, 1, 1, 15}, FILL_NORMAL}}},
    {"elu", elu, 0.02f, {{{3, 5, 3, 7}, FILL_OFF_ZERO}}},
    {"silu", silu, 0.02f, {{{3, 5, 3, 7}, FILL_NORMAL}}},
    {"add", add, 0.1f, {{{3, 3, 5, 3}, FILL_NORMAL}, {{3, 3, 5, 3}, FILL_NORMAL}}},
    {"scale", scale, 0.05f, {{{3, 3, 5, 3}, FILL_NORMAL}, {{3, 1, 1, 1}, FILL_NORMAL}}},
    {"concat", concat, 0.1f, {{{3, 3, 5, 3}, FILL_NORMAL}, {{3, 3, 5, 5}, FILL_NORMAL}}},
    {"average-pool", average_pool, 0.1f, {{{3, 4, 7, 3}, FILL_NORMAL}}},
    {"average-pool-padded", average_pool_padded, 0.1f, {{{1, 6, 7, 3}, FILL_NORMAL}}},
    {"max-pool", max_pool, 0.02f, {{{3, 5, 6, 3}, FILL_SPACED}}},
    {"nearest", nearest, 0.1f, {{{3, 3, 2, 5}, FILL_NORMAL}}},
    {"bilinear-up", bilinear_up, 0.1f, {{{3, 4, 5, 3}, FILL_NORMAL}}},
    {"bilinear-down", bilinear_down, 0.1f, {{{3, 7, 5, 3}, FILL_NORMAL}}},
    {"attention", attention, 0.05f, {{{3, 3, 2, 15}, FILL_NORMAL}}},
    {"attention-heads", attention_heads, 0.05f, {{{1, 4, 3, 18}, FILL_NORMAL}}},
    {"embedding", embedding, 0.1f, {{{1, 1, 5, 7}, FILL_NORMAL}, {{4, 1, 1, 1}, FILL_INDEX}}},
    {"half-squared-error",
     half_squared_error,
     0.02f,
     {{{3, 3, 3, 2}, FILL_NORMAL}, {{3, 3, 3, 2}, FILL_NORMAL}, {{3, 1, 1, 1}, FILL_WEIGHT}}},
    {"add-to-itself", add_to_itself, 0.02f, {{{3, 3, 5, 3}, FILL_NORMAL}}},
    {"concat-with-itself", concat_with_itself, 0.02f, {{{3, 3, 5, 3}, FILL_NORMAL}}},
    {"used-by-three",
     error_of_itself_and_sum,
     0.02f,
     {{{3, 3, 3, 2}, FILL_NORMAL}, {{3, 3, 3, 2}, FILL_NORMAL}, {{3, 1, 1, 1}, FILL_WEIGHT}}},
};

static void
fill (NcsnNode *node, Fill kind, guint32 item)
{
  gsize count = ncsn_shape_size (node->shape);
  g_autofree float *normal = ncsn_test_normal (count, item);

  for (gsize i = 0; i < count; i++) {
    float z = normal[i];
    switch (kind) {
    case FILL_OFF_ZERO:
      z += z > 0 ? 0.1f : -0.1f;
      break;
    case FILL_SPACED: /* 37 and every count here have no common factor */
      z = 0.05f * (float)(i * 37 % count);
      break;
    case FILL_WEIGHT:
      z = 0.5f + fabsf (z);
      break;
    case FILL_INDEX:
      z = (float)(i % 3);
      break;
    case FILL_NORMAL:
    case FILL_NONE:
    default:
      break;
    }
    node->value[i] = z;
  }
}

static void
check_build (Check *check, const Case *c, NcsnThreads *threads)
{
  g_autoptr (GError) error = NULL;

  *check = (Check){.graph = ncsn_graph_new (), .threads = threads};
  for (guint i = 0; i < 3; i++)
    if (c->inputs[i].fill != FILL_NONE)
      check->inputs[i] =
          ncsn_graph_input (check->graph, c->inputs[i].shape, c->inputs[i].fill <= FILL_SPACED);
  check->y = c->build (check->graph, check->inputs);
  check->target = ncsn_graph_input (check->graph, check->y->shape, FALSE);
  check->weight = ncsn_graph_input (check->graph, (NcsnShape){check->y->shape.n, 1, 1, 1}, FALSE);
  check->loss = ncsn_op_half_squared_error (check->graph, check->y, check->target, check->weight);
  ncsn_graph_output (check->graph, check->loss);
  g_assert_true (ncsn_graph_plan (check->graph, NCSN_PLAN_TRAINING, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    if (check->inputs[i])
      fill (check->inputs[i], c->inputs[i].fill, i);
  fill (check->target, FILL_NORMAL, 10);
  fill (check->weight, FILL_WEIGHT, 11);
}

/* The loss in double from the float outputs, so that its own rounding does not hide them. */
static double
loss_now (Check *check)
{
  const NcsnNode *y = check->y;
  gsize count = ncsn_shape_size (y->shape), picture = count / y->shape.n;
  double loss = 0;

  ncsn_graph_forward (check->graph, check->threads);
  for (gsize i = 0; i < count; i++) {
    double d = (double)y->value[i] - (double)check->target->value[i];
    loss += 0.5 * (double)check->weight->value[i / picture] * d * d / (double)y->shape.n;
  }
  g_assert_cmpfloat_with_epsilon ((double)check->loss->value[0], loss, 1e-6 * loss);
  return loss;
}

static void
check_input (Check *check, const Case *c, guint k)
{
  NcsnNode *x = check->inputs[k];
  gsize count = ncsn_shape_size (x->shape);
  g_autofree float *analytic = g_memdup2 (x->gradient, count * sizeof (float));
  g_autofree double *numeric = g_new (double, count);

  for (gsize i = 0; i < count; i++) {
    float before = x->value[i], above = before + c->step, below = before - c->step;
    x->value[i] = above;
    numeric[i] = loss_now (check);
    x->value[i] = below;
    numeric[i] -= loss_now (check);
    numeric[i] /= (double)above - (double)below;
    x->value[i] = before;
  }
  double error = ncsn_test_relative_error (analytic, numeric, count);
  g_test_message ("input %u: relative error %.2g", k, error);
  g_assert_cmpfloat (error, <, MOST_ERROR);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  Check check;

  check_build (&check, c, threads);
  for (guint k = 0; k < 3; k++) {
    if (!check.inputs[k] || !check.inputs[k]->differentiable)
      continue;
    ncsn_graph_forward (check.graph, threads);
    ncsn_graph_backward (check.graph, check.loss, threads);
    check_input (&check, c, k);
  }
  ncsn_graph_free (check.graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/vjp/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  return g_test_run ();
}
