/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures between those of two seeds, antithetic ones, and noise on given pictures. */
#include <math.h>
#include <string.h>

#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"
#include "mixture.h"

/* Of pixels anywhere in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

enum { SIZE = 6, FIRST_SEED = 51, SECOND_SEED = 52, NUMBER = 3 };

static const float mask[SIZE] = {0.0f, 1.0f, 1.0f, 0.0f, 1.0f, 1.0f};
static const float known[SIZE] = {0.8f, 0.0f, 0.0f, 0.1f, 0.0f, 0.0f};
static const float middle[SIZE] = {0.5f, 0.0f, 0.0f, 0.5f, 0.0f, 0.0f};

/* A chain with all kinds of draws: the start, steps, held pixels, renoising. */
static void
sample_around (const float *held_pixels, NcsnRule rule, NcsnSampleOptions options, gsize count,
               float *x)
{
  const NcsnSchedule own = {4.0, 0.1, 6, 2, 0.008, .denoise = TRUE};
  const NcsnShape shape = {count, 1, SIZE, 1};
  g_autofree float *pictures = g_new (float, count *SIZE), *masks = g_new (float, count *SIZE);
  const NcsnKnown held = {.known = pictures, .mask = masks};
  g_autoptr (GError) error = NULL;
  NcsnSampler sampler;
  Gaussian gaussian;

  for (gsize n = 0; n < count; n++) {
    memcpy (pictures + n * SIZE, held_pixels, SIZE * sizeof (float));
    memcpy (masks + n * SIZE, mask, sizeof mask);
  }
  gaussian_init (&gaussian, SIZE, 0.5, 0.2, 0.6);
  ncsn_sampler_init (&sampler, rule, &own);
  if (rule != NCSN_RULE_LANGEVIN)
    sampler.schedule.levels = 6;
  ncsn_sampler_suit_epsilon (&sampler);
  sampler.churn = 1.0;
  options.known = &held;
  options.passes = 2;
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, pixel_law, &options);
  ncsn_sample (gaussian_score (&gaussian), x, shape, &sampler, &options, &error);
  g_assert_no_error (error);
}

static void
sample (NcsnRule rule, NcsnSampleOptions options, gsize count, float *x)
{
  sample_around (known, rule, options, count, x);
}

/* The ends of a row are the seeds' own pictures, bit for bit, and those between differ from both.
 */
static void
test_ends (void)
{
  const double angles[] = {0.0, G_PI_4, G_PI_2};
  const NcsnBlend blend = {SECOND_SEED, angles};
  float row[3 * SIZE], first[SIZE], second[SIZE];

  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    sample (rule, (NcsnSampleOptions){.seed = FIRST_SEED, .first_picture = NUMBER}, 1, first);
    sample (rule, (NcsnSampleOptions){.seed = SECOND_SEED, .first_picture = NUMBER}, 1, second);
    sample (rule, (NcsnSampleOptions){.seed = FIRST_SEED, .first_picture = NUMBER, .blend = &blend},
            3, row);
    g_assert_cmpmem (row, sizeof first, first, sizeof first);
    g_assert_cmpmem (row + 2 * SIZE, sizeof second, second, sizeof second);
    g_assert_cmpint (memcmp (row + SIZE, first, sizeof first), !=, 0);
    g_assert_cmpint (memcmp (row + SIZE, second, sizeof second), !=, 0);
  }
}

/* cos φ z + sin φ z', seen in the start, to which nothing else is added. */
static void
test_formula (void)
{
  const double angles[] = {0.3, 1.1};
  const NcsnBlend blend = {SECOND_SEED, angles};
  const NcsnSampleOptions options = {.seed = FIRST_SEED, .first_picture = NUMBER, .blend = &blend};
  float x[2 * SIZE] = {0.0f}, first[SIZE] = {0.0f}, second[SIZE] = {0.0f};

  ncsn_sample_noise (x, (NcsnShape){2, 1, SIZE, 1}, 2.0, &options);
  ncsn_sample_noise (first, (NcsnShape){1, 1, SIZE, 1}, 2.0,
                     &(NcsnSampleOptions){.seed = FIRST_SEED, .first_picture = NUMBER});
  ncsn_sample_noise (second, (NcsnShape){1, 1, SIZE, 1}, 2.0,
                     &(NcsnSampleOptions){.seed = SECOND_SEED, .first_picture = NUMBER});
  for (int n = 0; n < 2; n++)
    for (int i = 0; i < SIZE; i++)
      g_assert_cmpfloat_with_epsilon (
          x[n * SIZE + i], cos (angles[n]) * first[i] + sin (angles[n]) * second[i], 1e-6);
}

