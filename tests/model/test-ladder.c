/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of a ladder and its step size, compared with the authors' published ladders (their
 * step_lr is half of ε) and with the definitions. */
#include <math.h>

#include "ncsn/ladder.h"
#include "ncsn/random.h"

typedef struct {
  NcsnLadder ladder;
  double dimension;
  guint steps;
  double step_lr, noise_ratio; /* the best, computed by a separate program to these digits */
} Published;

static const Published published[] = {
    {{50, 0.01, 232}, 32 * 32 * 3, 5, 6.18e-6, 1.0555},
    {{90, 0.01, 500}, 64 * 64 * 3, 5, 3.34e-6, 1.0314},
    {{140, 0.01, 788}, 96 * 96 * 3, 4, 2.31e-6, 1.0224},
    {{190, 0.01, 1086}, 128 * 128 * 3, 3, 1.77e-6, 1.0174},
    {{348, 0.01, 2311}, 256 * 256 * 3, 3, 8.93e-7, 1.0089},
};

static void
test_ratio (void)
{
  const NcsnLadder first = {1.0, 0.01, 10}, one = {0.5, 0.5, 1};
  double sigmas[10];

  g_assert_cmpfloat_with_epsilon (ncsn_ladder_ratio (&first), 1.6681005372000588, 1e-14);
  ncsn_ladder_sigmas (&first, sigmas);
  g_assert_cmpfloat_with_epsilon (ncsn_ladder_ratio (&first), sigmas[3] / sigmas[4], 1e-14);
  g_assert_cmpfloat (ncsn_ladder_ratio (&one), ==, 1.0);
}

/* The integral of the normal density over the interval, by Simpson's rule. */
static double
integrated_overlap (double ratio, double dimension)
{
  const guint pieces = 2000;
  double middle = sqrt (2 * dimension) * (ratio - 1), step = 6 * ratio / pieces, sum = 0;

  for (guint i = 0; i <= pieces; i++) {
    double z = middle - 3 * ratio + i * step;
    double weight = i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2;

    sum += weight * exp (-z * z / 2);
  }
  return sum * step / 3 / sqrt (2 * G_PI);
}

static void
test_overlap (void)
{
  static const double ratios[] = {1, 1.001, 1.03, 1.2, 1.7};
  static const double dimensions[] = {10, 784, 3072, 196608};

  for (guint r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (guint d = 0; d < G_N_ELEMENTS (dimensions); d++)
      g_assert_cmpfloat_with_epsilon (ncsn_level_overlap (ratios[r], dimensions[d]),
                                      integrated_overlap (ratios[r], dimensions[d]), 1e-10);
  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    double ratio = ncsn_ladder_ratio (&published[i].ladder);
    double overlap = ncsn_level_overlap (ratio, published[i].dimension);

    g_assert_cmpfloat (overlap, >, 0.566);
    g_assert_cmpfloat (overlap, <, 0.567);
  }
}

static void
test_ratio_for_overlap (void)
{
  static const double overlaps[] = {0.997, 0.9, 0.5667, 0.5, 0.01, 1e-12};
  static const double dimensions[] = {5, 12, 784, 3072, 196608, 1e7};

  for (guint o = 0; o < G_N_ELEMENTS (overlaps); o++)
    for (guint d = 0; d < G_N_ELEMENTS (dimensions); d++) {
      double ratio = ncsn_ratio_for_overlap (overlaps[o], dimensions[d]);

      g_assert_cmpfloat (ratio, >, 1.0);
      g_assert_cmpfloat_with_epsilon (ncsn_level_overlap (ratio, dimensions[d]) / overlaps[o], 1,
                                      1e-8);
    }
  /* There √(2D)(γ-1) - 3γ decreases with γ, but the overlap does not. */
  g_assert_true (isinf (ncsn_ratio_for_overlap (0.5, 2)));
}

