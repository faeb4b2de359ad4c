/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the tangents of normalisation and attention against differences of the naive twins, and
 * their gradients against second differences. */
#undef G_DISABLE_ASSERT
#include "compare.h"
#include "inputs.h"
#include "naive.h"
#include "tensor/attention/attention-tangent.h"
#include "tensor/norm/norm-tangent.h"

/* `input` holds x (or qkv), then t, then the scale of the norm: (rows, 3C). */
typedef struct {
  NcsnShape shape;
  gsize rows;  /* of the norm's scale; 0 for attention */
  gsize heads; /* of attention */
  const float *input, *dy;
} Case;

static gsize
size_of (const Case *c)
{
  return ncsn_shape_size (c->shape);
}

static gsize
input_size (const Case *c)
{
  return 2 * size_of (c) + c->rows * 3 * c->shape.c;
}

static gsize
output_size (const Case *c)
{
  return c->rows > 0 ? size_of (c) : size_of (c) / 3;
}

/* The function whose tangent is tested, for a fixed scale. */
typedef struct {
  const Case *c;
  const double *scale;
} Primal;

static void
naive_primal (gconstpointer context, const double *x, double *y)
{
  const Primal *primal = context;
  const Case *c = primal->c;

  if (c->rows > 0)
    ncsn_naive_norm (x, c->shape, primal->scale, c->rows, y);
  else
    ncsn_naive_attention (x, c->shape, c->heads, y);
}

static void
naive_tangent (gconstpointer context, const double *input, double *y)
{
  const Case *c = context;
  gsize size = size_of (c);
  Primal primal = {c, input + 2 * size};

  ncsn_naive_jvp (naive_primal, &primal, input, input + size, size, y, output_size (c));
}

static gsize
statistics_size (const Case *c)
{
  return c->rows > 0 ? ncsn_norm_tangent_statistics_size (c->shape)
                     : ncsn_attention_tangent_weights_size (c->shape, c->heads);
}

static void
forward (const Case *c, float *y, float *statistics, NcsnThreads *threads)
{
  gsize size = size_of (c);
  const float *x = c->input, *t = x + size;

  if (c->rows > 0)
    ncsn_norm_tangent_forward (x, t, c->shape, t + size, c->rows, y, statistics, threads);
  else
    ncsn_attention_tangent_forward (x, t, c->shape, c->heads, y, statistics, threads);
}

static void
run (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;
  g_autofree float *statistics = g_new (float, statistics_size (c));

  forward (c, out, statistics, threads);
}

/* out: as the input; each of its parts may be omitted. */
static void
run_vjp_parts (const Case *c, gboolean dx, gboolean dt, gboolean dscale, float *out,
               NcsnThreads *threads)
{
  gsize size = size_of (c);
  const float *x = c->input, *t = x + size;
  float *to_x = dx ? out : NULL, *to_t = dt ? out + size : NULL;
  float *to_scale = dscale ? out + 2 * size : NULL;
  g_autofree float *statistics = g_new (float, statistics_size (c));
  g_autofree float *y = g_new (float, output_size (c));

  forward (c, y, statistics, threads);
  if (c->rows > 0)
    ncsn_norm_tangent_vjp (x, t, c->shape, t + size, c->rows, statistics, c->dy, to_x, to_t,
                           to_scale, threads);
  else
    ncsn_attention_tangent_vjp (x, t, c->shape, c->heads, statistics, c->dy, to_x, to_t, threads);
}

static void
run_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  run_vjp_parts (context, TRUE, TRUE, TRUE, out, threads);
}

/* Each gradient alone is the same as with the others, and changes no other. */
static void
check_parts (const Case *c)
{
  gsize bytes = input_size (c) * sizeof (float);
  g_autofree float *all = g_new0 (float, input_size (c)), *one = g_new0 (float, input_size (c));
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  run_vjp (c, all, threads);
  for (guint part = 0; part < 3; part++)
    run_vjp_parts (c, part == 0, part == 1, part == 2, one, threads);
  g_assert_cmpmem (one, bytes, all, bytes);
}

static void
check (const char *what, Case c, gboolean derivative)
{
  gsize inputs = input_size (&c), outputs = output_size (&c);
  g_autofree float *dy = ncsn_test_normal (outputs, 3);
  g_autofree double *wide = g_new (double, inputs), *y = g_new (double, outputs);
  g_autofree double *d = g_new0 (double, inputs);
  g_autofree char *vjp = g_strconcat ("vjp of ", what, NULL);

  c.dy = dy;
  for (gsize i = 0; i < inputs; i++)
    wide[i] = (double)c.input[i];
  naive_tangent (&c, wide, y);
  ncsn_test_kernel (what, run, &c, outputs, FALSE, y);
  if (!derivative)
    return;
  ncsn_naive_vjp (naive_tangent, &c, c.input, inputs, dy, outputs, d);
  ncsn_test_kernel (vjp, run_vjp, &c, inputs, TRUE, d);
  check_parts (&c);
}

static void
check_norm (NcsnShape shape, gsize rows, float offset, gboolean derivative)
{
  gsize size = ncsn_shape_size (shape);
  g_autofree float *input = ncsn_test_normal (2 * size + rows * 3 * shape.c, 1);

  ncsn_test_make_activations (input, shape, offset);
  check ("tangent of norm", (Case){.shape = shape, .rows = rows, .input = input}, derivative);
}

static void
test_norm (void)
{
  check_norm ((NcsnShape){1, 28, 28, 32}, 1, 0, FALSE);
  check_norm ((NcsnShape){3, 27, 13, 37}, 3, 1, FALSE);
  check_norm ((NcsnShape){3, 28, 27, 19}, 3, 10, FALSE);
  check_norm ((NcsnShape){3, 5, 7, 7}, 3, 0, TRUE);
  check_norm ((NcsnShape){3, 5, 3, 11}, 1, 0, TRUE);
  check_norm ((NcsnShape){1, 9, 11, 2}, 1, 0, TRUE);
  check_norm ((NcsnShape){2, 7, 9, 5}, 2, 3, TRUE);
}

static void
check_attention (NcsnShape shape, gsize heads, float spread, gboolean derivative)
{
  gsize size = ncsn_shape_size (shape);
  g_autofree float *input = ncsn_test_normal (2 * size, 1);

  for (gsize i = 0; i < size; i++)
    input[i] *= spread;
  check ("tangent of attention", (Case){.shape = shape, .heads = heads, .input = input},
         derivative);
}

static void
test_attention (void)
{
  ncsn_test_attention_shapes (check_attention);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tangent/norm", test_norm);
  g_test_add_func ("/tangent/attention", test_attention);
  return g_test_run ();
}
