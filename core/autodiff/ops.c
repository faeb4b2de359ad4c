/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The op table: every operation's shape rule, forward and vector-Jacobian product side by side,
 * each a few lines around the kernels of tensor/. */
#include "autodiff/ops.h"

#include "tensor/activation.h"
#include "tensor/attention.h"
#include "tensor/elementwise.h"
#include "tensor/norm.h"
#include "tensor/resize.h"

static gsize
size (const NcsnNode *node)
{
  return ncsn_shape_size (node->shape);
}

/* Convolution */

static void
conv_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_conv_forward (&y->attribute.conv, y->inputs[0]->value, y->inputs[1]->value,
                     y->n_inputs > 2 ? y->inputs[2]->value : NULL, y->value, threads);
}

static void
conv_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *w = y->inputs[1], *b = y->n_inputs > 2 ? y->inputs[2] : NULL;

  if (x->gradient)
    ncsn_conv_vjp_input (&y->attribute.conv, y->gradient, w->value, x->gradient, threads);
  if (w->gradient)
    ncsn_conv_vjp_weight (&y->attribute.conv, x->value, y->gradient, w->gradient,
                          b ? b->gradient : NULL, threads);
}

static const NcsnOp op_conv = {.name = "conv", .forward = conv_forward, .vjp = conv_vjp};

NcsnNode *
ncsn_op_conv (NcsnGraph *graph, NcsnNode *x, NcsnNode *w, NcsnNode *b, gsize stride, gsize dilation)
{
  NcsnConv conv = {x->shape, w->shape.n, w->shape.h, w->shape.c, stride, dilation};

  g_assert (w->shape.w == x->shape.c && w->shape.n % 2 == 1 && w->shape.h % 2 == 1);
  g_assert (!b || ncsn_shape_size (b->shape) == w->shape.c);
  NcsnNode *y = ncsn_graph_add (graph, &op_conv, ncsn_conv_output_shape (&conv), x, w, b);
  y->attribute.conv = conv;
  return y;
}

/* Normalisation */

static void
norm_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *scale = y->inputs[1];

  ncsn_norm_forward (x->value, x->shape, scale->value, scale->shape.n, y->value, y->aux, threads);
}

static void
norm_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *scale = y->inputs[1];

  ncsn_norm_vjp (x->value, x->shape, scale->value, scale->shape.n, y->aux, y->gradient, x->gradient,
                 scale->gradient, threads);
}

static gsize
norm_aux_size (const NcsnNode *y)
{
  return ncsn_norm_statistics_size (y->shape);
}

static const NcsnOp op_norm = {
    .name = "norm", .forward = norm_forward, .vjp = norm_vjp, .aux_size = norm_aux_size};

NcsnNode *
ncsn_op_norm (NcsnGraph *graph, NcsnNode *x, NcsnNode *scale)
{
  g_assert (x->shape.c >= 2 && scale->shape.c == 3 * x->shape.c);
  g_assert (scale->shape.h == 1 && scale->shape.w == 1);
  g_assert (scale->shape.n == 1 || scale->shape.n == x->shape.n);
  return ncsn_graph_add (graph, &op_norm, x->shape, x, scale, NULL);
}

/* Activations */

static void
elu_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_elu_forward (y->inputs[0]->value, size (y), y->value, threads);
}

static void
elu_vjp (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_elu_vjp (y->inputs[0]->value, y->gradient, size (y), y->inputs[0]->gradient, threads);
}

static const NcsnOp op_elu = {.name = "elu", .forward = elu_forward, .vjp = elu_vjp};

NcsnNode *
ncsn_op_elu (NcsnGraph *graph, NcsnNode *x)
{
  return ncsn_graph_add (graph, &op_elu, x->shape, x, NULL, NULL);
}

static void
silu_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_silu_forward (y->inputs[0]->value, size (y), y->value, threads);
}

static void
silu_vjp (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_silu_vjp (y->inputs[0]->value, y->gradient, size (y), y->inputs[0]->gradient, threads);
}

static const NcsnOp op_silu = {.name = "silu", .forward = silu_forward, .vjp = silu_vjp};

NcsnNode *
ncsn_op_silu (NcsnGraph *graph, NcsnNode *x)
{
  return ncsn_graph_add (graph, &op_silu, x->shape, x, NULL, NULL);
}

