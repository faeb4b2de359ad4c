/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the exponential function and the activations. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "naive.h"
#include "tensor/pointwise/activation.h"
#include "tensor/simd/math.h"

/* Distance from the exact number in units of its last place. */
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
  NcsnActivation kind;
  double (*naive) (double x);
  double (*derivative) (double x);
  double (*second) (double x);
  gsize count;
  const float *x, *t, *dy;
} Activation;

static void
run_activation (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  ncsn_activation_forward (a->kind, a->x, a->count, out, threads);
}

static void
run_activation_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  ncsn_activation_vjp (a->kind, a->x, a->dy, a->count, out, threads);
}

static void
run_activation_tangent (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  ncsn_activation_tangent (a->kind, a->x, a->t, a->count, out, threads);
}

static void
run_activation_tangent_vjp (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Activation *a = context;

  ncsn_activation_tangent_vjp (a->kind, a->x, a->t, a->dy, a->count, out, threads);
}

/* Numbers of usual size, some large ones, and the kink. */
static void
check_activation (Activation a, gsize count)
{
  g_autofree float *x = ncsn_test_normal (count, 1), *dy = ncsn_test_normal (count, 2);
  g_autofree float *t = ncsn_test_normal (count, 3);
  g_autofree double *y = g_new (double, count), *dx = g_new (double, count);
  g_autofree double *tangent = g_new (double, count), *tangent_dx = g_new (double, count);

  x[0] = 0;
  for (gsize i = 0; i < count; i++) {
    x[i] *= i % 100 == 7 ? 30 : 2;
    y[i] = a.naive ((double)x[i]);
    dx[i] = (double)dy[i] * a.derivative ((double)x[i]);
    tangent[i] = (double)t[i] * a.derivative ((double)x[i]);
    tangent_dx[i] = (double)t[i] * (double)dy[i] * a.second ((double)x[i]);
  }
  a.count = count;
  a.x = x;
  a.t = t;
  a.dy = dy;
  ncsn_test_kernel ("activation", run_activation, &a, count, FALSE, y);
  ncsn_test_kernel ("vjp of activation", run_activation_vjp, &a, count, TRUE, dx);
  ncsn_test_kernel ("tangent of activation", run_activation_tangent, &a, count, FALSE, tangent);
  ncsn_test_kernel ("vjp of tangent of activation", run_activation_tangent_vjp, &a, count, TRUE,
                    tangent_dx);
}

static void
test_activations (void)
{
  static const gsize counts[] = {1, 15, 1057, 100003};
  Activation elu = {.kind = NCSN_ACTIVATION_ELU,
                    .naive = ncsn_naive_elu,
                    .derivative = ncsn_naive_elu_derivative,
                    .second = ncsn_naive_elu_second_derivative};
  Activation silu = {.kind = NCSN_ACTIVATION_SILU,
                     .naive = ncsn_naive_silu,
                     .derivative = ncsn_naive_silu_derivative,
                     .second = ncsn_naive_silu_second_derivative};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    check_activation (elu, counts[i]);
    check_activation (silu, counts[i]);
  }
}

/* Each number of the whole range separately, with the code for this processor, so that large
 * numbers do not hide errors of small ones. */
static void
test_activation_range (void)
{
  const gsize count = 400001;
  g_autofree float *x = g_new (float, count), *y = g_new (float, count);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  for (gsize i = 0; i < count; i++)
    x[i] = ((float)i - 200000.0f) * 4e-4f;
  ncsn_activation_forward (NCSN_ACTIVATION_SILU, x, count, y, threads);
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat (fabs ((double)y[i] - ncsn_naive_silu ((double)x[i])), <=,
                       5e-7 * fabs (ncsn_naive_silu ((double)x[i])));
  ncsn_activation_forward (NCSN_ACTIVATION_ELU, x, count, y, threads);
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat (fabs ((double)y[i] - ncsn_naive_elu ((double)x[i])), <=,
                       x[i] > 0 ? 0.0 : 2.5e-7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/exp", test_exp);
  g_test_add_func ("/math/sigmoid", test_sigmoid);
  g_test_add_func ("/activation/naive", test_activations);
  g_test_add_func ("/activation/range", test_activation_range);
  return g_test_run ();
}
