/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising score matching: the objective compared with its formula. */
#undef G_DISABLE_ASSERT
#include "dsm-loss.h"

#include <math.h>

#include "compare.h"
#include "small-model.h"

#define PICTURES 6
#define SIZE (PICTURES * NCSN_TEST_PIXELS)

static const double sigmas[PICTURES] = {0.01, 0.1, 0.37, 1.0, 5.0, 50.0};
static const guint classes[PICTURES] = {0, 1, 2, 2, 1, 0};

static NcsnObjective *
dsm_of (NcsnModel *model)
{
  g_autoptr (GError) error = NULL;
  NcsnObjective *dsm = ncsn_objective_new (NCSN_LOSS_DSM, &model->config, model->parameters,
                                           (NcsnShape){PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1},
                                           model->values, NULL, &error);

  g_assert_no_error (error);
  return dsm;
}

/* λ is σ² as in NCSN; for EDM it weights the network's error equally at all levels: λ b² = 1. */
static void
test_weight (void)
{
  NcsnModelConfig config = {.precondition = NCSN_PRECONDITION_NONE, .data_sigma = 0.4};

  g_assert_cmpfloat_with_epsilon (ncsn_precondition_weight (&config, 3), 9, 1e-12);
  config.precondition = NCSN_PRECONDITION_SIGMA;
  g_assert_cmpfloat_with_epsilon (ncsn_precondition_weight (&config, 0.5), 0.25, 1e-12);
  config.precondition = NCSN_PRECONDITION_EDM;
  for (guint i = 0; i < PICTURES; i++) {
    double b = 0.4 / (sigmas[i] * sqrt (sigmas[i] * sigmas[i] + 0.16));
    g_assert_cmpfloat_with_epsilon (ncsn_precondition_weight (&config, sigmas[i]) * b * b, 1,
                                    1e-12);
  }
}

/* A new network's output is zero, so the loss is λ/2 ‖z/σ‖² = ½ ‖z‖², on average half the
 * dimension. */
static void
check_zero_network (NcsnPrecondition precondition)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (precondition, 3);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnObjective) dsm = dsm_of (model);
  double total = 0;

  for (guint32 draw = 0; draw < 50; draw++) {
    g_autofree float *x = ncsn_test_pictures (PICTURES, draw),
                     *z = ncsn_test_normal (SIZE, 100 + draw);
    double expected = 0;
    for (gsize i = 0; i < SIZE; i++)
      expected += 0.5 * (double)z[i] * (double)z[i] / PICTURES;
    double loss = dsm_loss (dsm, &model->config, x, z, sigmas, classes, FALSE, threads);
    g_assert_cmpfloat_with_epsilon (loss, expected, 1e-6 * expected);
    total += loss;
  }
  /* 19200 squares: their mean is 1 ± 0.01 */
  g_assert_cmpfloat_with_epsilon (total / 50 / (NCSN_TEST_PIXELS / 2.0), 1, 0.04);
}

static void
test_zero_network (void)
{
  check_zero_network (NCSN_PRECONDITION_NONE);
  check_zero_network (NCSN_PRECONDITION_SIGMA);
}

/* For EDM, the score of a network with output zero is -x'/(σ²+σ_d²), that of the best Gaussian. */
static void
test_zero_network_edm (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 3);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnObjective) dsm = dsm_of (model);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1), *z = ncsn_test_normal (SIZE, 2);
  double expected = 0;

  for (gsize i = 0; i < SIZE; i++) {
    double sigma = sigmas[i / NCSN_TEST_PIXELS], total = sigma * sigma + 0.16;
    double s = -((double)x[i] + sigma * (double)z[i] - 0.5) / total;
    double d = s + (double)z[i] / sigma;
    expected += sigma * sigma * total / 0.16 * 0.5 * d * d / PICTURES;
  }
  double loss = dsm_loss (dsm, &model->config, x, z, sigmas, classes, FALSE, threads);
  g_assert_cmpfloat_with_epsilon (loss, expected, 1e-5 * expected);
}

/* The loss in double from the score function that samplers use, one picture at a time. */
static double
loss_from_score (NcsnModel *model, const float *x, const float *z, NcsnThreads *threads)
{
  NcsnShape shape = {1, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};
  double loss = 0;

  for (guint n = 0; n < PICTURES; n++) {
    guint class_index = model->config.n_classes > 0 ? classes[n] : 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (NcsnModelScore) owner =
        ncsn_model_score_new (model, threads, &class_index, 1, &error);
    NcsnScore score = ncsn_model_score_function (owner);
    float noisy[NCSN_TEST_PIXELS], s[NCSN_TEST_PIXELS];
    const float *xn = x + n * NCSN_TEST_PIXELS, *zn = z + n * NCSN_TEST_PIXELS;
    for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
      noisy[i] = (float)((double)xn[i] + sigmas[n] * (double)zn[i]);
    g_assert_true (score.evaluate (noisy, shape, sigmas[n], NULL, s, score.data, &error));
    for (guint i = 0; i < NCSN_TEST_PIXELS; i++) {
      double d = (double)s[i] + (double)zn[i] / sigmas[n];
      loss += ncsn_precondition_weight (&model->config, sigmas[n]) * 0.5 * d * d / PICTURES;
    }
  }
  return loss;
}

