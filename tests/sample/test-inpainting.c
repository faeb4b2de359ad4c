/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held pixels: their values during a chain, and the pixels that are filled beside them. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/sample.h"
#include "law.h"
#include "problems.h"

/* Of pixels anywhere in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

enum { SIZE = 8 };

static const NcsnSampler usual = {.rule = NCSN_RULE_ANNEALED,
                                  .schedule = {5.0, 0.05, 20, 30, 0.00075, .denoise = TRUE}};

/* Known: pixels 0, 1, 4, 7; the others are to be filled. */
static const float pattern[SIZE] = {0.0f, 0.0f, 1.0f, 1.0f, 0.0f, 1.0f, 1.0f, 0.0f};
static const float picture[SIZE] = {1.5f, 2.0f, 9.0f, 9.0f, -0.5f, 9.0f, 9.0f, 1.0f};

static void
repeat (const float *from, gsize count, float *to)
{
  for (gsize n = 0; n < count; n++)
    memcpy (to + n * SIZE, from, SIZE * sizeof (float));
}

/* Against the exact law: the filled pixels follow the Gaussian given the known pixels, which keep
 * their exact values although the last step denoises everything. */
static void
test_conditional_gaussian (void)
{
  enum { CHAINS = 4000 };
  const NcsnShape shape = {CHAINS, 2, 4, 1};
  g_autofree float *x = g_new (float, CHAINS *SIZE);
  g_autofree float *known = g_new (float, CHAINS *SIZE);
  g_autofree float *mask = g_new (float, CHAINS *SIZE);
  NcsnKnown held = {.known = known, .mask = mask};
  NcsnSampleOptions options = {.seed = 31, .known = &held};
  Gaussian gaussian, filled;

  gaussian_init (&gaussian, SIZE, 0.5, 1.0, 0.8);
  gaussian_condition (&gaussian, picture, pattern, &filled);
  repeat (picture, CHAINS, known);
  repeat (pattern, CHAINS, mask);
  ncsn_sample_prior (x, shape, usual.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, shape, &usual, &options, NULL));

  for (gsize i = 0; i < SIZE; i++) {
    double sum = 0.0, square = 0.0;

    for (gsize n = 0; n < CHAINS; n++) {
      sum += x[n * SIZE + i] / (double)CHAINS;
      if (pattern[i] == 0.0f)
        g_assert_cmpfloat (x[n * SIZE + i], ==, picture[i]);
    }
    for (gsize n = 0; n < CHAINS; n++)
      square += (x[n * SIZE + i] - sum) * (x[n * SIZE + i] - sum) / CHAINS;
    g_test_message ("pixel %d: mean %.4f for %.4f, variance %.4f for %.4f", (int)i, sum,
                    filled.mean[i], square, filled.covariance[i][i]);
    g_assert_cmpfloat_with_epsilon (sum, filled.mean[i], 0.05);
    g_assert_cmpfloat_with_epsilon (square, filled.covariance[i][i], 0.08);
  }
}

static double
filling_error (const NcsnSampler *sampler, guint passes, double *mean_error)
{
  const NcsnKnown known = {.known = row_known, .mask = row_mask};
  const NcsnSampleOptions options = {.known = &known, .passes = passes};
  g_autofree Gaussian *row = g_new (Gaussian, 1), *filled = g_new (Gaussian, 1);
  g_autofree Law *law = g_new (Law, 1);

  gaussian_init (row, ROW_SIZE, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  gaussian_condition (row, row_known, row_mask, filled);
  law_of (row, sampler, &options, law);
  *mean_error = law_mean_error (law, filled);
  g_test_message ("%s, %u times, %u evaluations: mean within %.4f, covariance %.4f",
                  ncsn_rule_info (sampler->rule)->name, passes, (guint)law->evaluations,
                  *mean_error, law_error (law, filled, 0.0));
  return law_error (law, filled, 0.0);
}

static NcsnSampler
filler (NcsnRule rule, guint levels)
{
  const NcsnSchedule own = {PICTURE_SIGMA_BEGIN, PICTURE_SIGMA_END, levels, 1, 0.0,
                            .denoise = TRUE};
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &own);
  sampler.schedule.levels = levels;
  ncsn_sampler_suit_epsilon (&sampler);
  return sampler;
}

