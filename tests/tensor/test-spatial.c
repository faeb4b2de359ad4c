/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests pooling and resizing, and their gradients, against their naive twins. */
#undef G_DISABLE_ASSERT
#include "compare.h"
#include "naive.h"
#include "tensor/pool/resize.h"

typedef struct {
  NcsnShape shape;
  NcsnWindow window;
} PoolCase;

/* The U-Net's halving, RefineNet's 5×5 with stride 1, overlaps, windows that miss the last rows. */
static const PoolCase pool_cases[] = {
    {{1, 8, 8, 16}, {2, 2, 0}},   {{3, 28, 28, 33}, {2, 2, 0}}, {{3, 7, 9, 5}, {2, 2, 0}},
    {{3, 11, 13, 19}, {5, 1, 2}}, {{1, 5, 4, 3}, {5, 1, 2}},    {{1, 9, 10, 1}, {3, 2, 1}},
    {{3, 6, 5, 7}, {3, 1, 0}},    {{1, 4, 7, 17}, {2, 3, 1}},   {{1, 2, 2, 3}, {3, 1, 1}},
    {{1, 1, 1, 5}, {1, 1, 0}},    {{1, 31, 29, 24}, {5, 1, 2}}, {{3, 9, 8, 12}, {7, 1, 3}},
    {{1, 8, 9, 8}, {4, 2, 1}},
};

typedef struct {
  NcsnShape shape;
  NcsnWindow window;
  gsize height, width; /* of the larger picture, of the resizings */
  const float *x, *dy, *t;
} Case;

static void
run_average (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_average_pool_forward (c->x, c->shape, c->window, out, threads);
}

static void
run_average_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_average_pool_vjp (c->dy, c->shape, c->window, out, threads);
}

static void
run_max (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_max_pool_forward (c->x, c->shape, c->window, out, threads);
}

static void
run_max_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_max_pool_vjp (c->x, c->dy, c->shape, c->window, out, threads);
}

static void
run_max_tangent (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_max_pool_tangent (c->x, c->t, c->shape, c->window, out, threads);
}

static void
check_pools (const Case *c, gsize outputs)
{
  gsize inputs = ncsn_shape_size (c->shape);
  g_autofree double *y = g_new0 (double, outputs), *dx = g_new0 (double, inputs);
  g_autofree double *max_y = g_new0 (double, outputs), *max_dx = g_new0 (double, inputs);

  ncsn_naive_average_pool (c->x, c->shape, c->window, y);
  ncsn_naive_average_pool_vjp (c->dy, c->shape, c->window, dx);
  ncsn_test_kernel ("average pool", run_average, c, outputs, FALSE, y);
  ncsn_test_kernel ("vjp of average pool", run_average_vjp, c, inputs, TRUE, dx);
  ncsn_naive_max_pool (c->x, c->shape, c->window, max_y);
  ncsn_naive_max_pool_vjp (c->x, c->dy, c->shape, c->window, max_dx);
  ncsn_test_kernel ("max pool", run_max, c, outputs, FALSE, max_y);
  ncsn_test_kernel ("vjp of max pool", run_max_vjp, c, inputs, TRUE, max_dx);
  ncsn_naive_max_pool_tangent (c->x, c->t, c->shape, c->window, max_y);
  ncsn_test_kernel ("tangent of max pool", run_max_tangent, c, outputs, FALSE, max_y);
}

static void
test_pool (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pool_cases); i++) {
    const PoolCase *p = &pool_cases[i];
    NcsnShape shape = ncsn_pool_output_shape (p->shape, p->window);
    gsize outputs = ncsn_shape_size (shape);
    g_autofree float *x = ncsn_test_normal (ncsn_shape_size (p->shape), 1);
    g_autofree float *dy = ncsn_test_normal (outputs, 2);
    g_autofree float *t = ncsn_test_normal (ncsn_shape_size (p->shape), 3);

    g_assert_cmpuint (shape.h, ==,
                      (p->shape.h + 2 * p->window.pad - p->window.size) / p->window.stride + 1);
    g_assert_cmpuint (shape.w, ==,
                      (p->shape.w + 2 * p->window.pad - p->window.size) / p->window.stride + 1);
    g_test_message ("pool case %u", i);
    check_pools (&(Case){p->shape, p->window, 0, 0, x, dy, t}, outputs);
  }
}

