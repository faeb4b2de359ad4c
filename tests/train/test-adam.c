/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam, the average of the weights and the gradient's norm. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "compare.h"
#include "train/adam.h"

#define COUNT 40003 /* several blocks and an odd remainder */

/* Two steps computed by hand, with rate 0.1 and decay 0.5, from w = 1 and gradients 2, -1:
 *   m = 0.2, v = 0.004: m̂ = 2, v̂ = 4, w = 1 - 0.1·2/2 = 0.9, average 0.95;
 *   m = 0.08, v = 0.004996: m̂ = 0.08/0.19, v̂ = 0.004996/0.001999, w = 0.873366286…,
 *   average 0.911683143… */
static void
test_by_hand (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  float w = 1, average = 1, m = 0, v = 0, g = 2;
  NcsnAdam adam = {1, &w, &average, &m, &v, &g};

  ncsn_adam_step (&adam, (NcsnAdamStep){1, 0.1, 1.0, 0.5}, threads);
  g_assert_cmpfloat_with_epsilon ((double)m, 0.2, 1e-7);
  g_assert_cmpfloat_with_epsilon ((double)v, 0.004, 1e-7);
  g_assert_cmpfloat_with_epsilon ((double)w, 0.9, 2e-6);
  g_assert_cmpfloat_with_epsilon ((double)average, 0.95, 2e-6);
  g = -1;
  ncsn_adam_step (&adam, (NcsnAdamStep){2, 0.1, 1.0, 0.5}, threads);
  g_assert_cmpfloat_with_epsilon ((double)m, 0.08, 1e-7);
  g_assert_cmpfloat_with_epsilon ((double)v, 0.004996, 1e-7);
  g_assert_cmpfloat_with_epsilon ((double)w, 0.873366286, 2e-6);
  g_assert_cmpfloat_with_epsilon ((double)average, 0.911683143, 2e-6);
}

/* The first step is ± rate for a gradient of any size, because of the bias corrections; only for
 * tiny gradients, ε makes it smaller. */
static void
test_first_step (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  float g[4] = {1e-3f, -1e4f, 0, 1e-8f};
  float w[4] = {0}, average[4] = {0}, m[4] = {0}, v[4] = {0};
  NcsnAdam adam = {4, w, average, m, v, g};

  ncsn_adam_step (&adam, (NcsnAdamStep){1, 0.01, 1.0, 0.0}, threads);
  g_assert_cmpfloat_with_epsilon ((double)w[0], -0.01, 1e-6);
  g_assert_cmpfloat_with_epsilon ((double)w[1], 0.01, 1e-6);
  g_assert_cmpfloat ((double)w[2], ==, 0);
  g_assert_cmpfloat_with_epsilon ((double)w[3], -0.005, 1e-6); /* |g| = ε: half a rate */
  g_assert_cmpmem (average, sizeof average, w, sizeof w);      /* decay 0 */
}

typedef struct {
  double *weights, *average, *m, *v;
} Reference;

/* Algorithm 1 of the paper, line by line. */
static void
reference_step (Reference *r, const float *gradients, NcsnAdamStep step)
{
  for (gsize i = 0; i < COUNT; i++) {
    double g = (double)gradients[i] * step.scale;
    r->m[i] = 0.9 * r->m[i] + 0.1 * g;
    r->v[i] = 0.999 * r->v[i] + 0.001 * g * g;
    double m_hat = r->m[i] / (1 - pow (0.9, (double)step.step));
    double v_hat = r->v[i] / (1 - pow (0.999, (double)step.step));
    r->weights[i] -= step.rate * m_hat / (sqrt (v_hat) + 1e-8);
    r->average[i] = step.decay * r->average[i] + (1 - step.decay) * r->weights[i];
  }
}