/* If everything is symmetric about ½, the antithetic chain is the mirror image of the chain. */
static void
test_antithetic (void)
{
  const double angles[] = {0.0, 0.7, G_PI_2};
  const NcsnBlend blend = {SECOND_SEED, angles};
  float x[3 * SIZE], other[3 * SIZE];

  for (guint rule = 0; rule < NCSN_N_RULES; rule++)
    for (guint blended = 0; blended < 2; blended++) {
      NcsnSampleOptions options = {.seed = FIRST_SEED, .blend = blended ? &blend : NULL};

      sample_around (middle, rule, options, 3, x);
      options.antithetic = TRUE;
      sample_around (middle, rule, options, 3, other);
      for (int i = 0; i < 3 * SIZE; i++)
        g_assert_cmpfloat_with_epsilon (x[i] + other[i], 1.0, 1e-5);
      g_assert_cmpfloat (fabs (x[1] - other[1]), >, 1e-3);
    }
}

/* Pictures halfway are drawn like any others: the two Gaussians in the plane get their weights,
 * means and variances. A picture of many points stands for many pictures. */
static void
test_law (void)
{
  enum { POINTS = 20000 };
  const double angles[] = {G_PI_4, 1.3};
  const NcsnBlend blend = {SECOND_SEED, angles};
  const NcsnSampleOptions options = {.seed = FIRST_SEED, .blend = &blend};
  const NcsnSchedule own = {20.0, 0.05, 200, 1, 0.0, .denoise = TRUE};
  const NcsnShape shape = {2, 1, POINTS, 2};
  g_autofree float *x = g_new (float, 2 * POINTS * 2);
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, NCSN_RULE_CONSISTENT, &own);
  sampler.schedule.levels = 200;
  ncsn_sampler_suit_epsilon (&sampler);
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (mixture_score (), x, shape, &sampler, &options, NULL));
  for (int n = 0; n < 2; n++) {
    MixtureSide side[2];

    mixture_measure (x + n * POINTS * 2, POINTS, side);
    mixture_assert_shapes (side);
  }
}

/* A blended start has the mean and variance of any start. */
static void
test_prior (void)
{
  enum { MANY = 100000 };
  const double angle = 0.6;
  const NcsnBlend blend = {SECOND_SEED, &angle};
  const NcsnSampleOptions options = {.seed = FIRST_SEED, .blend = &blend};
  g_autofree float *x = g_new (float, MANY);

  for (int sigma = 0; sigma <= 1; sigma++) {
    double mean = 0.0, square = 0.0;

    ncsn_sample_prior (x, (NcsnShape){1, 1, MANY, 1}, sigma, pixel_law, &options);
    for (gsize i = 0; i < MANY; i++)
      mean += x[i] / (double)MANY;
    for (gsize i = 0; i < MANY; i++)
      square += (x[i] - mean) * (x[i] - mean) / MANY;
    g_assert_cmpfloat_with_epsilon (mean, pixel_law.mean, 0.015);
    g_assert_cmpfloat_with_epsilon (square / (pixel_law.sigma * pixel_law.sigma + sigma), 1.0,
                                    0.02);
  }
}

/* Noise on a given picture: x + σ z, by picture and not by batch, with more values than are drawn
 * at a time. */
static void
test_noise (void)
{
  enum { LONG = 10001 };
  g_autofree float *two = g_new (float, 2 * LONG), *one = g_new (float, LONG);
  double square = 0.0;

  for (gsize i = 0; i < 2 * LONG; i++)
    two[i] = 0.25f;
  for (gsize i = 0; i < LONG; i++)
    one[i] = 0.25f;
  ncsn_sample_noise (two, (NcsnShape){2, 1, LONG, 1}, 0.5,
                     &(NcsnSampleOptions){.seed = 9, .first_picture = 6});
  ncsn_sample_noise (one, (NcsnShape){1, 1, LONG, 1}, 0.5,
                     &(NcsnSampleOptions){.seed = 9, .first_picture = 7});
  g_assert_cmpmem (one, LONG * sizeof (float), two + LONG, LONG * sizeof (float));
  for (gsize i = 0; i < LONG; i++)
    square += (one[i] - 0.25) * (one[i] - 0.25) / LONG;
  g_assert_cmpfloat_with_epsilon (square, 0.25, 0.015);
  g_assert_cmpfloat (one[0], !=, one[4096]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blend/ends", test_ends);
  g_test_add_func ("/blend/formula", test_formula);
  g_test_add_func ("/blend/opposite", test_antithetic);
  g_test_add_func ("/blend/law", test_law);
  g_test_add_func ("/blend/prior", test_prior);
  g_test_add_func ("/blend/noise", test_noise);
  return g_test_run ();
}