static void
test_levels (void)
{
  g_assert_cmpuint (ncsn_levels_for_ratio (1, 0.01, pow (100, 1.0 / 9)), ==, 10);
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, 2), ==, 4);
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, 2.3), ==, 4);
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, 2.5), ==, 3); /* 2.83 is nearer than 2 */
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, 100), ==, 2);
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, INFINITY), ==, 2);
  g_assert_cmpuint (ncsn_levels_for_ratio (0.1, 0.1, 1.5), ==, 1);
  g_assert_cmpuint (ncsn_levels_for_ratio (8, 1, 1), >, 1000000);
}

/* The overlap of the header gives all published ladders; that of the paper gives shorter ones. */
static void
test_choose (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    NcsnLadder ladder = published[i].ladder;

    ladder.levels = 0;
    ncsn_ladder_choose (&ladder, published[i].dimension, NCSN_DEFAULT_OVERLAP);
    g_assert_cmpuint (ladder.levels, ==, published[i].ladder.levels);
  }
  NcsnLadder ladder = {50, 0.01, 0};
  ncsn_ladder_choose (&ladder, 3072, 0.5);
  g_assert_cmpuint (ladder.levels, ==, 219);
}

/* The variance of x + (α/2) s + √α z with the score of N(0, σ²), simulated step by step in units of
 * pixels: v ← (1 - α/2σ²)² v + α. */
static double
simulated_noise_ratio (const NcsnLadder *ladder, guint steps, double epsilon)
{
  double sigmas[3000];

  g_assert_cmpuint (ladder->levels, <=, G_N_ELEMENTS (sigmas));
  ncsn_ladder_sigmas (ladder, sigmas);
  double sigma = sigmas[ladder->levels / 2], before = sigmas[ladder->levels / 2 - 1];
  double alpha = epsilon * sigma * sigma / (ladder->sigma_end * ladder->sigma_end);
  double variance = before * before;
  for (guint t = 0; t < steps; t++) {
    double kept = 1 - alpha / 2 / (sigma * sigma);

    variance = kept * kept * variance + alpha;
  }
  return variance / (sigma * sigma);
}

static void
test_noise_ratio (void)
{
  static const NcsnLadder ladders[] = {{50, 0.01, 232}, {1, 0.01, 10}, {5, 0.02, 100}, {2, 0.5, 2}};
  static const double shares[] = {1e-6, 0.01, 0.3, 1.9, 2, 3, 3.9}; /* of σ_L², up to 4 */
  static const guint steps[] = {1, 2, 5, 100};

  for (guint l = 0; l < G_N_ELEMENTS (ladders); l++)
    for (guint e = 0; e < G_N_ELEMENTS (shares); e++)
      for (guint t = 0; t < G_N_ELEMENTS (steps); t++) {
        double epsilon = shares[e] * ladders[l].sigma_end * ladders[l].sigma_end;
        double found = ncsn_noise_ratio (&ladders[l], steps[t], epsilon);

        g_assert_cmpfloat_with_epsilon (
            simulated_noise_ratio (&ladders[l], steps[t], epsilon) / found, 1, 1e-11);
      }
}

static void
test_published_steps (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    const Published *p = &published[i];
    double epsilon = ncsn_epsilon_for_noise_ratio (&p->ladder, p->steps);

    g_assert_cmpfloat_with_epsilon (epsilon / 2 / p->step_lr, 1, 0.003);
    g_assert_cmpfloat_with_epsilon (ncsn_noise_ratio (&p->ladder, p->steps, epsilon),
                                    p->noise_ratio, 1e-4);
  }
}

