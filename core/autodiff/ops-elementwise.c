/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds sums, products with factors, concatenations and table look-ups to a graph. */
#include "autodiff/ops.h"

#include "tensor/pointwise/elementwise.h"

static void
add_forward (NcsnNode *y, NcsnThreads *threads)
{
  ncsn_add (y->inputs[0]->value, y->inputs[1]->value, ncsn_shape_size (y->shape), y->value,
            threads);
}

static void
add_vjp (NcsnNode *y, NcsnThreads *threads)
{
  for (guint i = 0; i < 2; i++)
    if (y->inputs[i]->gradient != NULL)
      ncsn_add (y->inputs[i]->gradient, y->gradient, ncsn_shape_size (y->shape),
                y->inputs[i]->gradient, threads);
}

static NcsnNode *
add_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  if (tangents[0] == NULL || tangents[1] == NULL)
    return tangents[0] != NULL ? tangents[0] : tangents[1];
  return ncsn_op_add (graph, tangents[0], tangents[1]);
}

static const NcsnOp op_add = {
    .name = "add", .forward = add_forward, .vjp = add_vjp, .jvp = add_jvp, .in_place = 3};

NcsnNode *
ncsn_op_add (NcsnGraph *graph, NcsnNode *a, NcsnNode *b)
{
  g_assert (ncsn_shape_equal (a->shape, b->shape));
  return ncsn_graph_add (graph, &op_add, a->shape, a, b, NULL);
}

/* The shape of x with one picture per factor. */
static NcsnShape
parts_of (const NcsnNode *x, const NcsnNode *s)
{
  const NcsnShape shape = x->shape;

  if (ncsn_shape_size (s->shape) == shape.n)
    return shape;
  return (NcsnShape){shape.n * shape.h * shape.w, 1, 1, shape.c};
}

static void
scale_forward (NcsnNode *y, NcsnThreads *threads)
{
  const NcsnNode *x = y->inputs[0], *s = y->inputs[1];

  ncsn_scale_forward (x->value, parts_of (x, s), s->value, y->value, threads);
}

static void
scale_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *x = y->inputs[0], *s = y->inputs[1];

  ncsn_scale_vjp (x->value, parts_of (x, s), s->value, y->gradient, x->gradient, s->gradient,
                  threads);
}

static NcsnNode *
scale_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  g_assert (tangents[1] == NULL);
  return ncsn_op_scale (graph, tangents[0], y->inputs[1]);
}

static const NcsnOp op_scale = {
    .name = "scale", .forward = scale_forward, .vjp = scale_vjp, .jvp = scale_jvp, .in_place = 1};

NcsnNode *
ncsn_op_scale (NcsnGraph *graph, NcsnNode *x, NcsnNode *s)
{
  g_assert (s->shape.n == x->shape.n && s->shape.c == 1);
  g_assert ((s->shape.h == 1 && s->shape.w == 1) ||
            (s->shape.h == x->shape.h && s->shape.w == x->shape.w));
  return ncsn_graph_add (graph, &op_scale, x->shape, x, s, NULL);
}

static void
concat_forward (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_concat_forward (a->value, a->shape.c, b->value, b->shape.c,
                       ncsn_shape_size (y->shape) / y->shape.c, y->value, threads);
}

static void
concat_vjp (NcsnNode *y, NcsnThreads *threads)
{
  NcsnNode *a = y->inputs[0], *b = y->inputs[1];

  ncsn_concat_vjp (y->gradient, a->shape.c, b->shape.c, ncsn_shape_size (y->shape) / y->shape.c,
                   a->gradient, b->gradient, threads);
}

/* The tangent of a concatenation where only one side has a tangent x: the other side's channels are
 * zeros. They are the first `number` channels of y or, if number is 0, the last channels. */
static void
pad_forward (NcsnNode *y, NcsnThreads *threads)
{
  const NcsnNode *x = y->inputs[0];
  gsize before = y->attribute.number, split = before > 0 ? before : x->shape.c;

  ncsn_concat_forward (before > 0 ? NULL : x->value, split, before > 0 ? x->value : NULL,
                       y->shape.c - split, ncsn_shape_size (y->shape) / y->shape.c, y->value,
                       threads);
}

static void
pad_vjp (NcsnNode *y, NcsnThreads *threads)
{
  const NcsnNode *x = y->inputs[0];
  gsize before = y->attribute.number, split = before > 0 ? before : x->shape.c;

  ncsn_concat_vjp (y->gradient, split, y->shape.c - split, ncsn_shape_size (y->shape) / y->shape.c,
                   before > 0 ? NULL : x->gradient, before > 0 ? x->gradient : NULL, threads);
}

static const NcsnOp op_pad = {.name = "pad", .forward = pad_forward, .vjp = pad_vjp};

static NcsnNode *
concat_jvp (NcsnGraph *graph, NcsnNode *y, NcsnNode *const *tangents)
{
  if (tangents[0] != NULL && tangents[1] != NULL)
    return ncsn_op_concat (graph, tangents[0], tangents[1]);
  NcsnNode *t = tangents[0] != NULL ? tangents[0] : tangents[1];
  NcsnNode *pad = ncsn_graph_add (graph, &op_pad, y->shape, t, NULL, NULL);
  pad->attribute.number = tangents[0] != NULL ? 0 : y->inputs[0]->shape.c;
  return pad;
}

static const NcsnOp op_concat = {
    .name = "concat", .forward = concat_forward, .vjp = concat_vjp, .jvp = concat_jvp};

NcsnNode *
ncsn_op_concat (NcsnGraph *graph, NcsnNode *a, NcsnNode *b)
{
  NcsnShape shape = a->shape;

  g_assert (a->shape.n == b->shape.n && a->shape.h == b->shape.h && a->shape.w == b->shape.w);
  shape.c += b->shape.c;
  return ncsn_graph_add (graph, &op_concat, shape, a, b, NULL);
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
  if (y->inputs[0]->gradient != NULL)
    ncsn_embedding_vjp (y->gradient, y->shape.c, y->inputs[1]->value, y->shape.n,
                        y->inputs[0]->gradient);
}

/* There is no jvp, because a table is a weight and an index is a condition. */
static const NcsnOp op_embedding = {
    .name = "embedding", .forward = embedding_forward, .vjp = embedding_vjp};

NcsnNode *
ncsn_op_embedding (NcsnGraph *graph, NcsnNode *table, NcsnNode *index)
{
  NcsnShape shape = {index->shape.n, 1, 1, table->shape.c};

  return ncsn_graph_add (graph, &op_embedding, shape, table, index, NULL);
}
