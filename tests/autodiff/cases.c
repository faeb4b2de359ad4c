/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases: every operation on small arrays of odd shapes. */
#undef G_DISABLE_ASSERT
#include "cases.h"

#include <math.h>

#include "autodiff/ops.h"
#include "compare.h"

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
  return ncsn_op_norm (graph, x[0], x[1], NCSN_ACTIVATION_NONE);
}

static NcsnNode *
norm_silu (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_norm (graph, x[0], x[1], NCSN_ACTIVATION_SILU);
}

/* Its step is small, because the derivative of the ELU has a kink. */
static NcsnNode *
norm_elu (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_norm (graph, x[0], x[1], NCSN_ACTIVATION_ELU);
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
dot (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_dot (graph, x[0], x[1]);
}

static NcsnNode *
mean (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_mean (graph, x[0], x[1]);
}

static NcsnNode *
soft_root (NcsnGraph *graph, NcsnNode *const *x)
{
  return ncsn_op_soft_root (graph, x[0], x[1]);
}

/* Nodes that are read twice, by one reader or by several. */
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
dot_with_itself (NcsnGraph *graph, NcsnNode *const *x)
{
  NcsnNode *h = ncsn_op_silu (graph, x[0]);

  return ncsn_op_dot (graph, h, h);
}

static NcsnNode *
product_of_itself_and_sum (NcsnGraph *graph, NcsnNode *const *x)
{
  NcsnNode *h = ncsn_op_silu (graph, x[0]);
  NcsnNode *g = ncsn_op_add (graph, ncsn_op_silu (graph, h), x[1]);

  return ncsn_op_mean (graph, ncsn_op_dot (graph, ncsn_op_add (graph, g, h), h), x[2]);
}

/* Linear operations have a large step, because the loss is quadratic. For the others, the step
 * balances the error of the third derivative with the rounding of floats. */
static const NcsnTestCase cases[] = {
    {"conv",
     conv,
     0.1f,
     {{{3, 5, 7, 3}, FILL_NORMAL, TRUE},
      {{3, 3, 3, 5}, FILL_NORMAL, FALSE},
      {{1, 1, 1, 5}, FILL_NORMAL, FALSE}}},
    {"conv-wide",
     conv,
     0.1f,
     {{{1, 5, 6, 9}, FILL_NORMAL, TRUE}, {{3, 3, 9, 11}, FILL_NORMAL, FALSE}}},
    {"conv-stride",
     conv_stride,
     0.1f,
     {{{3, 5, 4, 2}, FILL_NORMAL, TRUE},
      {{3, 3, 2, 3}, FILL_NORMAL, FALSE},
      {{1, 1, 1, 3}, FILL_NORMAL, FALSE}}},
    {"conv-dilation",
     conv_dilation,
     0.1f,
     {{{1, 6, 7, 3}, FILL_NORMAL, TRUE}, {{3, 3, 3, 2}, FILL_NORMAL, FALSE}}},
    {"linear",
     conv,
     0.1f,
     {{{3, 1, 1, 7}, FILL_NORMAL, TRUE},
      {{1, 1, 7, 9}, FILL_NORMAL, FALSE},
      {{1, 1, 1, 9}, FILL_NORMAL, FALSE}}},
    {"norm", norm, 0.02f, {{{3, 4, 5, 3}, FILL_NORMAL, TRUE}, {{3, 1, 1, 9}, FILL_NORMAL, FALSE}}},
    {"norm-one-row",
     norm,
     0.02f,
     {{{3, 3, 5, 5}, FILL_NORMAL, TRUE}, {{1, 1, 1, 15}, FILL_NORMAL, FALSE}}},
    {"norm-silu",
     norm_silu,
     0.02f,
     {{{3, 4, 5, 3}, FILL_NORMAL, TRUE}, {{3, 1, 1, 9}, FILL_NORMAL, FALSE}}},
    {"norm-elu",
     norm_elu,
     0.005f,
     {{{3, 3, 5, 5}, FILL_NORMAL, TRUE}, {{1, 1, 1, 15}, FILL_NORMAL, FALSE}}},
    {"elu", elu, 0.02f, {{{3, 5, 3, 7}, FILL_OFF_ZERO, TRUE}}},
    {"silu", silu, 0.02f, {{{3, 5, 3, 7}, FILL_NORMAL, TRUE}}},
    {"add", add, 0.1f, {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}, {{3, 3, 5, 3}, FILL_NORMAL, TRUE}}},
    {"scale",
     scale,
     0.05f,
     {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}, {{3, 1, 1, 1}, FILL_NORMAL, FALSE}}},
    {"scale-pixels",
     scale,
     0.05f,
     {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}, {{3, 3, 5, 1}, FILL_NORMAL, FALSE}}},
    {"concat",
     concat,
     0.1f,
     {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}, {{3, 3, 5, 5}, FILL_NORMAL, TRUE}}},
    {"average-pool", average_pool, 0.1f, {{{3, 4, 7, 3}, FILL_NORMAL, TRUE}}},
    {"average-pool-padded", average_pool_padded, 0.1f, {{{1, 6, 7, 3}, FILL_NORMAL, TRUE}}},
    {"max-pool", max_pool, 0.02f, {{{3, 5, 6, 3}, FILL_SPACED, TRUE}}},
    {"nearest", nearest, 0.1f, {{{3, 3, 2, 5}, FILL_NORMAL, TRUE}}},
    {"bilinear-up", bilinear_up, 0.1f, {{{3, 4, 5, 3}, FILL_NORMAL, TRUE}}},
    {"bilinear-down", bilinear_down, 0.1f, {{{3, 7, 5, 3}, FILL_NORMAL, TRUE}}},
    {"attention", attention, 0.05f, {{{3, 3, 2, 15}, FILL_NORMAL, TRUE}}},
    {"attention-heads", attention_heads, 0.05f, {{{1, 4, 3, 18}, FILL_NORMAL, TRUE}}},
    {"embedding",
     embedding,
     0.1f,
     {{{1, 1, 5, 7}, FILL_NORMAL, FALSE}, {{4, 1, 1, 1}, FILL_INDEX, FALSE}}},
    {"embedding-between",
     embedding,
     0.1f,
     {{{1, 1, 5, 7}, FILL_NORMAL, FALSE}, {{6, 1, 1, 1}, FILL_PLACE, FALSE}}},
    {"dot", dot, 0.05f, {{{3, 3, 3, 2}, FILL_NORMAL, TRUE}, {{3, 3, 3, 2}, FILL_NORMAL, TRUE}}},
    {"dot-with-itself", dot_with_itself, 0.02f, {{{3, 3, 3, 2}, FILL_NORMAL, TRUE}}},
    {"mean", mean, 0.1f, {{{5, 1, 1, 1}, FILL_NORMAL, TRUE}, {{5, 1, 1, 1}, FILL_WEIGHT, FALSE}}},
    {"soft-root",
     soft_root,
     0.02f,
     {{{5, 1, 1, 1}, FILL_SPACED, FALSE}, {{5, 1, 1, 1}, FILL_WEIGHT, FALSE}}},
    {"add-to-itself", add_to_itself, 0.02f, {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}}},
    {"concat-with-itself", concat_with_itself, 0.02f, {{{3, 3, 5, 3}, FILL_NORMAL, TRUE}}},
    {"used-by-three",
     product_of_itself_and_sum,
     0.02f,
     {{{3, 3, 3, 2}, FILL_NORMAL, TRUE},
      {{3, 3, 3, 2}, FILL_NORMAL, TRUE},
      {{3, 1, 1, 1}, FILL_WEIGHT, FALSE}}},
};