/* No other stable ε is better in the simulation. */
static void
test_best_epsilon (void)
{
  static const NcsnLadder ladders[] = {
      {50, 0.01, 232}, {1, 0.01, 10}, {100, 0.01, 2}, {0.1001, 0.1, 2}, {348, 0.01, 2311}};
  static const guint steps[] = {1, 3, 40, 1000};

  for (guint l = 0; l < G_N_ELEMENTS (ladders); l++)
    for (guint t = 0; t < G_N_ELEMENTS (steps); t++) {
      double variance = ladders[l].sigma_end * ladders[l].sigma_end;
      double epsilon = ncsn_epsilon_for_noise_ratio (&ladders[l], steps[t]);
      double best = simulated_noise_ratio (&ladders[l], steps[t], epsilon);

      g_assert_cmpfloat (epsilon, >, 0);
      g_assert_cmpfloat (epsilon, <=, 2 * variance);
      for (double share = 1e-8; share < 4; share *= 1.01)
        g_assert_cmpfloat (best, <=,
                           simulated_noise_ratio (&ladders[l], steps[t], share * variance) + 1e-11);
    }
  const NcsnLadder one = {0.1, 0.1, 1};
  g_assert_cmpfloat_with_epsilon (ncsn_epsilon_for_noise_ratio (&one, 7), 0.005, 1e-15);
}

static double
naive_largest_distance (const float *pictures, gsize count, gsize size)
{
  double largest = 0;

  for (gsize a = 0; a < count; a++)
    for (gsize b = 0; b < a; b++) {
      double sum = 0;
      for (gsize i = 0; i < size; i++)
        sum += pow ((double)pictures[a * size + i] - pictures[b * size + i], 2);
      largest = MAX (largest, sqrt (sum));
    }
  return largest;
}

static void
test_distance (void)
{
  static const gsize counts[] = {0, 1, 2, 15, 16, 17, 70}, sizes[] = {1, 63, 64, 1024, 1100, 3073};
  g_autofree float *pictures = g_new (float, 70 * 3073);
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), three = ncsn_threads_new (3);

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
      NcsnRandomKey key = {.seed = 4, .item = c, .step = s};
      ncsn_random_uniform (key, 0, counts[c] * sizes[s], pictures);
      double found = ncsn_largest_distance (pictures, counts[c], sizes[s], one);

      g_assert_cmpfloat_with_epsilon (found, naive_largest_distance (pictures, counts[c], sizes[s]),
                                      1e-6 * found + 1e-30);
      g_assert_cmpfloat (found, ==, ncsn_largest_distance (pictures, counts[c], sizes[s], three));
    }
}

/* One pixel of one of many bright pictures is slightly darker. Separate sums of squares would lose
 * the difference in float. Tries the picture at every position. */
static void
test_distance_of_alike (void)
{
  enum { COUNT = 40, SIZE = 2000 };
  g_autofree float *pictures = g_new (float, COUNT *SIZE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  for (gsize i = 0; i < COUNT * SIZE; i++)
    pictures[i] = 1.0f;
  g_assert_cmpfloat (ncsn_largest_distance (pictures, COUNT, SIZE, threads), ==, 0.0);
  for (gsize odd = 0; odd < COUNT; odd++) {
    float *pixel = &pictures[odd * SIZE + 37 * odd];

    *pixel = 1.0f - 1.0f / 1024;
    g_assert_cmpfloat (ncsn_largest_distance (pictures, COUNT, SIZE, threads), ==, 1.0 / 1024);
    *pixel = 1.0f;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladder/ratio", test_ratio);
  g_test_add_func ("/ladder/overlap", test_overlap);
  g_test_add_func ("/ladder/ratio-for-overlap", test_ratio_for_overlap);
  g_test_add_func ("/ladder/levels", test_levels);
  g_test_add_func ("/ladder/choose", test_choose);
  g_test_add_func ("/ladder/noise-ratio", test_noise_ratio);
  g_test_add_func ("/ladder/published-steps", test_published_steps);
  g_test_add_func ("/ladder/best-epsilon", test_best_epsilon);
  g_test_add_func ("/ladder/distance", test_distance);
  g_test_add_func ("/ladder/distance-of-alike", test_distance_of_alike);
  return g_test_run ();
}
