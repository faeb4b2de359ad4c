/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests normalisation and attention, and their gradients, against their naive twins. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "compare.h"
#include "inputs.h"
#include "naive.h"
#include "tensor/attention/attention.h"
#include "tensor/norm/norm.h"

typedef struct {
  NcsnShape shape;
  gsize rows;
  NcsnActivation activation;
  const float *input; /* x, then scale: (rows, 3C) */
  const float *dy;
} NormCase;

static gsize
norm_input_size (const NormCase *c)
{
  return ncsn_shape_size (c->shape) + c->rows * 3 * c->shape.c;
}

static void
naive_norm (gconstpointer context, const double *input, double *y)
{
  const NormCase *c = context;

  ncsn_naive_norm (input, c->shape, input + ncsn_shape_size (c->shape), c->rows, y);
  for (gsize i = 0; i < ncsn_shape_size (c->shape); i++)
    if (c->activation == NCSN_ACTIVATION_ELU)
      y[i] = ncsn_naive_elu (y[i]);
    else if (c->activation == NCSN_ACTIVATION_SILU)
      y[i] = ncsn_naive_silu (y[i]);
}

static void
run_norm (gconstpointer context, float *out, NcsnThreads *threads)
{
  const NormCase *c = context;
  g_autofree float *statistics = g_new (float, ncsn_norm_statistics_size (c->shape));

  ncsn_norm_forward (c->input, c->shape, c->input + ncsn_shape_size (c->shape), c->rows,
                     c->activation, out, statistics, threads);
}

/* The result overwrites x. */
static void
run_norm_in_place (gconstpointer context, float *out, NcsnThreads *threads)
{
  const NormCase *c = context;
  gsize size = ncsn_shape_size (c->shape);
  g_autofree float *statistics = g_new (float, ncsn_norm_statistics_size (c->shape));

  memcpy (out, c->input, size * sizeof (float));
  ncsn_norm_forward (out, c->shape, c->input + size, c->rows, c->activation, out, statistics,
                     threads);
}

/* out: dx, then dscale. */
static void
run_norm_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const NormCase *c = context;
  gsize size = ncsn_shape_size (c->shape);
  const float *scale = c->input + size;
  g_autofree float *statistics = g_new (float, ncsn_norm_statistics_size (c->shape));
  g_autofree float *y = g_new (float, size), *dy = g_memdup2 (c->dy, size * sizeof (float));

  ncsn_norm_forward (c->input, c->shape, scale, c->rows, c->activation, y, statistics, threads);
  ncsn_norm_vjp (c->input, c->shape, scale, c->rows, c->activation, statistics, dy, out, out + size,
                 threads);
}

static float *
norm_input (NcsnShape shape, gsize rows, float offset)
{
  float *input = ncsn_test_normal (ncsn_shape_size (shape) + rows * 3 * shape.c, 1);

  ncsn_test_make_activations (input, shape, offset);
  return input;
}

static void
check_norm (NcsnShape shape, gsize rows, NcsnActivation activation, float offset,
            gboolean derivative)
{
  gsize size = ncsn_shape_size (shape);
  g_autofree float *input = norm_input (shape, rows, offset), *dy = ncsn_test_normal (size, 3);
  NormCase c = {shape, rows, activation, input, dy};
  gsize inputs = norm_input_size (&c);
  g_autofree double *wide = g_new (double, inputs), *y = g_new (double, size);
  g_autofree double *d = g_new0 (double, inputs);

  for (gsize i = 0; i < inputs; i++)
    wide[i] = (double)input[i];
  naive_norm (&c, wide, y);
  ncsn_test_kernel ("norm", run_norm, &c, size, FALSE, y);
  ncsn_test_kernel ("norm in place", run_norm_in_place, &c, size, FALSE, y);
  if (!derivative)
    return;
  ncsn_naive_vjp (naive_norm, &c, input, inputs, dy, size, d);
  ncsn_test_kernel ("vjp of norm", run_norm_vjp, &c, inputs, TRUE, d);
}

