/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the solver of differential equations with solutions in closed form. */
#undef G_DISABLE_ASSERT
#include "sample/ode.h"

#include <math.h>
#include <string.h>

#include "ncsn/error.h"

#define SIZE 3
#define END 1.5

/* A damped rotation, and y' = 2ty, which shows whether the slope is evaluated at the right t. */
static gboolean
linear (double t, const double *y, double *slope, gpointer data, GError **error)
{
  guint *calls = data;

  (*calls)++;
  slope[0] = -0.5 * y[0] + 2.0 * y[1];
  slope[1] = -2.0 * y[0] - 0.5 * y[1];
  slope[2] = 2.0 * t * y[2];
  return TRUE;
}

static void
exact (double t, double *y)
{
  y[0] = exp (-0.5 * t) * cos (2.0 * t);
  y[1] = -exp (-0.5 * t) * sin (2.0 * t);
  y[2] = exp (t * t);
}

static double
distance_from_exact (const NcsnOde *ode)
{
  double y[SIZE], largest = 0.0;

  exact (ode->t, y);
  for (int i = 0; i < SIZE; i++)
    largest = MAX (largest, fabs (ode->y[i] - y[i]));
  return largest;
}

static void
start (NcsnOde *ode, double t, guint *calls)
{
  *calls = 0;
  g_assert_true (ncsn_ode_init (ode, linear, calls, SIZE, NULL));
  exact (t, ode->y);
  g_assert_true (ncsn_ode_begin (ode, t, NULL));
}

static double
error_of_equal_steps (guint steps)
{
  g_auto (NcsnOde) ode = {0};
  guint calls;

  start (&ode, 0.0, &calls);
  for (guint i = 0; i < steps; i++) {
    g_assert_true (ncsn_ode_try (&ode, END / steps, NULL));
    ncsn_ode_accept (&ode, END / steps);
  }
  g_assert_cmpuint (calls, ==, 1 + 6 * steps);
  return distance_from_exact (&ode);
}

/* The order is 5: with half the step, the error is a 32nd. */
static void
test_order (void)
{
  double before = error_of_equal_steps (20);

  for (guint steps = 40; steps <= 160; steps *= 2) {
    double now = error_of_equal_steps (steps), order = log2 (before / now);

    g_test_message ("%u steps: error %.3g, order %.3f", steps, now, order);
    g_assert_cmpfloat_with_epsilon (order, 5.0, 0.15);
    before = now;
  }
}

/* The estimate is the local error of the solution of order 4, in units of the tolerance. It is
 * therefore of order 5 in the step. */
static void
test_estimate (void)
{
  g_auto (NcsnOde) ode = {0};
  guint calls;
  double estimates[2];

  start (&ode, 0.3, &calls);
  for (int i = 0; i < 2; i++) {
    double h = 0.04 / (i + 1);

    g_assert_true (ncsn_ode_try (&ode, h, NULL));
    estimates[i] = ncsn_ode_error (&ode, h, 1e-6);
    g_assert_cmpfloat_with_epsilon (ncsn_ode_error (&ode, h, 1e-8), 100.0 * estimates[i],
                                    1e-9 * estimates[i]);
  }
  g_assert_cmpfloat_with_epsilon (log2 (estimates[0] / estimates[1]), 5.0, 0.15);
}

/* In both directions of t, a smaller tolerance gives a smaller error with more evaluations. */
static void
test_tolerance (void)
{
  for (int backwards = 0; backwards < 2; backwards++) {
    guint calls_before = 0;

    for (double tolerance = 1e-3; tolerance > 1e-10; tolerance /= 10.0) {
      g_auto (NcsnOde) ode = {0};
      guint calls;

      start (&ode, backwards ? END : 0.0, &calls);
      g_assert_true (ncsn_ode_solve (&ode, backwards ? 0.0 : END, tolerance, NULL));
      g_assert_cmpfloat (ode.t, ==, backwards ? 0.0 : END);
      g_test_message ("tolerance %.0e: error %.3g, %u evaluations", tolerance,
                      distance_from_exact (&ode), calls);
      g_assert_cmpfloat (distance_from_exact (&ode), <, 50.0 * tolerance);
      g_assert_cmpuint (calls, >=, calls_before);
      calls_before = calls;
    }
    g_assert_cmpuint (calls_before, <, 2000);
  }
}

/* y' = y² with y(0) = 1 has no solution for t ≥ 1. */
static gboolean
square (double t, const double *y, double *slope, gpointer data, GError **error)
{
  *slope = *y * *y;
  return TRUE;
}

static void
test_no_solution (void)
{
  g_auto (NcsnOde) ode = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (ncsn_ode_init (&ode, square, NULL, 1, NULL));
  *ode.y = 1.0;
  g_assert_true (ncsn_ode_begin (&ode, 0.0, NULL));
  g_assert_false (ncsn_ode_solve (&ode, 2.0, 1e-6, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, " 50 %"));
}

static gboolean
fail (double t, const double *y, double *slope, gpointer data, GError **error)
{
  *slope = 1.0;
  if (t < 1.0)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "So far and no further.");
  return FALSE;
}

static void
test_failure (void)
{
  g_auto (NcsnOde) ode = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (ncsn_ode_init (&ode, fail, NULL, 1, NULL));
  *ode.y = 0.0;
  g_assert_true (ncsn_ode_begin (&ode, 0.0, NULL));
  g_assert_false (ncsn_ode_solve (&ode, 2.0, 1e-6, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ode/order", test_order);
  g_test_add_func ("/ode/estimate", test_estimate);
  g_test_add_func ("/ode/tolerance", test_tolerance);
  g_test_add_func ("/ode/no-solution", test_no_solution);
  g_test_add_func ("/ode/failure", test_failure);
  return g_test_run ();
}
