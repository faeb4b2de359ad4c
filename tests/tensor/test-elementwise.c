/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests sums, products with factors, concatenations, table look-ups and inner products. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "tensor/pointwise/elementwise.h"

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

/* One side is NULL: zeros. */
static void
run_concat_first (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_concat_forward (c->a, c->shape.c, NULL, c->b_channels,
                       ncsn_shape_size (c->shape) / c->shape.c, out, threads);
}

static void
run_concat_second (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_concat_forward (NULL, c->shape.c, c->b, c->b_channels,
                       ncsn_shape_size (c->shape) / c->shape.c, out, threads);
}

static void
run_dot (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_dot (c->a, c->b, c->shape, out, threads);
}

/* out: da, then db. */
static void
run_dot_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_dot_vjp (c->a, c->b, c->shape, c->dy, out, out + ncsn_shape_size (c->shape), threads);
}

/* Both arguments are the same array. */
static void
run_square_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_dot_vjp (c->a, c->a, c->shape, c->dy, out, out, threads);
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
  g_autofree double *y = g_new (double, all), *second = g_new (double, all);
  g_autofree double *d = g_new (double, all);

  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < ca + cb; k++) {
      gsize i = p * (ca + cb) + k;
      second[i] = y[i] = (double)(k < ca ? c->a[p * ca + k] : c->b[p * cb + k - ca]);
      d[k < ca ? p * ca + k : size + p * cb + k - ca] = (double)c->dy[i];
    }
  ncsn_test_kernel ("concat", run_concat, c, all, FALSE, y);
  ncsn_test_kernel ("vjp of concat", run_concat_vjp, c, all, TRUE, d);
  for (gsize i = 0; i < all; i++)
    if (i % (ca + cb) < ca)
      second[i] = 0;
    else
      y[i] = 0;
  ncsn_test_kernel ("concat with zeros", run_concat_first, c, all, FALSE, y);
  ncsn_test_kernel ("concat of zeros", run_concat_second, c, all, FALSE, second);
}

static void
check_dot (const Case *c, gsize size, gsize picture)
{
  g_autofree double *y = g_new0 (double, c->shape.n), *d = g_new (double, 2 * size);
  g_autofree double *square = g_new (double, size);

  for (gsize i = 0; i < size; i++) {
    double a = (double)c->a[i], b = (double)c->b[i], dy = (double)c->dy[i / picture];
    y[i / picture] += a * b;
    d[i] = dy * b;
    d[size + i] = dy * a;
    square[i] = 2 * dy * a;
  }
  ncsn_test_kernel ("dot", run_dot, c, c->shape.n, FALSE, y);
  ncsn_test_kernel ("vjp of dot", run_dot_vjp, c, 2 * size, TRUE, d);
  ncsn_test_kernel ("vjp of square", run_square_vjp, c, size, TRUE, square);
}

static void
test_elementwise (void)
{
  static const NcsnShape shapes[] = {{1, 1, 1, 1}, {3, 7, 5, 3}, {1, 29, 31, 33}, {3, 28, 28, 17}};

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    gsize size = ncsn_shape_size (shapes[i]), picture = size / shapes[i].n;
    gsize b_channels =
        shapes[i].c + i; /* at least as many, so that b is large enough for the other tests */
    gsize b_size = size / shapes[i].c * b_channels;
    g_autofree float *a = ncsn_test_normal (size, 1), *b = ncsn_test_normal (b_size, 2);
    g_autofree float *s = ncsn_test_normal (shapes[i].n, 3);
    g_autofree float *dy = ncsn_test_normal (size + b_size, 4);
    Case c = {shapes[i], b_channels, a, b, s, dy};

    check_add_and_scale (&c, size, picture);
    check_concat (&c, size);
    check_dot (&c, size, picture);
  }
}

/* Large numbers that cancel: a sum in float would lose the remainder. */
static void
test_dot_in_double (void)
{
  const float a[4] = {1e8f, 1, 1e8f, 0.5f}, b[4] = {1, 1, -1, 1};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  float y;

  ncsn_dot (a, b, (NcsnShape){1, 2, 2, 1}, &y, threads);
  g_assert_cmpfloat ((double)y, ==, 1.5);
  g_assert_cmpfloat ((double)ncsn_mean (a, b, 4), ==, 0.375);
}

