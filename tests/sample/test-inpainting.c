/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annealed Langevin dynamics with held pixels. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "gaussian.h"

enum { SIZE = 8 };

static const NcsnSampler sampler = {.rule = NCSN_RULE_ANNEALED,
                                    .schedule = {5.0, 0.05, 20, 30, 0.00075, TRUE}};

/* Known: pixels 0, 1, 4, 7; the others are to be filled. */
static const float pattern[SIZE] = {0.0f, 0.0f, 1.0f, 1.0f, 0.0f, 1.0f, 1.0f, 0.0f};
static const float picture[SIZE] = {1.5f, 2.0f, 9.0f, 9.0f, -0.5f, 9.0f, 9.0f, 1.0f};

/* Mean and covariance of the unknown pixels of a Gaussian given the known ones. */
static void
condition (Gaussian *gaussian, double mean[SIZE], double variance[SIZE])
{
  double known[GAUSSIAN_MOST][GAUSSIAN_MOST], inverse[GAUSSIAN_MOST][GAUSSIAN_MOST];
  gsize index[SIZE], n = 0;

  for (gsize i = 0; i < SIZE; i++)
    if (pattern[i] == 0.0f)
      index[n++] = i;
  for (gsize a = 0; a < n; a++)
    for (gsize b = 0; b < n; b++)
      known[a][b] = gaussian->covariance[index[a]][index[b]];
  gaussian_invert (known, n, inverse);

  for (gsize i = 0; i < SIZE; i++) {
    mean[i] = gaussian->mean[i];
    variance[i] = gaussian->covariance[i][i];
    for (gsize a = 0; a < n; a++)
      for (gsize b = 0; b < n; b++) {
        double gain = gaussian->covariance[i][index[a]] * inverse[a][b];

        mean[i] += gain * (picture[index[b]] - gaussian->mean[index[b]]);
        variance[i] -= gain * gaussian->covariance[index[b]][i];
      }
  }
}

static void
repeat (const float *from, gsize count, float *to)
{
  for (gsize n = 0; n < count; n++)
    memcpy (to + n * SIZE, from, SIZE * sizeof (float));
}

/* Where the truth is known: the filled pixels follow the Gaussian given the known pixels, which
 * come out exactly as they were although the last step denoises everything. */
static void
test_conditional_gaussian (void)
{
  enum { CHAINS = 4000 };
  const NcsnShape shape = {CHAINS, 2, 4, 1};
  g_autofree float *x = g_new (float, CHAINS *SIZE);
  g_autofree float *known = g_new (float, CHAINS *SIZE);
  g_autofree float *mask = g_new (float, CHAINS *SIZE);
  NcsnKnown held = {known, mask, 1};
  NcsnSampleOptions options = {.seed = 31, .known = &held};
  double mean[SIZE], variance[SIZE];
  Gaussian gaussian;

  gaussian_init (&gaussian, SIZE, 0.5, 1.0, 0.8);
  condition (&gaussian, mean, variance);
  repeat (picture, CHAINS, known);
  repeat (pattern, CHAINS, mask);
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, &options);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, shape, &sampler, &options, NULL));

  for (gsize i = 0; i < SIZE; i++) {
    double sum = 0.0, square = 0.0;

    for (gsize n = 0; n < CHAINS; n++) {
      sum += x[n * SIZE + i] / (double)CHAINS;
      if (pattern[i] == 0.0f)
        g_assert_cmpfloat (x[n * SIZE + i], ==, picture[i]);
    }
    for (gsize n = 0; n < CHAINS; n++)
      square += (x[n * SIZE + i] - sum) * (x[n * SIZE + i] - sum) / CHAINS;
    g_test_message ("pixel %d: mean %.4f for %.4f, variance %.4f for %.4f", (int)i, sum, mean[i],
                    square, variance[i]);
    g_assert_cmpfloat_with_epsilon (sum, mean[i], 0.05);
    g_assert_cmpfloat_with_epsilon (square, variance[i], 0.08);
  }
}

/* One step at a level: the known pixel is y = known + σ z with the level's own noise, and then, at
 * the end, itself; the chain between them is seen through the progress. */
