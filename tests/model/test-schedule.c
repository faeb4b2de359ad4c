/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules: their noise levels, the suitable step size, and the errors of impossible ones. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/schedule.h"

static const NcsnSchedule good = {.sigma_begin = 8.0,
                                  .sigma_end = 0.01,
                                  .levels = 50,
                                  .steps = 4,
                                  .epsilon = 4e-5,
                                  .denoise = TRUE};

/* The paper's own ladder: ten levels from 1 to 0.01. */
static void
test_paper_ladder (void)
{
  static const double expected[] = {1.0,      0.599484, 0.359381, 0.215443, 0.129155,
                                    0.077426, 0.046416, 0.027826, 0.016681, 0.01};
  NcsnSchedule schedule = {1.0, 0.01, 10, 100, 4e-5, .denoise = FALSE};
  double sigmas[10];

  g_assert_true (ncsn_schedule_check (&schedule, NULL));
  ncsn_schedule_sigmas (&schedule, sigmas);
  for (int i = 0; i < 10; i++)
    g_assert_cmpfloat_with_epsilon (sigmas[i], expected[i], 5e-7);
  g_assert_cmpuint (ncsn_schedule_evaluations (&schedule), ==, 1000);
}

static void
test_geometric (void)
{
  double sigmas[50];
  double ratio = pow (0.01 / 8.0, 1.0 / 49.0);

  ncsn_schedule_sigmas (&good, sigmas);
  g_assert_cmpfloat (sigmas[0], ==, 8.0);
  g_assert_cmpfloat (sigmas[49], ==, 0.01);
  for (int i = 1; i < 50; i++)
    g_assert_cmpfloat_with_epsilon (sigmas[i] / sigmas[i - 1], ratio, 1e-13);
  g_assert_cmpuint (ncsn_schedule_evaluations (&good), ==, 201);
}

static void
test_one_level (void)
{
  NcsnSchedule schedule = {0.5, 0.5, 1, 30, 0.1, .denoise = FALSE};
  double sigma = 0.0;

  g_assert_true (ncsn_schedule_check (&schedule, NULL));
  ncsn_schedule_sigmas (&schedule, &sigma);
  g_assert_cmpfloat (sigma, ==, 0.5);
}

/* The message must name the wrong number, so that users find it in a dialog. */
static void
assert_refused (NcsnSchedule schedule, const char *number)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_schedule_check (&schedule, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static NcsnSchedule
with_sigmas (double begin, double end)
{
  NcsnSchedule schedule = good;

  schedule.sigma_begin = begin;
  schedule.sigma_end = end;
  return schedule;
}

static NcsnSchedule
with_counts (guint levels, guint steps)
{
  NcsnSchedule schedule = good;

  schedule.levels = levels;
  schedule.steps = steps;
  return schedule;
}

static NcsnSchedule
with_epsilon (double epsilon)
{
  NcsnSchedule schedule = good;

  schedule.epsilon = epsilon;
  return schedule;
}

static void
test_refusals (void)
{
  g_assert_true (ncsn_schedule_check (&good, NULL));
  assert_refused (with_sigmas (-1.0, 0.01), "-1");
  assert_refused (with_sigmas (NAN, 0.01), "nan");
  assert_refused (with_sigmas (INFINITY, 0.01), "inf");
  assert_refused (with_sigmas (8.0, 0.0), "level is 0;");
  assert_refused (with_sigmas (8.0, -0.25), "-0.25");
  assert_refused (with_sigmas (8.0, NAN), "nan");
  assert_refused (with_sigmas (8.0, 1e-30), "1e-30");
  assert_refused (with_sigmas (0.5, 0.75), "0.75");
  assert_refused (with_counts (0, 4), "0 noise levels");
  assert_refused (with_counts (NCSN_MAX_LEVELS + 1, 4), "10001");
  assert_refused (with_counts (1, 4), "8");
  assert_refused (with_counts (50, 0), "0 steps");
  assert_refused (with_counts (10000, 429497), "429497");
  assert_refused (with_epsilon (0.0), "0;");
  assert_refused (with_epsilon (-1e-5), "-1e-05");
  assert_refused (with_epsilon (NAN), "nan");
  assert_refused (with_epsilon (INFINITY), "inf");
}

/* ε < 4 σ_L²: values just below the limit are valid, the limit itself is not, and the message has
 * it. */
static void
test_stability_limit (void)
{
  double limit = 4.0 * good.sigma_end * good.sigma_end;
  NcsnSchedule below = with_epsilon (limit * 0.999);

  g_assert_true (ncsn_schedule_check (&below, NULL));
  assert_refused (with_epsilon (limit), "0.0004");
}

/* The suitable ε = 2ησ_L² solves (1 - η²)^(L T/2) = σ_L/σ_1 for any ladder, and is stable. */
static void
test_suited_epsilon (void)
{
  const NcsnSchedule ladders[] = {{5, 0.02, 100, 2, 0, .denoise = TRUE},
                                  {1, 0.01, 10, 100, 0, .denoise = FALSE},
                                  {20, 0.05, 3, 1, 0, .denoise = TRUE}};

  for (guint i = 0; i < G_N_ELEMENTS (ladders); i++) {
    NcsnSchedule s = ladders[i];

    ncsn_schedule_suit_epsilon (&s);
    double eta = s.epsilon / (2 * s.sigma_end * s.sigma_end);
    g_assert_cmpfloat_with_epsilon (s.levels * s.steps / 2.0 * log (1 - eta * eta),
                                    log (s.sigma_end / s.sigma_begin), 1e-9);
    g_assert_true (ncsn_schedule_check (&s, NULL));
  }
  NcsnSchedule one = {0.1, 0.1, 1, 50, 0, .denoise = FALSE};
  ncsn_schedule_suit_epsilon (&one);
  g_assert_true (ncsn_schedule_check (&one, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/paper-ladder", test_paper_ladder);
  g_test_add_func ("/schedule/geometric", test_geometric);
  g_test_add_func ("/schedule/one-level", test_one_level);
  g_test_add_func ("/schedule/refusals", test_refusals);
  g_test_add_func ("/schedule/stability-limit", test_stability_limit);
  g_test_add_func ("/schedule/suited-epsilon", test_suited_epsilon);
  return g_test_run ();
}