/* Of equal maxima the first has the gradient, and the tangent is that of the first. */
static void
test_max_pool_ties (void)
{
  NcsnShape shape = {1, 4, 4, 1};
  const float x[16] = {1, 1, 0, 0, 1, 1, 0, 2, 3, 0, 5, 5, 0, 3, 5, 5};
  const float dy[4] = {1, 2, 3, 4};
  const float expected[16] = {1, 0, 0, 0, 0, 0, 0, 2, 3, 0, 4, 0, 0, 0, 0, 0};
  const float t[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  const float tangent[4] = {1, 8, 9, 11};
  float dx[16] = {0}, y[4];
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  ncsn_max_pool_vjp (x, dy, shape, (NcsnWindow){2, 2, 0}, dx, threads);
  g_assert_cmpmem (dx, sizeof dx, expected, sizeof expected);
  ncsn_max_pool_tangent (x, t, shape, (NcsnWindow){2, 2, 0}, y, threads);
  g_assert_cmpmem (y, sizeof y, tangent, sizeof tangent);
}

/* Few different numbers, so that every window has equal ones. */
static void
test_max_pool_many_ties (void)
{
  NcsnShape shape = {2, 9, 10, 11};
  gsize size = ncsn_shape_size (shape);
  g_autofree float *x = ncsn_test_normal (size, 1), *dy = ncsn_test_normal (size, 2);
  g_autofree float *t = ncsn_test_normal (size, 3);
  g_autofree double *y = g_new0 (double, size), *dx = g_new0 (double, size);
  Case c = {shape, {5, 1, 2}, 0, 0, x, dy, t};

  for (gsize i = 0; i < size; i++)
    x[i] = x[i] > 0.5f ? 1.0f : x[i] < -0.5f ? -1.0f : 0.0f;
  ncsn_naive_max_pool_vjp (x, dy, shape, c.window, dx);
  ncsn_test_kernel ("vjp of max pool", run_max_vjp, &c, size, TRUE, dx);
  ncsn_naive_max_pool_tangent (x, t, shape, c.window, y);
  ncsn_test_kernel ("tangent of max pool", run_max_tangent, &c, size, FALSE, y);
}

static void
run_nearest (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_upsample_nearest_forward (c->x, c->shape, c->height / c->shape.h, out, threads);
}

static void
run_nearest_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_upsample_nearest_vjp (c->dy, c->shape, c->height / c->shape.h, out, threads);
}

static void
run_bilinear (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_resize_bilinear_forward (c->x, c->shape, c->height, c->width, out, threads);
}

static void
run_bilinear_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_resize_bilinear_vjp (c->dy, c->shape, c->height, c->width, out, threads);
}

static void
check_resize (NcsnNaiveResize kind, NcsnShape shape, gsize height, gsize width)
{
  gboolean nearest = kind == NCSN_NAIVE_NEAREST;
  gsize inputs = ncsn_shape_size (shape), outputs = shape.n * height * width * shape.c;
  g_autofree float *x = ncsn_test_normal (inputs, 1), *dy = ncsn_test_normal (outputs, 2);
  g_autofree double *y = g_new0 (double, outputs), *dx = g_new0 (double, inputs);
  Case c = {shape, {0, 0, 0}, height, width, x, dy, NULL};

  ncsn_naive_resize (kind, x, shape, height, width, FALSE, y);
  ncsn_naive_resize (kind, dy, shape, height, width, TRUE, dx);
  ncsn_test_kernel (nearest ? "nearest" : "bilinear", nearest ? run_nearest : run_bilinear, &c,
                    outputs, FALSE, y);
  ncsn_test_kernel (nearest ? "vjp of nearest" : "vjp of bilinear",
                    nearest ? run_nearest_vjp : run_bilinear_vjp, &c, inputs, TRUE, dx);
}

static void
test_nearest (void)
{
  check_resize (NCSN_NAIVE_NEAREST, (NcsnShape){1, 4, 4, 16}, 8, 8);
  check_resize (NCSN_NAIVE_NEAREST, (NcsnShape){3, 7, 5, 19}, 14, 10);
  check_resize (NCSN_NAIVE_NEAREST, (NcsnShape){3, 11, 3, 3}, 33, 9);
  check_resize (NCSN_NAIVE_NEAREST, (NcsnShape){1, 1, 1, 1}, 5, 5);
  check_resize (NCSN_NAIVE_NEAREST, (NcsnShape){1, 33, 31, 32}, 66, 62); /* in several blocks */
}

static void
test_bilinear (void)
{
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){1, 7, 7, 16}, 14, 14);
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){3, 5, 9, 19}, 13, 11);
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){3, 13, 9, 3}, 5, 4); /* smaller */
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){1, 1, 6, 5}, 4, 7);
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){1, 6, 5, 7}, 1, 1);
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){3, 4, 6, 2}, 4, 6);      /* the same */
  check_resize (NCSN_NAIVE_BILINEAR, (NcsnShape){1, 33, 31, 32}, 66, 61); /* in several blocks */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spatial/pool", test_pool);
  g_test_add_func ("/spatial/max-pool-ties", test_max_pool_ties);
  g_test_add_func ("/spatial/max-pool-many-ties", test_max_pool_many_ties);
  g_test_add_func ("/spatial/nearest", test_nearest);
  g_test_add_func ("/spatial/bilinear", test_bilinear);
  return g_test_run ();
}
