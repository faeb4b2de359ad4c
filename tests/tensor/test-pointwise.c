/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exponential, the activations, and sums, scalings, joins and look-ups. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "naive.h"
#include "tensor/activation.h"
#include "tensor/elementwise.h"
#include "tensor/math.h"

/* Distance from the truth in units of the last place of the truth. */
static double
ulps (float ours, double truth)
{
  float near = (float)truth;

  return fabs ((double)ours - truth) / (double)(nextafterf (near, INFINITY) - near);
}

static void
test_exp (void)
{
  double worst = 0;

  for (int i = -870000; i <= 880000; i++) {
    float x = (float)i * 1e-4f;
    worst = MAX (worst, ulps (ncsn_exp (x), exp ((double)x)));
  }
  g_test_message ("worst error of ncsn_exp: %.2f units in the last place", worst);
  g_assert_cmpfloat (worst, <=, 2.0);
  g_assert_cmpfloat ((double)ncsn_exp (0.0f), ==, 1.0);
  g_assert_cmpfloat ((double)ncsn_exp (-1e30f), ==, (double)ncsn_exp (-87.0f));
  g_assert_cmpfloat ((double)ncsn_exp (1e30f), ==, (double)ncsn_exp (88.0f));
  g_assert_true (isfinite (ncsn_exp (INFINITY)) && isnan (ncsn_exp (NAN)));
}

static void
test_sigmoid (void)
{
  double worst = 0;

  for (int i = -870000; i <= 870000; i++) {
    float x = (float)i * 1e-4f;
    double truth = 1.0 / (1.0 + exp (-(double)x));
    worst = MAX (worst, ulps (ncsn_sigmoid (x), truth));
  }
  g_test_message ("worst error of ncsn_sigmoid: %.2f units in the last place", worst);
  g_assert_cmpfloat (worst, <=, 4.0);
  g_assert_cmpfloat ((double)ncsn_sigmoid (0.0f), ==, 0.5);
  g_assert_cmpfloat ((double)ncsn_sigmoid (1e30f), ==, 1.0);
  g_assert_cmpfloat ((double)ncsn_sigmoid (-1e30f), <, 1e-37);
}

typedef struct {
  void (*forward) (const float *x, gsize count, float *y, NcsnThreads *threads);
  void (*vjp) (const float *x, const float *dy, gsize count, float *dx, NcsnThreads *threads);
  double (*naive) (double x);
  double (*derivative) (double x);
  gsize count;
  const float *x, *dy;
} Activation;

static void
run_activation (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  a->forward (a->x, a->count, out, threads);
}

static void
run_activation_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  a->vjp (a->x, a->dy, a->count, out, threads);
}

/* Numbers of the usual size, some far out, and the kink. */
static void
check_activation (Activation a, gsize count)
{
  g_autofree float *x = ncsn_test_normal (count, 1), *dy = ncsn_test_normal (count, 2);
  g_autofree double *y = g_new (double, count), *dx = g_new (double, count);

  x[0] = 0;
  for (gsize i = 0; i < count; i++) {
    x[i] *= i % 100 == 7 ? 30 : 2;
    y[i] = a.naive ((double)x[i]);
    dx[i] = (double)dy[i] * a.derivative ((double)x[i]);
  }
  a.count = count;
  a.x = x;
  a.dy = dy;
  ncsn_test_kernel ("activation", run_activation, &a, count, FALSE, y);
  ncsn_test_kernel ("vjp of activation", run_activation_vjp, &a, count, TRUE, dx);
}

static void
test_activations (void)
{
  static const gsize counts[] = {1, 15, 1057, 100003};
  Activation elu = {.forward = ncsn_elu_forward,
                    .vjp = ncsn_elu_vjp,
                    .naive = ncsn_naive_elu,
                    .derivative = ncsn_naive_elu_derivative};
  Activation silu = {.forward = ncsn_silu_forward,
                     .vjp = ncsn_silu_vjp,
                     .naive = ncsn_naive_silu,
                     .derivative = ncsn_naive_silu_derivative};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    check_activation (elu, counts[i]);
    check_activation (silu, counts[i]);
  }
}

/* Number by number over the whole range, in the form that this processor runs: nothing small hides
 * behind something large. */
static void
test_activation_range (void)
{
  const gsize count = 400001;
  g_autofree float *x = g_new (float, count), *y = g_new (float, count);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  for (gsize i = 0; i < count; i++)
    x[i] = ((float)i - 200000.0f) * 4e-4f;
  ncsn_silu_forward (x, count, y, threads);
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat (fabs ((double)y[i] - ncsn_naive_silu ((double)x[i])), <=,
                       5e-7 * fabs (ncsn_naive_silu ((double)x[i])));
  ncsn_elu_forward (x, count, y, threads);
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat (fabs ((double)y[i] - ncsn_naive_elu ((double)x[i])), <=,
                       x[i] > 0 ? 0.0 : 2.5e-7);
}

typedef struct {
  NcsnShape shape;
  gsize b_channels;
  const float *a, *b, *s, *dy;
} Case;

static void
run_add (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_add (c->a, c->b, ncsn_shape_size (c->shape), out, threads);
}

static void
run_add_in_place (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_add (c->a, out, ncsn_shape_size (c->shape), out, threads);
}

static void
run_scale (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_scale_forward (c->a, c->shape, c->s, out, threads);
}

/* out: dx, then ds. */
static void
run_scale_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_scale_vjp (c->a, c->shape, c->s, c->dy, out, out + ncsn_shape_size (c->shape), threads);
}

static void
run_concat (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_concat_forward (c->a, c->shape.c, c->b, c->b_channels,
                       ncsn_shape_size (c->shape) / c->shape.c, out, threads);
}