static void
test_twenty_steps (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *w = ncsn_test_normal (COUNT, 1),
                   *average = g_memdup2 (w, COUNT * sizeof (float));
  g_autofree float *m = g_new0 (float, COUNT), *v = g_new0 (float, COUNT);
  g_autofree double *rw = g_new (double, COUNT), *ra = g_new (double, COUNT);
  g_autofree double *rm = g_new0 (double, COUNT), *rv = g_new0 (double, COUNT);
  Reference reference = {rw, ra, rm, rv};

  for (gsize i = 0; i < COUNT; i++)
    rw[i] = ra[i] = (double)w[i];
  for (guint t = 1; t <= 20; t++) {
    g_autofree float *g = ncsn_test_normal (COUNT, 10 + t);
    NcsnAdam adam = {COUNT, w, average, m, v, g};
    NcsnAdamStep step = {t, 0.1 / t, t % 3 == 0 ? 0.25 : 1.0, MIN (0.999, (1.0 + t) / (10.0 + t))};
    ncsn_adam_step (&adam, step, threads);
    reference_step (&reference, g, step);
  }
  g_assert_cmpfloat (ncsn_test_relative_error (w, rw, COUNT), <, 1e-5);
  g_assert_cmpfloat (ncsn_test_relative_error (average, ra, COUNT), <, 1e-5);
  g_assert_cmpfloat (ncsn_test_relative_error (m, rm, COUNT), <, 1e-5);
  g_assert_cmpfloat (ncsn_test_relative_error (v, rv, COUNT), <, 2e-5); /* 1 - β₂ in float */
}

/* The average alone: for constant weights, its distance is multiplied by `decay` at each step. */
static void
test_average (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  float w = 3, average = -5, m = 0, v = 0, g = 0;
  NcsnAdam adam = {1, &w, &average, &m, &v, &g};

  for (guint t = 1; t <= 50; t++) {
    ncsn_adam_step (&adam, (NcsnAdamStep){t, 0.1, 1.0, 0.9}, threads);
    g_assert_cmpfloat ((double)w, ==, 3);
    g_assert_cmpfloat_with_epsilon ((double)average, 3 - 8 * pow (0.9, t), 1e-5);
  }
}

/* The norm is exact here, because every square and every sum is. */
static void
test_norm (void)
{
  g_autofree float *g = g_new0 (float, COUNT);

  for (gsize i = 0; i < 40000; i++)
    g[i] = i % 2 ? 0.5f : -0.5f;
  for (guint n = 1; n <= 3; n++) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);
    g_assert_cmpfloat (ncsn_gradient_norm (g, COUNT, threads), ==, 100);
    g_assert_cmpfloat (ncsn_gradient_norm (g, 16, threads), ==, 2);
    g_assert_cmpfloat (ncsn_gradient_norm (g, 0, threads), ==, 0);
  }
  g[COUNT - 1] = 1e30f; /* its square overflows a float */
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_assert_cmpfloat_with_epsilon (ncsn_gradient_norm (g, COUNT, threads), 1e30, 1e24);
  g[5] = NAN;
  g_assert_true (isnan (ncsn_gradient_norm (g, COUNT, threads)));
}

/* weights, average, m, v one after the other. */
static void
three_steps (gconstpointer context, float *out, NcsnThreads *threads)
{
  NcsnAdam adam = {COUNT, out, out + COUNT, out + 2 * COUNT, out + 3 * COUNT, context};

  memset (out + 2 * COUNT, 0, 2 * COUNT * sizeof (float));
  for (guint t = 1; t <= 3; t++)
    ncsn_adam_step (&adam, (NcsnAdamStep){t, 0.01, 0.5, 0.99}, threads);
}

static void
test_threads (void)
{
  g_autofree float *g = ncsn_test_normal (COUNT, 1), *start = ncsn_test_normal (4 * COUNT, 2);
  g_autofree float *first = NULL;
  gsize bytes = 4 * COUNT * sizeof (float);

  for (guint n = 1; n <= 3; n++) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);
    g_autofree float *out = g_memdup2 (start, bytes);
    three_steps (g, out, threads);
    if (first == NULL)
      first = g_memdup2 (out, bytes);
    g_assert_cmpmem (out, bytes, first, bytes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adam/by-hand", test_by_hand);
  g_test_add_func ("/adam/first-step", test_first_step);
  g_test_add_func ("/adam/twenty-steps", test_twenty_steps);
  g_test_add_func ("/adam/average", test_average);
  g_test_add_func ("/adam/norm", test_norm);
  g_test_add_func ("/adam/threads", test_threads);
  return g_test_run ();
}
