/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivative of a U-Net's score along a probe, compared with finite differences of the score.
 */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "ncsn/error.h"
#include "small-model.h"

/* More pictures than a pass takes, and not a multiple of that. */
#define PICTURES 20
#define CLASSES 3
#define SIZE (PICTURES * NCSN_TEST_PIXELS)

static const NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};

/* A model with random last weights: those of a new model are 0, and so is its output. */
static NcsnModel *
random_model (NcsnPrecondition precondition)
{
  NcsnModel *model = ncsn_test_model (precondition, CLASSES);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

static NcsnModelScore *
score_of (const NcsnModel *model, NcsnThreads *threads)
{
  guint classes[PICTURES];
  g_autoptr (GError) error = NULL;

  for (guint n = 0; n < PICTURES; n++)
    classes[n] = n % CLASSES;
  NcsnModelScore *score = ncsn_model_score_new (model, threads, classes, PICTURES, &error);
  g_assert_no_error (error);
  return score;
}

/* Pictures near the data's mean with noise of level σ. */
static float *
noisy_pictures (double sigma)
{
  float *x = ncsn_test_normal (SIZE, 1);

  for (gsize i = 0; i < SIZE; i++)
    x[i] = (float)(0.5 + sqrt (0.16 + sigma * sigma) * (double)x[i]);
  return x;
}

/* Adds weight × vᵀ s(x + step v) of each picture. */
static void
add_term (NcsnScore score, const float *x, const float *v, double sigma, double step, double weight,
          double *sums)
{
  g_autofree float *moved = g_new (float, SIZE), *s = g_new (float, SIZE);

  for (gsize i = 0; i < SIZE; i++)
    moved[i] = (float)((double)x[i] + step * (double)v[i]);
  g_assert_true (score.evaluate (moved, shape, sigma, NULL, s, score.data, NULL));
  for (gsize i = 0; i < SIZE; i++)
    sums[i / NCSN_TEST_PIXELS] += weight * (double)s[i] * (double)v[i];
}

/* Finite differences of order 4, with a step that is small compared with the scale on which the
 * score changes. */
static void
check_differences (NcsnPrecondition precondition, double sigma)
{
  g_autoptr (NcsnModel) model = random_model (precondition);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = score_of (model, threads);
  g_autofree float *x = noisy_pictures (sigma), *v = ncsn_test_normal (SIZE, 2);
  g_autofree float *s = g_new (float, SIZE), *plain = g_new (float, SIZE);
  NcsnScore score = ncsn_model_score_function (owner);
  NcsnDivergence divergence = ncsn_model_score_divergence (owner);
  const double h = 0.01 * sqrt (0.16 + sigma * sigma);
  double found[PICTURES], expected[PICTURES] = {0};
  float as_floats[PICTURES];

  g_assert_true (divergence.evaluate (x, v, shape, sigma, s, found, divergence.data, NULL));
  for (int side = -1; side <= 1; side += 2) {
    add_term (score, x, v, sigma, side * h, side * 8 / (12 * h), expected);
    add_term (score, x, v, sigma, side * 2 * h, -side / (12 * h), expected);
  }
  for (guint n = 0; n < PICTURES; n++)
    as_floats[n] = (float)found[n];
  double relative = ncsn_test_relative_error (as_floats, expected, PICTURES);
  g_test_message ("precondition %u, noise %g: first %g, relative error %.2g", precondition, sigma,
                  found[0], relative);
  g_assert_cmpfloat (relative, <, 1e-3);

  g_assert_true (score.evaluate (x, shape, sigma, NULL, plain, score.data, NULL));
  g_assert_cmpmem (s, SIZE * sizeof (float), plain, SIZE * sizeof (float));
}

static void
test_differences (void)
{
  for (guint precondition = 0; ncsn_precondition_names ()[precondition]; precondition++) {
    check_differences ((NcsnPrecondition)precondition, 0.05);
    check_differences ((NcsnPrecondition)precondition, 0.7);
    check_differences ((NcsnPrecondition)precondition, 6.0);
  }
}

/* Each probe affects its own picture only, squared: doubling one changes no other result. */
static void
test_probes (void)
{
  g_autoptr (NcsnModel) model = random_model (NCSN_PRECONDITION_EDM);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModelScore) owner = score_of (model, threads);
  g_autofree float *x = noisy_pictures (0.3), *v = ncsn_test_normal (SIZE, 2);
  g_autofree float *s = g_new (float, SIZE);
  NcsnDivergence divergence = ncsn_model_score_divergence (owner);
  double before[PICTURES], after[PICTURES];
  const guint changed = 17;

  g_assert_true (divergence.evaluate (x, v, shape, 0.3, s, before, divergence.data, NULL));
  for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
    v[changed * NCSN_TEST_PIXELS + i] *= 2.0f;
  g_assert_true (divergence.evaluate (x, v, shape, 0.3, s, after, divergence.data, NULL));
  for (guint n = 0; n < PICTURES; n++)
    g_assert_cmpfloat_with_epsilon (after[n], before[n] * (n == changed ? 4.0 : 1.0),
                                    1e-5 * fabs (after[n]));
}

static void
test_wrong_shape (void)
{
  g_autoptr (NcsnModel) model = random_model (NCSN_PRECONDITION_EDM);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = score_of (model, threads);
  g_autoptr (GError) error = NULL;
  NcsnDivergence divergence = ncsn_model_score_divergence (owner);
  float x[9] = {0.0f}, s[9];
  double found;

  g_assert_false (
      divergence.evaluate (x, x, (NcsnShape){1, 3, 3, 1}, 0.3, s, &found, divergence.data, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH);
}

/* A cancelled evaluation returns an error; the next one is not affected. */
static void
test_cancel (void)
{
  g_autoptr (NcsnModel) model = random_model (NCSN_PRECONDITION_EDM);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NcsnModelScore) score = score_of (model, threads);
  g_autofree float *x = noisy_pictures (0.3), *before = g_new (float, SIZE);
  g_autofree float *after = g_new (float, SIZE);
  g_autoptr (GError) error = NULL;
  NcsnScore s = ncsn_model_score_function (score);

  ncsn_model_score_set_cancellable (score, cancellable);
  g_assert_true (s.evaluate (x, shape, 0.3, NULL, before, s.data, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (s.evaluate (x, shape, 0.3, NULL, after, s.data, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_cancellable_reset (cancellable);
  g_assert_true (s.evaluate (x, shape, 0.3, NULL, after, s.data, &error));
  g_assert_cmpmem (before, SIZE * sizeof (float), after, SIZE * sizeof (float));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/divergence/differences", test_differences);
  g_test_add_func ("/divergence/probes", test_probes);
  g_test_add_func ("/divergence/wrong-shape", test_wrong_shape);
  g_test_add_func ("/score/cancel", test_cancel);
  return g_test_run ();
}
