/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training with holes: the random holes, the objective and the score with holes, and the result. */
#undef G_DISABLE_ASSERT
#include "train/holes.h"

#include <math.h>
#include <string.h>

#include "compare.h"
#include "small-training.h"

enum { PICTURES = 4, SIZE = PICTURES * NCSN_TEST_PIXELS };

static const NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};
static const double sigmas[PICTURES] = {0.05, 0.4, 2.0, 20.0};

static NcsnModel *
model_with_holes (gboolean random)
{
  g_autoptr (NcsnModel) plain = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnModel *model = ncsn_model_with_inputs (plain, TRUE, FALSE, FALSE, NULL);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);

  for (gsize i = 0; i < model->parameters->size && random; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

/* Holes at every third pixel, or everywhere. */
static float *
some_holes (gboolean everything)
{
  float *holes = g_new (float, SIZE);

  for (gsize i = 0; i < SIZE; i++)
    holes[i] = everything || i % 3 == 1;
  return holes;
}

/* The score given known pixels, or with NULL that of pictures of which nothing is known. */
static float *
score_given (const NcsnModel *model, const float *x, const NcsnKnown *known, double sigma)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, PICTURES, NULL);
  NcsnScore score = ncsn_model_score_function (owner);
  float *s = g_new (float, SIZE);
  g_autoptr (GError) error = NULL;

  score.evaluate (x, shape, sigma, known, s, score.data, &error);
  g_assert_no_error (error);
  return s;
}

/* The score of pictures whose pixels outside of holes are known. The model sees each pixel only
 * once: as a part of the noisy picture, or as a known one. */
static float *
score_of (const NcsnModel *model, const float *x, const float *holes, double sigma)
{
  g_autofree float *noisy = g_new (float, SIZE), *clean = g_new (float, SIZE);
  const NcsnKnown known = {.known = clean, .mask = holes};

  for (gsize i = 0; i < SIZE; i++) {
    noisy[i] = holes[i] > 0 ? x[i] : NAN;
    clean[i] = holes[i] > 0 ? NAN : x[i];
  }
  return score_given (model, noisy, &known, sigma);
}

/* Holes are 0 or 1, never empty and a function of their key. Their sizes, and the share of those
 * that are the whole picture, are as documented. */
static void
test_draw (void)
{
  const gsize sides[][2] = {{64, 64}, {8, 8}, {4, 4}, {16, 48}};
  enum { DRAWS = 500 };

  for (guint k = 0; k < G_N_ELEMENTS (sides); k++) {
    const gsize pixels = sides[k][0] * sides[k][1];
    g_autofree float *holes = g_new (float, pixels), *again = g_new (float, pixels);
    guint everything = 0;

    for (guint32 i = 0; i < DRAWS; i++) {
      const NcsnRandomKey key = {5, NCSN_STREAM_HOLE, i, 2};
      gsize missing = 0;

      ncsn_holes_draw (key, sides[k][0], sides[k][1], holes);
      ncsn_holes_draw (key, sides[k][0], sides[k][1], again);
      g_assert_cmpmem (holes, pixels * sizeof (float), again, pixels * sizeof (float));
      for (gsize p = 0; p < pixels; p++) {
        g_assert_true (holes[p] == 0 || holes[p] == 1);
        missing += holes[p] > 0;
      }
      g_assert_cmpuint (missing, >, 0);
      everything += missing == pixels;
      if (k == 0 && missing < pixels)
        g_assert_true (missing >= 0.01 * (double)pixels && missing <= 0.9 * (double)pixels);
    }
    g_assert_true (everything > 0.14 * DRAWS && (k > 0 || everything < 0.26 * DRAWS));
  }
}

/* The loss in double from the score function that samplers use. */
static double
loss_from_score (const NcsnModel *model, const float *x, const float *z, const float *holes)
{
  double loss = 0;

  for (gsize n = 0; n < PICTURES; n++) {
    g_autofree float *noisy = g_new (float, SIZE);
    for (gsize i = 0; i < SIZE; i++)
      noisy[i] = (float)((double)x[i] + (holes[i] > 0 ? sigmas[n] * (double)z[i] : 0));
    g_autofree float *s = score_of (model, noisy, holes, sigmas[n]);
    double sum = 0, missing = 0;

    for (gsize i = n * NCSN_TEST_PIXELS; i < (n + 1) * NCSN_TEST_PIXELS; i++)
      if (holes[i] > 0) {
        double d = (double)s[i] + (double)z[i] / sigmas[n];
        sum += d * d;
        missing++;
      }
    loss += ncsn_precondition_weight (&model->config, sigmas[n]) * 0.5 * sum * NCSN_TEST_PIXELS /
            missing / PICTURES;
  }
  return loss;
}

static void
test_loss (void)
{
  g_autoptr (NcsnModel) model = model_with_holes (TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1), *z = ncsn_test_normal (SIZE, 2);

  for (guint everything = 0; everything < 2; everything++) {
    g_autofree float *holes = some_holes (everything);
    g_autoptr (NcsnObjective) dsm = ncsn_objective_new (
        NCSN_LOSS_DSM, &model->config, model->parameters, shape, model->values, NULL, NULL);
    const NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = sigmas, .holes = holes};
    double loss, expected = loss_from_score (model, x, z, holes);

    g_assert_true (
        ncsn_objective_evaluate (dsm, &model->config, &batch, 1, FALSE, threads, &loss, NULL));
    g_assert_cmpfloat_with_epsilon (loss, expected, 1e-4 * expected);
  }
}