static void
test_norm (void)
{
  for (NcsnActivation f = NCSN_ACTIVATION_NONE; f <= NCSN_ACTIVATION_SILU; f++) {
    check_norm ((NcsnShape){1, 28, 28, 32}, 1, f, 0, FALSE);
    check_norm ((NcsnShape){1, 57, 31, 60}, 1, f, 0, FALSE); /* in several bands */
    check_norm ((NcsnShape){3, 27, 13, 37}, 3, f, 1, FALSE);
    check_norm ((NcsnShape){1, 13, 5, 300}, 1, f, 0, FALSE);
    check_norm ((NcsnShape){3, 5, 7, 19}, 3, f, 0, TRUE);
    check_norm ((NcsnShape){3, 5, 3, 17}, 1, f, 0, TRUE);
    check_norm ((NcsnShape){1, 4, 4, 16}, 1, f, 0, TRUE);
    check_norm ((NcsnShape){1, 9, 11, 2}, 1, f, 0, TRUE);
  }
}

/* Values whose distance from zero is many times the width of the narrowest channel: variances are
 * small differences of large sums. */
static void
test_norm_offset (void)
{
  check_norm ((NcsnShape){3, 28, 27, 19}, 3, NCSN_ACTIVATION_NONE, 30, FALSE);
  check_norm ((NcsnShape){1, 128, 31, 16}, 1, NCSN_ACTIVATION_SILU, 30, FALSE);
  check_norm ((NcsnShape){3, 7, 9, 5}, 3, NCSN_ACTIVATION_NONE, 10, TRUE);
}

/* A first row that differs from all others, so that a mean estimated from it alone is wrong. */
static void
test_norm_odd_row (void)
{
  NcsnShape shape = {1, 128, 31, 16};
  gsize size = ncsn_shape_size (shape);
  g_autofree float *input = norm_input (shape, 1, 0);
  g_autofree double *wide = g_new (double, size + 48), *y = g_new (double, size);
  NormCase c = {shape, 1, NCSN_ACTIVATION_NONE, input, NULL};

  for (gsize i = 0; i < shape.w * shape.c; i++)
    input[i] += 100;
  for (gsize i = 0; i < size + 48; i++)
    wide[i] = (double)input[i];
  naive_norm (&c, wide, y);
  ncsn_test_kernel ("norm with an odd row", run_norm, &c, size, FALSE, y);
}

/* Pictures that are split between threads: ⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩ for directions t of x and of the
 * scales, because differences by each input would take too long. */
static void
check_norm_adjoint (NcsnShape shape, gsize rows, NcsnActivation activation)
{
  gsize size = ncsn_shape_size (shape);
  g_autofree float *input = norm_input (shape, rows, 0), *dy = ncsn_test_normal (size, 3);
  NormCase c = {shape, rows, activation, input, dy};
  gsize inputs = norm_input_size (&c);
  g_autofree double *wide = g_new (double, inputs), *t = g_new (double, inputs);
  g_autofree double *y = g_new (double, size);
  g_autofree float *d = g_new0 (float, inputs), *again = g_new0 (float, inputs);
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), three = ncsn_threads_new (3);

  run_norm_vjp (&c, d, one);
  run_norm_vjp (&c, again, three);
  g_assert_cmpmem (d, inputs * sizeof (float), again, inputs * sizeof (float));
  for (gsize i = 0; i < inputs; i++)
    wide[i] = (double)input[i];
  for (guint32 direction = 0; direction < 6; direction++) {
    g_autofree float *z = ncsn_test_normal (inputs, 10 + direction);
    double forward = 0, backward = 0, terms = 0;
    for (gsize i = 0; i < inputs; i++) { /* odd directions are of the scales alone */
      t[i] = i < size && direction % 2 ? 0 : (double)z[i];
      backward += (double)d[i] * t[i];
      terms += (double)d[i] * t[i] * (double)d[i] * t[i];
    }
    ncsn_naive_jvp (naive_norm, &c, wide, t, inputs, y, size);
    for (gsize i = 0; i < size; i++)
      forward += (double)dy[i] * y[i];
    g_assert_cmpfloat_with_epsilon (forward, backward, 2e-5 * sqrt (terms));
  }
}