/* Sum, scaling, concatenation */

static void
add_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_add (y->inputs[0]->value, y->inputs[1]->value, size (y), y->value, threads);
}

static void
add_vjp (NcsnNode *y, NcsnThreads *threads)
{
  for (guint i = 0; i < 2; i++)
    if (y->inputs[i]->gradient)
      ncsn_add (y->inputs[i]->gradient, y->gradient, size (y), y->inputs[i]->gradient, threads);
}

static const NcsnOp op_add = {.name = "add", .forward = add_forward, .vjp = add_vjp};

NcsnNode *
ncsn_op_add (NcsnGraph *graph, NcsnNode *a, NcsnNode *b)
{
  g_assert (ncsn_shape_equal (a->shape, b->shape));
  return ncsn_graph_add (graph, &op_add, a->shape, a, b, NULL);
}

static void
scale_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_scale_forward (y->inputs[0]->value, y->shape, y->inputs[1]->value, y->value, threads);
}

static void
scale_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *s = y->inputs[1];

  ncsn_scale_vjp (x->value, y->shape, s->value, y->gradient, x->gradient, s->gradient, threads);
}

static const NcsnOp op_scale = {.name = "scale", .forward = scale_forward, .vjp = scale_vjp};

NcsnNode *
ncsn_op_scale (NcsnGraph *graph, NcsnNode *x, NcsnNode *s)
{
  g_assert (ncsn_shape_size (s->shape) == x->shape.n);
  return ncsn_graph_add (graph, &op_scale, x->shape, x, s, NULL);
}

static void
concat_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_concat_forward (a->value, a->shape.c, b->value, b->shape.c, size (y) / y->shape.c, y->value,
                       threads);
}

static void
concat_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_concat_vjp (y->gradient, a->shape.c, b->shape.c, size (y) / y->shape.c, a->gradient,
                   b->gradient, threads);
}

static const NcsnOp op_concat = {.name = "concat", .forward = concat_forward, .vjp = concat_vjp};

NcsnNode *
ncsn_op_concat (NcsnGraph *graph, NcsnNode *a, NcsnNode *b)
{
  NcsnShape shape = a->shape;

  g_assert (a->shape.n == b->shape.n && a->shape.h == b->shape.h && a->shape.w == b->shape.w);
  shape.c += b->shape.c;
  return ncsn_graph_add (graph, &op_concat, shape, a, b, NULL);
}

/* Pooling and resizing */

static void
average_pool_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_average_pool_forward (x->value, x->shape, y->attribute.window, y->value, threads);
}

static void
average_pool_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_average_pool_vjp (y->gradient, x->shape, y->attribute.window, x->gradient, threads);
}

static const NcsnOp op_average_pool = {
    .name = "average-pool", .forward = average_pool_forward, .vjp = average_pool_vjp};

static NcsnNode *
add_pool (NcsnGraph *graph, const NcsnOp *op, NcsnNode *x, NcsnWindow window)
{
  g_assert (window.pad <= window.size / 2 && window.size <= x->shape.h + 2 * window.pad &&
            window.size <= x->shape.w + 2 * window.pad);
  NcsnNode *y =
      ncsn_graph_add (graph, op, ncsn_pool_output_shape (x->shape, window), x, NULL, NULL);
  y->attribute.window = window;
  return y;
}

NcsnNode *
ncsn_op_average_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window)
{
  return add_pool (graph, &op_average_pool, x, window);
}

static void
max_pool_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_max_pool_forward (x->value, x->shape, y->attribute.window, y->value, threads);
}

static void
max_pool_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_max_pool_vjp (x->value, y->gradient, x->shape, y->attribute.window, x->gradient, threads);
}

static const NcsnOp op_max_pool = {
    .name = "max-pool", .forward = max_pool_forward, .vjp = max_pool_vjp};

NcsnNode *
ncsn_op_max_pool (NcsnGraph *graph, NcsnNode *x, NcsnWindow window)
{
  return add_pool (graph, &op_max_pool, x, window);
}

static void
upsample_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_upsample_nearest_forward (x->value, x->shape, y->attribute.number, y->value, threads);
}

static void
upsample_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_upsample_nearest_vjp (y->gradient, x->shape, y->attribute.number, x->gradient, threads);
}