/* The score of known pixels is 0, and their values affect the score in holes. If no pixel is known,
 * the score is that without NcsnKnown. */
static void
test_score (void)
{
  g_autoptr (NcsnModel) model = model_with_holes (TRUE);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1), *other = ncsn_test_pictures (PICTURES, 1);
  g_autofree float *holes = some_holes (FALSE), *everything = some_holes (TRUE);

  other[0] += 0.3f;
  g_autofree float *s = score_of (model, x, holes, 0.4);
  for (gsize i = 0; i < SIZE; i++)
    g_assert_true ((s[i] == 0) == (holes[i] == 0));
  g_autofree float *changed = score_of (model, other, holes, 0.4);
  g_assert_true (changed[1] != s[1]);
  g_assert_true (changed[NCSN_TEST_PIXELS + 1] == s[NCSN_TEST_PIXELS + 1]);

  g_autofree float *all = score_of (model, x, everything, 0.4);
  g_autofree float *plain = score_given (model, x, NULL, 0.4);
  g_assert_cmpmem (all, SIZE * sizeof (float), plain, SIZE * sizeof (float));
}

/* Before training with holes, the score is that of the model without them, which ignores what is
 * known. */
static void
test_widened (void)
{
  g_autoptr (NcsnModel) before = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autofree float *values = ncsn_test_normal (before->parameters->size, 3),
                   *x = ncsn_test_pictures (PICTURES, 1);

  for (gsize i = 0; i < before->parameters->size; i++)
    before->values[i] += 0.1f * values[i];
  g_autoptr (NcsnModel) after = ncsn_model_with_inputs (before, TRUE, FALSE, FALSE, NULL);
  g_assert_cmpuint (ncsn_model_n_parameters (after), ==,
                    ncsn_model_n_parameters (before) + 9 * before->config.base_channels);
  g_autofree float *a = score_given (before, x, NULL, 0.4), *b = score_given (after, x, NULL, 0.4),
                   *holes = some_holes (FALSE);
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-5);
  g_autofree float *told = score_given (before, x, &(NcsnKnown){.known = b, .mask = holes}, 0.4);
  g_assert_cmpmem (told, SIZE * sizeof (float), a, SIZE * sizeof (float));
}

/* Pictures of one random gray. */
static gboolean
gray_batch (guint64 seed, guint32 step, guint first, guint count, float *batch, guint *classes,
            gpointer data, GError **error)
{
  for (guint n = 0; n < count; n++) {
    float gray;
    ncsn_random_uniform ((NcsnRandomKey){seed, NCSN_STREAM_BATCH, first + n, step}, 0, 1, &gray);
    for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
      batch[n * NCSN_TEST_PIXELS + i] = gray;
  }
  return TRUE;
}

/* A hole in a picture of one gray has that gray. With so much noise that the hole itself contains
 * no information, the model's estimate still is right, since it uses the known pixels. */
static void
test_learns (void)
{
  g_autoptr (NcsnModel) model = model_with_holes (FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTrainConfig config = ncsn_test_training (32, 400);
  g_autoptr (GError) error = NULL;

  config.learning_rate = 5e-3;
  config.ema = 0.9;
  config.sigma_log_mean = 0;
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, gray_batch, NULL, &error);
  g_assert_no_error (error);
  ncsn_test_steps (trainer, 400);
  g_autoptr (NcsnModel) learnt = ncsn_trainer_average (trainer, NULL);
  g_autofree float *x = ncsn_test_normal (SIZE, 4), *holes = some_holes (FALSE);
  for (gsize i = 0; i < SIZE; i++) {
    const float gray = 0.1f + 0.8f * (float)(i / NCSN_TEST_PIXELS) / (PICTURES - 1);
    x[i] = gray + (holes[i] > 0 ? 3 * x[i] : 0);
  }
  g_autofree float *s = score_of (learnt, x, holes, 3);
  for (gsize n = 0; n < PICTURES; n++) {
    double mean = 0, count = 0, gray = 0.1 + 0.8 * (double)n / (PICTURES - 1);
    for (gsize i = n * NCSN_TEST_PIXELS; i < (n + 1) * NCSN_TEST_PIXELS; i++)
      if (holes[i] > 0) {
        mean += (double)x[i] + 9 * (double)s[i];
        count++;
      }
    g_test_message ("a hole in %.3f is filled with %.3f", gray, mean / count);
    g_assert_cmpfloat_with_epsilon (mean / count, gray, 0.1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/holes/draw", test_draw);
  g_test_add_func ("/holes/loss", test_loss);
  g_test_add_func ("/holes/score", test_score);
  g_test_add_func ("/holes/widened", test_widened);
  g_test_add_func ("/holes/learns", test_learns);
  return g_test_run ();
}