static void
test_norm_adjoint (void)
{
  for (NcsnActivation f = NCSN_ACTIVATION_NONE; f <= NCSN_ACTIVATION_SILU; f++) {
    check_norm_adjoint ((NcsnShape){1, 57, 31, 60}, 1, f);
    check_norm_adjoint ((NcsnShape){2, 28, 29, 64}, 2, f);
  }
}

/* A picture of one colour has no variance: y = γ α u + β, and no NaN. Dividing by √ε multiplies the
 * rounding errors of x by 316. */
static void
test_norm_flat (void)
{
  NcsnShape shape = {1, 6, 5, 2};
  const float scale[6] = {2, 3, 0.5f, 0.25f, 1, -1};
  const double m = 0.5, u = 0.25 / sqrt (2 * 0.25 * 0.25 + 1e-5); /* means 0.25 and 0.75 */
  const double expected[2] = {2 * 0.5 * -u + 1, 3 * 0.25 * u - 1};
  g_autofree float *x = g_new (float, 60), *y = g_new (float, 60);
  g_autofree float *statistics = g_new (float, ncsn_norm_statistics_size (shape));
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  for (gsize i = 0; i < 60; i++)
    x[i] = (float)(i % 2 ? m + 0.25 : m - 0.25);
  ncsn_norm_forward (x, shape, scale, 1, NCSN_ACTIVATION_NONE, y, statistics, threads);
  for (gsize i = 0; i < 60; i++)
    g_assert_cmpfloat_with_epsilon ((double)y[i], expected[i % 2], 1e-4);
}

/* Either gradient may be NULL. */
static void
test_norm_partial (void)
{
  NcsnShape shape = {3, 4, 5, 7};
  gsize size = ncsn_shape_size (shape), row = 3 * shape.c;
  g_autofree float *input = norm_input (shape, 3, 0), *dy = ncsn_test_normal (size, 3);
  NormCase c = {shape, 3, NCSN_ACTIVATION_NONE, input, dy};
  g_autofree float *both = g_new0 (float, size + 3 * row), *one = g_new0 (float, size + 3 * row);
  g_autofree float *y = g_new (float, size);
  g_autofree float *statistics = g_new (float, ncsn_norm_statistics_size (shape));
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  run_norm_vjp (&c, both, threads);
  ncsn_norm_forward (input, shape, input + size, 3, c.activation, y, statistics, threads);
  ncsn_norm_vjp (input, shape, input + size, 3, c.activation, statistics, dy, one, NULL, threads);
  g_assert_cmpmem (one, size * sizeof (float), both, size * sizeof (float));
  ncsn_norm_vjp (input, shape, input + size, 3, c.activation, statistics, dy, NULL, one + size,
                 threads);
  g_assert_cmpmem (one, (size + 3 * row) * sizeof (float), both, (size + 3 * row) * sizeof (float));
}

typedef struct {
  NcsnShape shape;
  gsize heads;
  const float *qkv, *dy;
} AttentionCase;

static void
naive_attention (gconstpointer context, const double *qkv, double *y)
{
  const AttentionCase *c = context;

  ncsn_naive_attention (qkv, c->shape, c->heads, y);
}

static void
run_attention (gconstpointer context, float *out, NcsnThreads *threads)
{
  const AttentionCase *c = context;
  g_autofree float *weights = g_new (float, ncsn_attention_weights_size (c->shape, c->heads));

  ncsn_attention_forward (c->qkv, c->shape, c->heads, out, weights, threads);
}