static void
test_mean (void)
{
  const float x[3] = {1, -2, 4}, weight[3] = {0.5f, 1, 0.25f};
  const float expected[3] = {1 + 0.5f, 1 + 1, 1 + 0.25f};
  float dx[3] = {1, 1, 1};

  g_assert_cmpfloat ((double)ncsn_mean (x, weight, 3), ==, (double)(-0.5f / 3));
  ncsn_mean_vjp (weight, 3, 3, dx);
  g_assert_cmpmem (dx, sizeof dx, expected, sizeof expected);
}

/* Against the formula in double, with x from 0 on, and with c far below and above √x, where √(x +
 * c²) and c nearly cancel. */
static void
test_soft_root (void)
{
  const float x[5] = {0, 1e-6f, 3, 0.01f, 1e8f}, c[5] = {0.1f, 2, 1e-3f, 1e4f, 1};
  const float dy[5] = {1, -2, 3, 1, 0.5f};
  float y[5], dx[5] = {1, 1, 1, 1, 1};

  ncsn_soft_root (x, c, 5, y);
  ncsn_soft_root_vjp (x, c, 5, dy, dx);
  for (guint i = 0; i < 5; i++) {
    const long double xi = (long double)x[i], ci = (long double)c[i];
    const long double root = sqrtl (xi + ci * ci);
    const double expected = (double)(root - ci), slope = (double)((long double)dy[i] / (2 * root));

    g_assert_cmpfloat (fabs ((double)y[i] - expected), <=, 1e-6 * expected);
    g_assert_cmpfloat (fabs ((double)dx[i] - 1 - slope), <=, 1e-6 * (1 + fabs (slope)));
  }
}

/* Whole numbers give the row itself. For the last row no row behind it may be read, so NaNs follow
 * it. */
static void
test_embedding (void)
{
  enum { ROWS = 7, WIDTH = 19, N = 7 };
  const float index[N] = {3, 0.25f, 3, 6, 5.75f, 0, 2.5f};
  g_autofree float *table = ncsn_test_normal ((ROWS + 1) * WIDTH, 1);
  g_autofree float *dy = ncsn_test_normal (N * WIDTH, 2), *y = g_new (float, N *WIDTH);
  g_autofree float *d = ncsn_test_normal (ROWS * WIDTH, 3);
  g_autofree double *expected = g_new (double, ROWS *WIDTH), *row = g_new (double, N *WIDTH);

  for (gsize i = 0; i < ROWS * WIDTH; i++)
    expected[i] = (double)d[i];
  for (gsize k = 0; k < WIDTH; k++)
    table[ROWS * WIDTH + k] = NAN;
  ncsn_embedding_forward (table, WIDTH, index, N, y);
  ncsn_embedding_vjp (dy, WIDTH, index, N, d);
  for (gsize n = 0; n < N; n++)
    for (gsize k = 0; k < WIDTH; k++) {
      gsize at = (gsize)index[n] * WIDTH + k, i = n * WIDTH + k;
      double next = (double)index[n] - floor ((double)index[n]);
      row[i] = (1 - next) * (double)table[at];
      expected[at] += (1 - next) * (double)dy[i];
      if (next > 0) {
        row[i] += next * (double)table[at + WIDTH];
        expected[at + WIDTH] += next * (double)dy[i];
      } else
        g_assert_cmpfloat ((double)y[i], ==, (double)table[at]);
    }
  g_assert_cmpfloat (ncsn_test_relative_error (y, row, N * WIDTH), <, NCSN_TEST_KERNEL_ERROR);
  g_assert_cmpfloat (ncsn_test_relative_error (d, expected, ROWS * WIDTH), <,
                     NCSN_TEST_KERNEL_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/elementwise/naive", test_elementwise);
  g_test_add_func ("/elementwise/dot-in-double", test_dot_in_double);
  g_test_add_func ("/elementwise/mean", test_mean);
  g_test_add_func ("/elementwise/soft-root", test_soft_root);
  g_test_add_func ("/elementwise/embedding", test_embedding);
  return g_test_run ();
}