static void
assert_fills (const NcsnSampler *sampler, guint passes)
{
  double mean_error;

  g_assert_cmpfloat (filling_error (sampler, passes, &mean_error), <, 0.05);
  g_assert_cmpfloat (mean_error, <, 0.05);
}

/* Without random errors: mean and covariance of the filled pixels given the known ones within 5 %,
 * if the chain has enough steps at the levels that matter: many or large ones, or several passes.
 */
static void
test_exact_filling (void)
{
  NcsnSampler annealed = filler (NCSN_RULE_ANNEALED, 50);
  NcsnSampler corrected = filler (NCSN_RULE_PREDICTOR_CORRECTOR, 30);
  const NcsnSampler consistent = filler (NCSN_RULE_CONSISTENT, 100);
  const NcsnSampler ode = filler (NCSN_RULE_ODE, 18);

  annealed.schedule.steps = 10;
  annealed.schedule.epsilon = 2.0 * PICTURE_SIGMA_END * PICTURE_SIGMA_END;
  corrected.schedule.steps = 2;
  corrected.snr = 0.5;
  assert_fills (&annealed, 1);
  assert_fills (&corrected, 5);
  assert_fills (&consistent, 10);
  assert_fills (&ode, 40);
}

/* Several passes bring the flow to the exact law: at most a third of the error for four times as
 * many passes, and always less error with more passes. */
static void
test_resampling_helps (void)
{
  const NcsnSampler ode = filler (NCSN_RULE_ODE, 18);
  double before = INFINITY, mean_error, mean_before = INFINITY;

  for (guint passes = 1; passes <= 16; passes *= 4) {
    const double error = filling_error (&ode, passes, &mean_error);

    g_assert_cmpfloat (error, <, 0.33 * before);
    g_assert_cmpfloat (mean_error, <, 0.66 * mean_before);
    before = error;
    mean_before = mean_error;
  }
}

typedef struct {
  const NcsnKnown *known; /* that the score must be told */
  float x[8][2];
  guint count;
} Visits;

static gboolean
visit (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
       gpointer data, GError **error)
{
  Visits *visits = data;

  g_assert_true (known == visits->known);
  memcpy (visits->x[visits->count++], x, 2 * sizeof (float));
  memset (score, 0, 2 * sizeof (float));
  return TRUE;
}

/* Every evaluation is told what is known. Before each pass but the first the chain gets the noise
 * between the two levels, and at the lower one held pixels get new noise: seen with a score that
 * moves nothing. */
static void
test_going_back (void)
{
  const NcsnSampler ode = {
      .rule = NCSN_RULE_ODE, .schedule = {2.0, 1.0, 2, 1, 0.0, .denoise = FALSE}, .rho = 1.0};
  const float mask[2] = {0.0f, 1.0f}, known[2] = {0.25f, 9.0f};
  const NcsnKnown held = {.known = known, .mask = mask};
  const NcsnSampleOptions options = {.seed = 35, .first_picture = 2, .known = &held, .passes = 2};
  float x[2] = {0.1f, 0.2f}, noise[3][2], back[2];
  Visits visits = {.known = &held};

  g_assert_true (
      ncsn_sample ((NcsnScore){visit, &visits}, x, (NcsnShape){1, 1, 2, 1}, &ode, &options, NULL));
  for (guint32 i = 0; i < 3; i++) /* at σ_1, and twice at σ_2 of two levels */
    ncsn_random_normal ((NcsnRandomKey){35, NCSN_STREAM_KNOWN, 2, i == 2 ? 3 : i}, 0, 2, noise[i]);
  ncsn_random_normal ((NcsnRandomKey){35, NCSN_STREAM_RENOISE, 2, 0}, 0, 2, back);

  g_assert_cmpuint (visits.count, ==, 4);
  g_assert_cmpfloat_with_epsilon (visits.x[0][0], 0.25 + 2.0 * noise[0][0], 1e-6);
  g_assert_cmpfloat_with_epsilon (visits.x[1][0], 0.25 + noise[1][0], 1e-6);
  g_assert_cmpfloat_with_epsilon (visits.x[2][0], 0.25 + noise[1][0] + sqrt (3.0) * back[0], 1e-6);
  g_assert_cmpfloat_with_epsilon (visits.x[3][0], 0.25 + noise[2][0], 1e-6);
  g_assert_cmpfloat_with_epsilon (visits.x[3][1], 0.2 + sqrt (3.0) * back[1], 1e-6);
  g_assert_cmpfloat (x[0], ==, 0.25f);
}