void
ncsn_test_fill (NcsnNode *node, NcsnTestFill kind, guint32 item)
{
  gsize count = ncsn_shape_size (node->shape);
  g_autofree float *normal = ncsn_test_normal (count, item);

  for (gsize i = 0; i < count; i++) {
    float z = normal[i];
    switch (kind) {
    case FILL_OFF_ZERO:
      z += z > 0 ? 0.1f : -0.1f;
      break;
    case FILL_SPACED: /* 37 has no common factor with any count of these cases */
      z = 0.05f * (float)(i * 37 % count);
      break;
    case FILL_WEIGHT:
      z = 0.5f + fabsf (z);
      break;
    case FILL_INDEX:
      z = (float)(i % 3);
      break;
    case FILL_PLACE:
      z = 0.75f * (float)i;
      break;
    case FILL_NORMAL:
    case FILL_NONE:
    default:
      break;
    }
    node->value[i] = z;
  }
}

void
ncsn_test_case_inputs (const NcsnTestCase *c, NcsnGraph *graph, NcsnNode **inputs)
{
  for (guint i = 0; i < NCSN_NODE_MAX_INPUTS; i++)
    if (c->inputs[i].fill != FILL_NONE)
      inputs[i] = ncsn_graph_input (graph, c->inputs[i].shape, c->inputs[i].fill <= FILL_SPACED);
}

void
ncsn_test_case_fill (const NcsnTestCase *c, NcsnNode *const *inputs)
{
  for (guint i = 0; i < NCSN_NODE_MAX_INPUTS; i++)
    if (inputs[i] != NULL)
      ncsn_test_fill (inputs[i], c->inputs[i].fill, i);
}

void
ncsn_test_add_cases (const char *path, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *full = g_strjoin ("/", path, cases[i].name, NULL);
    g_test_add_data_func (full, &cases[i], test);
  }
}
