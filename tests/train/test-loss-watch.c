/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detection of a divergence from the loss. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "train/loss-watch.h"

#define LOW 0.25
#define QUIET 200 /* steps at the low loss */

/* Makes `count` steps with one loss; returns how many were accepted. */
static guint
steps (NcsnLossWatch *watch, double loss, guint count)
{
  for (guint i = 0; i < count; i++)
    if (!ncsn_loss_watch_step (watch, loss))
      return i;
  return count;
}

/* The mean agrees with its definition. */
static void
test_mean (void)
{
  NcsnLossWatch watch = {0};
  double losses[500];

  g_assert_cmpfloat (ncsn_loss_watch_mean (&watch), ==, 0);
  for (guint n = 0; n < G_N_ELEMENTS (losses); n++) {
    double sum = 0, weights = 0;
    losses[n] = 1 + 0.3 * sin (n) + 1.0 / (n + 1);
    g_assert_true (ncsn_loss_watch_step (&watch, losses[n]));
    for (guint i = 0; i <= n; i++) {
      sum += pow (NCSN_LOSS_MEMORY, n - i) * losses[i];
      weights += pow (NCSN_LOSS_MEMORY, n - i);
    }
    g_assert_cmpfloat_with_epsilon (ncsn_loss_watch_mean (&watch), sum / weights, 1e-9);
  }
}

/* A loss that jumps counts as 8 times the lowest mean. The mean exceeds 4 times the lowest after k
 * steps, and the training has diverged 100 steps later. */
static void
test_runs_away (void)
{
  static const double losses[] = {8 * LOW, 1e3, 1e300};

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
    NcsnLossWatch watch = {0};
    guint k = 0;
    g_assert_cmpuint (steps (&watch, LOW, QUIET), ==, QUIET);
    for (double low = 1 - pow (NCSN_LOSS_MEMORY, QUIET), high = 0, mean = 0; mean <= 4; k++) {
      low *= NCSN_LOSS_MEMORY;
      high = NCSN_LOSS_MEMORY * high + (1 - NCSN_LOSS_MEMORY);
      mean = (low + 8 * high) / (low + high);
    }
    g_assert_cmpuint (steps (&watch, losses[i], 1000), ==, k + NCSN_LOSS_PATIENCE - 2);
  }
}

/* No divergence: a loss twice the lowest, single bad batches, a bad phase that ends, and losses
 * below 0.
 */
static void
test_lives_on (void)
{
  NcsnLossWatch watch = {0};

  g_assert_cmpuint (steps (&watch, LOW, QUIET), ==, QUIET);
  for (guint i = 0; i < 20; i++) {
    g_assert_cmpuint (steps (&watch, 1e9, 2), ==, 2);
    g_assert_cmpuint (steps (&watch, LOW, 50), ==, 50);
  }
  g_assert_cmpuint (steps (&watch, 1e9, 100), ==, 100);
  g_assert_cmpuint (watch.too_high, >, 0);
  g_assert_cmpuint (steps (&watch, LOW, 500), ==, 500);
  g_assert_cmpuint (watch.too_high, ==, 0);
  g_assert_cmpuint (steps (&watch, 3 * LOW, 5000), ==, 5000);
  g_assert_cmpuint (steps (&watch, -1, 5000), ==, 5000);
  g_assert_cmpuint (steps (&watch, 1e9, 5000), ==, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss-watch/mean", test_mean);
  g_test_add_func ("/loss-watch/runs-away", test_runs_away);
  g_test_add_func ("/loss-watch/lives-on", test_lives_on);
  return g_test_run ();
}