/* So is the evaluation from which chains start. */
static void
test_start (void)
{
  const float mask[2] = {0.0f, 1.0f}, known[2] = {0.25f, 9.0f};
  const NcsnKnown held = {.known = known, .mask = mask};
  const NcsnSampleOptions options = {.known = &held};
  Visits visits = {.known = &held};
  float x[2];

  g_assert_true (ncsn_sample_start ((NcsnScore){visit, &visits}, x, (NcsnShape){1, 1, 2, 1}, 5.0,
                                    pixel_law, &options, NULL));
  g_assert_cmpuint (visits.count, ==, 1);
}

static void
test_too_often (void)
{
  const float pixel = 0.0f;
  const NcsnKnown held = {.known = &pixel, .mask = &pixel};
  const NcsnSampleOptions options = {.known = &held, .passes = NCSN_MAX_PASSES + 1};
  Visits visits = {.count = 0};
  float x = 0.0f;
  g_autoptr (GError) error = NULL;

  g_assert_false (ncsn_sample ((NcsnScore){visit, &visits}, &x, (NcsnShape){1, 1, 1, 1}, &usual,
                               &options, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "1001 times"));
  g_assert_cmpuint (visits.count, ==, 0);
}

/* One step at a level: the known pixel is y = known + σ z with the level's own noise, and then, at
 * the end, itself; the chain between them is seen through the progress. */
typedef struct {
  float first[2][3]; /* the pictures that the score was asked about */
  guint asked;
} Asked;

static gboolean
remember (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
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
  const NcsnSampler two = {.rule = NCSN_RULE_ANNEALED,
                           .schedule = {2.0, 1.0, 2, 1, 0.5, .denoise = FALSE}};
  NcsnKnown held = {.known = known, .mask = mask};
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

/* Soft edges are filled; only 0 holds. All channels of a pixel are held or filled together. */
static void
test_soft_mask (void)
{
  const float mask[4] = {0.0f, 1e-6f, 0.5f, 1.0f};
  const float known[8] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f};
  NcsnKnown held = {.known = known, .mask = mask};
  NcsnSampleOptions options = {.seed = 33, .known = &held};
  Gaussian gaussian;
  float x[8] = {0.0f};

  gaussian_init (&gaussian, 8, 0.5, 1.0, 0.5);
  g_assert_true (
      ncsn_sample (gaussian_score (&gaussian), x, (NcsnShape){1, 2, 2, 2}, &usual, &options, NULL));
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat (x[i], ==, 0.5f);
  for (int i = 2; i < 8; i++)
    g_assert_cmpfloat (x[i], !=, 0.5f);
}

/* The noise of held pixels is drawn by picture too, not by place in the batch. */
static void
test_batches (void)
{
  float known[3 * SIZE], mask[3 * SIZE], together[3 * SIZE], alone[SIZE];
  NcsnKnown held = {.known = known, .mask = mask};
  NcsnSampleOptions options = {.seed = 34, .first_picture = 11, .known = &held};
  NcsnShape shape = {3, 2, 4, 1};
  Gaussian gaussian;

  gaussian_init (&gaussian, SIZE, 0.5, 1.0, 0.8);
  repeat (picture, 3, known);
  repeat (pattern, 3, mask);
  ncsn_sample_prior (together, shape, usual.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), together, shape, &usual, &options, NULL));

  shape.n = 1;
  options.first_picture = 13;
  ncsn_sample_prior (alone, shape, usual.schedule.sigma_begin, pixel_law, &options);
  g_assert_true (ncsn_sample (gaussian_score (&gaussian), alone, shape, &usual, &options, NULL));
  g_assert_cmpmem (alone, sizeof alone, together + 2 * SIZE, sizeof alone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inpainting/conditional-gaussian", test_conditional_gaussian);
  g_test_add_func ("/inpainting/exact-filling", test_exact_filling);
  g_test_add_func ("/inpainting/resampling-helps", test_resampling_helps);
  g_test_add_func ("/inpainting/going-back", test_going_back);
  g_test_add_func ("/inpainting/start", test_start);
  g_test_add_func ("/inpainting/too-often", test_too_often);
  g_test_add_func ("/inpainting/held-at-the-level", test_held_at_the_level);
  g_test_add_func ("/inpainting/soft-mask", test_soft_mask);
  g_test_add_func ("/inpainting/batches", test_batches);
  return g_test_run ();
}