/* Without storing the weights. */
static void
run_attention_alone (gconstpointer context, float *out, NcsnThreads *threads)
{
  const AttentionCase *c = context;

  ncsn_attention_forward (c->qkv, c->shape, c->heads, out, NULL, threads);
}

static void
run_attention_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const AttentionCase *c = context;
  g_autofree float *weights = g_new (float, ncsn_attention_weights_size (c->shape, c->heads));
  g_autofree float *y = g_new (float, ncsn_shape_size (c->shape) / 3);

  ncsn_attention_forward (c->qkv, c->shape, c->heads, y, weights, threads);
  ncsn_attention_vjp (c->qkv, c->shape, c->heads, weights, c->dy, out, threads);
}

static void
check_attention (NcsnShape shape, gsize heads, float spread, gboolean derivative)
{
  gsize inputs = ncsn_shape_size (shape), outputs = inputs / 3;
  g_autofree float *qkv = ncsn_test_normal (inputs, 1), *dy = ncsn_test_normal (outputs, 2);
  g_autofree double *wide = g_new (double, inputs), *y = g_new (double, outputs);
  g_autofree double *d = g_new0 (double, inputs);
  AttentionCase c = {shape, heads, qkv, dy};

  for (gsize i = 0; i < inputs; i++) {
    qkv[i] *= spread;
    wide[i] = (double)qkv[i];
  }
  naive_attention (&c, wide, y);
  ncsn_test_kernel ("attention", run_attention, &c, outputs, FALSE, y);
  ncsn_test_kernel ("attention alone", run_attention_alone, &c, outputs, FALSE, y);
  if (!derivative)
    return;
  ncsn_naive_vjp (naive_attention, &c, qkv, inputs, dy, outputs, d);
  ncsn_test_kernel ("vjp of attention", run_attention_vjp, &c, inputs, TRUE, d);
}

static void
test_attention (void)
{
  ncsn_test_attention_shapes (check_attention);
}

/* More pixels than queries in a block. The weights' rows sum to 1, and storing them changes no bit
 * of the result. */
static void
test_attention_blocks (void)
{
  NcsnShape shape = {2, 21, 13, 3 * 6};
  gsize pixels = shape.h * shape.w, outputs = ncsn_shape_size (shape) / 3;
  gsize size = ncsn_attention_weights_size (shape, 2);
  g_autofree float *qkv = ncsn_test_normal (ncsn_shape_size (shape), 1);
  g_autofree float *weights = g_new (float, size), *y = g_new (float, outputs);
  g_autofree float *alone = g_new (float, outputs);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  g_assert_cmpuint (size, ==, shape.n * 2 * pixels * pixels);
  ncsn_attention_forward (qkv, shape, 2, y, weights, threads);
  ncsn_attention_forward (qkv, shape, 2, alone, NULL, threads);
  g_assert_cmpmem (y, outputs * sizeof (float), alone, outputs * sizeof (float));
  for (gsize row = 0; row < size / pixels; row++) {
    double sum = 0;
    for (gsize i = 0; i < pixels; i++)
      sum += (double)weights[row * pixels + i];
    g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-5);
  }
  check_attention ((NcsnShape){1, 40, 33, 3 * 8}, 1, 1, FALSE);
  check_attention ((NcsnShape){1, 64, 65, 3 * 3}, 1, 1, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/norm/naive", test_norm);
  g_test_add_func ("/norm/offset", test_norm_offset);
  g_test_add_func ("/norm/odd-row", test_norm_odd_row);
  g_test_add_func ("/norm/adjoint", test_norm_adjoint);
  g_test_add_func ("/norm/flat", test_norm_flat);
  g_test_add_func ("/norm/partial", test_norm_partial);
  g_test_add_func ("/attention/naive", test_attention);
  g_test_add_func ("/attention/blocks", test_attention_blocks);
  return g_test_run ();
}
