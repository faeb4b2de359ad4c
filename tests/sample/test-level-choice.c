/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels chosen along a teacher's chains: where its errors are known, and what they are good for.
 */
#undef G_DISABLE_ASSERT
#include "ncsn/level-choice.h"

#include <math.h>
#include <string.h>

#include "ncsn/sample.h"
#include "problems.h"

static const NcsnSchedule own = {PICTURE_SIGMA_BEGIN, PICTURE_SIGMA_END, 100, 1, 0.0,
                                 .denoise = TRUE};
static const NcsnShape shape = {2, 8, 8, 1};

enum { SIZE = 2 * 8 * 8 };

/* Two pictures on the teacher's first level. */
static void
start (float *x)
{
  const NcsnSampleOptions options = {.seed = 5};

  ncsn_sample_prior (x, shape, own.sigma_begin, (NcsnPixelLaw){0.5, sqrt (PICTURE_VARIANCE)},
                     &options);
}

static NcsnLevelChoice *
choose (NcsnScore score)
{
  NcsnLevelChoice *choice = ncsn_level_choice_new (&own);
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  const NcsnSampleOptions options = {.preview_seconds = INFINITY};
  float x[SIZE];
  g_autoptr (GError) error = NULL;

  start (x);
  g_assert_true (
      ncsn_sample (ncsn_level_choice_watch (choice, score), x, shape, &teacher, &options, &error));
  g_assert_no_error (error);
  return choice;
}

/* For N(m, v I) the flow keeps x - m along its direction, of length √(v + σ²), and the estimate of
 * the clean picture is m + v (x - m)/(v + σ²). */
static double
length_at (double sigma)
{
  return sqrt (PICTURE_VARIANCE + sigma * sigma);
}

static double
estimate_at (double sigma)
{
  return PICTURE_VARIANCE / length_at (sigma);
}

/* The relative errors of the steps of dpm through these levels, each from where the flow is. */
static double
path_error (const double *sigmas, guint count)
{
  double sum = 0.0;

  for (guint k = 0; k + 1 < count; k++) {
    const double left = sigmas[k + 1] / sigmas[k];
    double estimate = estimate_at (sigmas[k]);

    if (k > 0)
      estimate += 0.5 * log (left) / log (sigmas[k] / sigmas[k - 1]) *
                  (estimate - estimate_at (sigmas[k - 1]));
    sum +=
        fabs (left * length_at (sigmas[k]) + (1.0 - left) * estimate - length_at (sigmas[k + 1])) /
        length_at (sigmas[k + 1]);
  }
  return sum;
}

/* Of all paths over four of the teacher's levels the chosen one has the smallest error, as far as
 * the teacher's own errors allow. */
static void
test_smallest (void)
{
  g_autofree Gaussian *white = g_new (Gaussian, 1);
  double sigmas[NCSN_TEACHER_LEVELS], chosen[4], smallest = INFINITY;

  gaussian_init (white, SIZE / 2, 0.5, PICTURE_VARIANCE, 0.0);
  g_autoptr (NcsnLevelChoice) choice = choose (gaussian_score (white));
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  ncsn_sampler_sigmas (&teacher, sigmas);
  ncsn_level_choice_find (choice, 4, chosen);
  for (guint i = 1; i + 2 < NCSN_TEACHER_LEVELS; i++)
    for (guint j = i + 1; j + 1 < NCSN_TEACHER_LEVELS; j++) {
      const double path[] = {sigmas[0], sigmas[i], sigmas[j], sigmas[NCSN_TEACHER_LEVELS - 1]};

      smallest = MIN (smallest, path_error (path, 4));
    }
  g_test_message ("error %.6g, the smallest %.6g", path_error (chosen, 4), smallest);
  g_assert_cmpfloat (path_error (chosen, 4), <=, 1.001 * smallest);
}

/* The levels begin with σ_1, end with σ_L and fall; as many as the teacher has are the teacher's.
 */
static void
test_paths (void)
{
  g_autofree Gaussian *ring = g_new (Gaussian, 1);
  double sigmas[NCSN_TEACHER_LEVELS], chosen[NCSN_TEACHER_LEVELS];

  gaussian_init_ring (ring, PICTURE_DIMENSION, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  g_autoptr (NcsnLevelChoice) choice = choose (gaussian_score (ring));
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  ncsn_sampler_sigmas (&teacher, sigmas);
  for (guint levels = 2; levels <= NCSN_TEACHER_LEVELS; levels++) {
    ncsn_level_choice_find (choice, levels, chosen);
    g_assert_cmpfloat (chosen[0], ==, own.sigma_begin);
    g_assert_cmpfloat (chosen[levels - 1], ==, own.sigma_end);
    for (guint k = 0; k + 1 < levels; k++)
      g_assert_cmpfloat (chosen[k], >, chosen[k + 1]);
  }
  g_assert_cmpmem (chosen, sizeof chosen, sigmas, sizeof sigmas);
}

/* How far a chain of dpm ends from where the flow leads. */
static double
distance (Gaussian *ring, const NcsnSampler *sampler)
{
  const NcsnSampleOptions options = {.preview_seconds = INFINITY};
  NcsnSampler fine = *sampler;
  float x[SIZE], end[SIZE];
  double square = 0.0;

  start (x);
  start (end);
  fine.rho = 7.0;
  fine.schedule.levels = 1000;
  g_assert_true (ncsn_sample (gaussian_score (ring), x, shape, sampler, &options, NULL));
  g_assert_true (ncsn_sample (gaussian_score (ring), end, shape, &fine, &options, NULL));
  for (guint i = 0; i < SIZE; i++)
    square += pow (x[i] - end[i], 2.0);
  return sqrt (square);
}

/* With chosen levels dpm ends at 0.6 of the distance of evenly spaced ones, or less. */
static void
test_nearer (void)
{
  g_autofree Gaussian *ring = g_new (Gaussian, 1);

  gaussian_init_ring (ring, PICTURE_DIMENSION, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  g_autoptr (NcsnLevelChoice) choice = choose (gaussian_score (ring));
  for (guint levels = 6; levels <= 12; levels += 3) {
    NcsnSchedule with = own;
    NcsnSampler sampler;

    with.n_chosen = 1;
    with.chosen[0].count = levels;
    ncsn_level_choice_find (choice, levels, with.chosen[0].sigmas);
    ncsn_sampler_init (&sampler, NCSN_RULE_DPM, &with);
    sampler.schedule.levels = levels;
    const double chosen = distance (ring, &sampler);
    sampler.rho = 7.0;
    const double spaced = distance (ring, &sampler);
    g_test_message ("%u levels: %.4g, evenly spaced %.4g", levels, chosen, spaced);
    g_assert_cmpfloat (chosen, <, 0.6 * spaced);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/level-choice/smallest", test_smallest);
  g_test_add_func ("/level-choice/paths", test_paths);
  g_test_add_func ("/level-choice/nearer", test_nearer);
  return g_test_run ();
}