/* out: da, then db. */
static void
run_concat_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;
  gsize size = ncsn_shape_size (c->shape);

  ncsn_concat_vjp (c->dy, c->shape.c, c->b_channels, size / c->shape.c, out, out + size, threads);
}

static void
run_error (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  out[0] = ncsn_half_squared_error (c->a, c->b, c->shape, c->s, threads);
}

/* out: dx, then dy. */
static void
run_error_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_half_squared_error_vjp (c->a, c->b, c->shape, c->s, c->dy[0], out,
                               out + ncsn_shape_size (c->shape), threads);
}

static void
check_add_and_scale (const Case *c, gsize size, gsize picture)
{
  g_autofree double *y = g_new (double, size), *wide = g_new (double, size);
  g_autofree double *d = g_new0 (double, size + c->shape.n);

  for (gsize i = 0; i < size; i++) {
    wide[i] = (double)c->a[i];
    y[i] = (double)c->a[i] + (double)c->b[i];
  }
  ncsn_test_kernel ("add", run_add, c, size, FALSE, y);
  ncsn_test_kernel ("add in place", run_add_in_place, c, size, TRUE, wide);
  for (gsize i = 0; i < size; i++) {
    y[i] = (double)c->s[i / picture] * wide[i];
    d[i] = (double)c->s[i / picture] * (double)c->dy[i];
    d[size + i / picture] += (double)c->dy[i] * wide[i];
  }
  ncsn_test_kernel ("scale", run_scale, c, size, FALSE, y);
  ncsn_test_kernel ("vjp of scale", run_scale_vjp, c, size + c->shape.n, TRUE, d);
}

static void
check_concat (const Case *c, gsize size)
{
  gsize ca = c->shape.c, cb = c->b_channels, pixels = size / ca, all = pixels * (ca + cb);
  g_autofree double *y = g_new (double, all), *d = g_new (double, all);

  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < ca + cb; k++) {
      gsize i = p * (ca + cb) + k;
      y[i] = (double)(k < ca ? c->a[p * ca + k] : c->b[p * cb + k - ca]);
      d[k < ca ? p * ca + k : size + p * cb + k - ca] = (double)c->dy[i];
    }
  ncsn_test_kernel ("concat", run_concat, c, all, FALSE, y);
  ncsn_test_kernel ("vjp of concat", run_concat_vjp, c, all, TRUE, d);
}

static void
check_error (const Case *c, gsize size, gsize picture)
{
  double loss = 0, n = (double)c->shape.n;
  g_autofree double *d = g_new (double, 2 * size);

  for (gsize i = 0; i < size; i++) {
    double difference = (double)c->a[i] - (double)c->b[i], weight = (double)c->s[i / picture];
    loss += weight * 0.5 * difference * difference / n;
    d[i] = (double)c->dy[0] * weight / n * difference;
    d[size + i] = -d[i];
  }
  ncsn_test_kernel ("half squared error", run_error, c, 1, FALSE, &loss);
  ncsn_test_kernel ("vjp of half squared error", run_error_vjp, c, 2 * size, TRUE, d);
}

static void
test_elementwise (void)
{
  static const NcsnShape shapes[] = {{1, 1, 1, 1}, {3, 7, 5, 3}, {1, 29, 31, 33}, {3, 28, 28, 17}};

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    gsize size = ncsn_shape_size (shapes[i]), picture = size / shapes[i].n;
    gsize b_channels = shapes[i].c + i; /* at least as many, so that b serves the others too */
    gsize b_size = size / shapes[i].c * b_channels;
    g_autofree float *a = ncsn_test_normal (size, 1), *b = ncsn_test_normal (b_size, 2);
    g_autofree float *s = ncsn_test_normal (shapes[i].n, 3);
    g_autofree float *dy = ncsn_test_normal (size + b_size, 4);
    Case c = {shapes[i], b_channels, a, b, s, dy};

    for (gsize n = 0; n < shapes[i].n; n++)
      s[n] = fabsf (s[n]); /* the error's weights are not negative */
    check_add_and_scale (&c, size, picture);
    check_concat (&c, size);
    check_error (&c, size, picture);
  }
}

static void
test_embedding (void)
{
  const gsize width = 19;
  const float index[5] = {3, 0, 3, 6, 3};
  g_autofree float *table = ncsn_test_normal (7 * width, 1), *dy = ncsn_test_normal (5 * width, 2);
  g_autofree float *y = g_new (float, 5 * width), *d = ncsn_test_normal (7 * width, 3);
  g_autofree double *expected = g_new (double, 7 * width);

  for (gsize i = 0; i < 7 * width; i++)
    expected[i] = (double)d[i];
  ncsn_embedding_forward (table, width, index, 5, y);
  ncsn_embedding_vjp (dy, width, index, 5, d);
  for (gsize n = 0; n < 5; n++)
    for (gsize k = 0; k < width; k++) {
      g_assert_cmpfloat ((double)y[n * width + k], ==, (double)table[(gsize)index[n] * width + k]);
      expected[(gsize)index[n] * width + k] += (double)dy[n * width + k];
    }
  g_assert_cmpfloat (ncsn_test_relative_error (d, expected, 7 * width), <, NCSN_TEST_KERNEL_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/exp", test_exp);
  g_test_add_func ("/math/sigmoid", test_sigmoid);
  g_test_add_func ("/activation/naive", test_activations);
  g_test_add_func ("/activation/range", test_activation_range);
  g_test_add_func ("/elementwise/naive", test_elementwise);
  g_test_add_func ("/elementwise/embedding", test_embedding);
  return g_test_run ();
}