static void
check_against_score (NcsnPrecondition precondition, guint n_classes)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (precondition, n_classes);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1), *z = ncsn_test_normal (SIZE, 2);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i]; /* makes the output nonzero */
  g_autoptr (NcsnObjective) dsm = dsm_of (model);
  double expected = loss_from_score (model, x, z, threads);
  double loss =
      dsm_loss (dsm, &model->config, x, z, sigmas, n_classes > 0 ? classes : NULL, FALSE, threads);
  g_assert_cmpfloat_with_epsilon (loss, expected, 1e-4 * expected);
  double again =
      dsm_loss (dsm, &model->config, x, z, sigmas, n_classes > 0 ? classes : NULL, FALSE, threads);
  g_assert_cmpfloat (loss, ==, again);
}

static void
test_against_score (void)
{
  check_against_score (NCSN_PRECONDITION_NONE, 3);
  check_against_score (NCSN_PRECONDITION_SIGMA, 0);
  check_against_score (NCSN_PRECONDITION_EDM, 3);
}

/* The model's score at noisy pictures x of one level. */
static void
score_at (const NcsnModel *model, const float *x, double sigma, float *s)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, classes, PICTURES, NULL);
  NcsnScore score = ncsn_model_score_function (owner);
  NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};

  g_assert_true (score.evaluate (x, shape, sigma, NULL, s, score.data, NULL));
}

/* s = a x' + b F(c_in x', ln σ) with x' = x - mean. Without preconditioning, the score is F itself,
 * so a model with the same weights gives the F of the others. */
static void
check_preconditioning (NcsnPrecondition precondition, double sigma, double c_in, double a, double b)
{
  g_autoptr (NcsnModel) bare = ncsn_test_model (NCSN_PRECONDITION_NONE, 3);
  g_autoptr (NcsnModel) model = ncsn_test_model (precondition, 3);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1),
                   *scaled = ncsn_test_pictures (PICTURES, 1), *s = g_new (float, SIZE);
  g_autofree float *f = g_new (float, SIZE);
  g_autofree double *expected = g_new (double, SIZE);

  for (gsize i = 0; i < model->parameters->size; i++)
    bare->values[i] = model->values[i] += 0.1f * values[i];
  for (gsize i = 0; i < SIZE; i++)
    scaled[i] = (float)(0.5 + c_in * ((double)x[i] - 0.5));
  score_at (model, x, sigma, s);
  score_at (bare, scaled, sigma, f);
  for (gsize i = 0; i < SIZE; i++)
    expected[i] = a * ((double)x[i] - 0.5) + b * (double)f[i];
  g_assert_cmpfloat (ncsn_test_relative_error (s, expected, SIZE), <, 1e-5);
}

static void
test_preconditioning (void)
{
  static const double levels[] = {0.05, 0.4, 7};

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    double sigma = levels[i], total = sigma * sigma + 0.4 * 0.4;
    check_preconditioning (NCSN_PRECONDITION_NONE, sigma, 1, 0, 1);
    check_preconditioning (NCSN_PRECONDITION_SIGMA, sigma, 1, 0, 1 / sigma);
    check_preconditioning (NCSN_PRECONDITION_EDM, sigma, 1 / sqrt (total), -1 / total,
                           0.4 / (sigma * sqrt (total)));
  }
}

/* The network uses class and level: others give another loss. */
static void
test_conditions (void)
{
  static const guint other_classes[PICTURES] = {1, 1, 2, 2, 1, 0};
  double other_sigmas[PICTURES] = {0.01, 0.1, 0.38, 1.0, 5.0, 50.0};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 3);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);
  g_autofree float *x = ncsn_test_pictures (PICTURES, 1), *z = ncsn_test_normal (SIZE, 2);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  g_autoptr (NcsnObjective) dsm = dsm_of (model);
  double loss = dsm_loss (dsm, &model->config, x, z, sigmas, classes, FALSE, threads);
  g_assert_cmpfloat (dsm_loss (dsm, &model->config, x, z, sigmas, other_classes, FALSE, threads),
                     !=, loss);
  g_assert_cmpfloat (dsm_loss (dsm, &model->config, x, z, other_sigmas, classes, FALSE, threads),
                     !=, loss);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsm/weight", test_weight);
  g_test_add_func ("/dsm/zero-network", test_zero_network);
  g_test_add_func ("/dsm/zero-network-edm", test_zero_network_edm);
  g_test_add_func ("/dsm/against-score", test_against_score);
  g_test_add_func ("/dsm/preconditioning", test_preconditioning);
  g_test_add_func ("/dsm/conditions", test_conditions);
  return g_test_run ();
}