static const NcsnOp op_upsample = {
    .name = "upsample-nearest", .forward = upsample_forward, .vjp = upsample_vjp};

NcsnNode *
ncsn_op_upsample_nearest (NcsnGraph *graph, NcsnNode *x, gsize factor)
{
  NcsnShape shape = {x->shape.n, x->shape.h * factor, x->shape.w * factor, x->shape.c};
  NcsnNode *y = ncsn_graph_add (graph, &op_upsample, shape, x, NULL, NULL);

  y->attribute.number = factor;
  return y;
}

static void
bilinear_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_resize_bilinear_forward (x->value, x->shape, y->shape.h, y->shape.w, y->value, threads);
}

static void
bilinear_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0];

  ncsn_resize_bilinear_vjp (y->gradient, x->shape, y->shape.h, y->shape.w, x->gradient, threads);
}

static const NcsnOp op_bilinear = {
    .name = "resize-bilinear", .forward = bilinear_forward, .vjp = bilinear_vjp};

NcsnNode *
ncsn_op_resize_bilinear (NcsnGraph *graph, NcsnNode *x, gsize height, gsize width)
{
  NcsnShape shape = {x->shape.n, height, width, x->shape.c};

  return ncsn_graph_add (graph, &op_bilinear, shape, x, NULL, NULL);
}

/* Attention and embedding */

static void
attention_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0];

  ncsn_attention_forward (qkv->value, qkv->shape, y->attribute.number, y->value, y->aux, threads);
}

static void
attention_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *qkv = y->inputs[0];

  ncsn_attention_vjp (qkv->value, qkv->shape, y->attribute.number, y->aux, y->gradient,
                      qkv->gradient, threads);
}

static gsize
attention_aux_size (const NcsnNode *y)
{
  return ncsn_attention_weights_size (y->inputs[0]->shape, y->attribute.number);
}

static const NcsnOp op_attention = {.name = "attention",
                                    .forward = attention_forward,
                                    .vjp = attention_vjp,
                                    .aux_size = attention_aux_size};

NcsnNode *
ncsn_op_attention (NcsnGraph *graph, NcsnNode *qkv, gsize heads)
{
  NcsnShape shape = qkv->shape;

  g_assert (qkv->shape.c % (3 * heads) == 0);
  shape.c /= 3;
  NcsnNode *y = ncsn_graph_add (graph, &op_attention, shape, qkv, NULL, NULL);
  y->attribute.number = heads;
  return y;
}

static void
embedding_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_embedding_forward (y->inputs[0]->value, y->shape.c, y->inputs[1]->value, y->shape.n,
                          y->value);
}

static void
embedding_vjp (NcsnNode *y, NcsnThreads *threads)
{
  if (y->inputs[0]->gradient)
    ncsn_embedding_vjp (y->gradient, y->shape.c, y->inputs[1]->value, y->shape.n,
                        y->inputs[0]->gradient);
}

static const NcsnOp op_embedding = {
    .name = "embedding", .forward = embedding_forward, .vjp = embedding_vjp};

NcsnNode *
ncsn_op_embedding (NcsnGraph *graph, NcsnNode *table, NcsnNode *index)
{
  NcsnShape shape = {index->shape.n, 1, 1, table->shape.c};

  return ncsn_graph_add (graph, &op_embedding, shape, table, index, NULL);
}

/* Loss */

static void
error_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  y->value[0] =
      ncsn_half_squared_error (a->value, b->value, a->shape, y->inputs[2]->value, threads);
}

static void
error_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_half_squared_error_vjp (a->value, b->value, a->shape, y->inputs[2]->value, y->gradient[0],
                               a->gradient, b->gradient, threads);
}

static const NcsnOp op_error = {
    .name = "half-squared-error", .forward = error_forward, .vjp = error_vjp};

NcsnNode *
ncsn_op_half_squared_error (NcsnGraph *graph, NcsnNode *x, NcsnNode *y, NcsnNode *weight)
{
  g_assert (ncsn_shape_equal (x->shape, y->shape) && ncsn_shape_size (weight->shape) == x->shape.n);
  return ncsn_graph_add (graph, &op_error, (NcsnShape){1, 1, 1, 1}, x, y, weight);
}