typedef struct {
  float first[2][3]; /* the pictures that the score was asked about */
  guint asked;
} Asked;

static gboolean
remember (const float *x, NcsnShape shape, double sigma, float *score, gpointer data,
          GError **error)
{
  Asked *asked = data;

  memcpy (asked->first[asked->asked++], x, 3 * sizeof (float));
  memset (score, 0, 3 * sizeof (float));
  return TRUE;
}

static void
test_held_at_the_level (void)
{
  const float mask[3] = {0.0f, 1.0f, 0.0f}, known[3] = {0.25f, 9.0f, 0.75f};
  const NcsnSampler two = {.rule = NCSN_RULE_ANNEALED, .schedule = {2.0, 1.0, 2, 1, 0.5, FALSE}};
  NcsnKnown held = {known, mask, 1};
  NcsnSampleOptions options = {.seed = 32, .first_picture = 6, .known = &held};
  NcsnRandomKey key = {32, NCSN_STREAM_KNOWN, 6, 0};
  Asked asked = {.asked = 0};
  float x[3] = {0.1f, 0.2f, 0.3f}, noise[3];

  g_assert_true (ncsn_sample ((NcsnScore){remember, &asked}, x, (NcsnShape){1, 1, 3, 1}, &two,
                              &options, NULL));
  ncsn_random_normal (key, 0, 3, noise);
  g_assert_cmpfloat_with_epsilon (asked.first[0][0], 0.1, 1e-7);
  g_assert_cmpfloat_with_epsilon (asked.first[1][0], 0.25 + 2.0 * noise[0], 1e-6);
  g_assert_cmpfloat_with_epsilon (asked.first[1][2], 0.75 + 2.0 * noise[2], 1e-6);
  g_assert_cmpfloat (x[0], ==, 0.25f);
  g_assert_cmpfloat (x[2], ==, 0.75f);
}

/* A soft edge belongs to the part that is filled; only 0 holds. All channels of a pixel go
 * together. */
static void
test_soft_mask (void)
{
  const float mask[4] = {0.0f, 1e-6f, 0.5f, 1.0f};
  const float known[8] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f};
  NcsnKnown held = {known, mask, 1};
  NcsnSampleOptions options = {.seed = 33, .known = &held};
  Gaussian gaussian;
  float x[8] = {0.0f};

  gaussian_init (&gaussian, 8, 0.5, 1.0, 0.5);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, (NcsnShape){1, 2, 2, 2}, &sampler,
                              &options, NULL));
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat (x[i], ==, 0.5f);
  for (int i = 2; i < 8; i++)
    g_assert_cmpfloat (x[i], !=, 0.5f);
}

/* Held noise too is drawn by picture, not by place in the batch. */
static void
test_batches (void)
{
  float known[3 * SIZE], mask[3 * SIZE], together[3 * SIZE], alone[SIZE];
  NcsnKnown held = {known, mask, 1};
  NcsnSampleOptions options = {.seed = 34, .first_picture = 11, .known = &held};
  NcsnShape shape = {3, 2, 4, 1};
  Gaussian gaussian;

  gaussian_init (&gaussian, SIZE, 0.5, 1.0, 0.8);
  repeat (picture, 3, known);
  repeat (pattern, 3, mask);
  ncsn_sample_prior (together, shape, sampler.schedule.sigma_begin, &options);
  g_assert_true (
      ncsn_sample (gaussian_score (&gaussian), together, shape, &sampler, &options, NULL));

  shape.n = 1;
  options.first_picture = 13;
  ncsn_sample_prior (alone, shape, sampler.schedule.sigma_begin, &options);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), alone, shape, &sampler, &options, NULL));
  g_assert_cmpmem (alone, sizeof alone, together + 2 * SIZE, sizeof alone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inpainting/conditional-gaussian", test_conditional_gaussian);
  g_test_add_func ("/inpainting/held-at-the-level", test_held_at_the_level);
  g_test_add_func ("/inpainting/soft-mask", test_soft_mask);
  g_test_add_func ("/inpainting/batches", test_batches);
  return g_test_run ();
}
