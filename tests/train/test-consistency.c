/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistency tuning: the pairs of levels, the loss and its gradient against their formulas, and
 * the closed form that it must lead to where the data are Gaussian. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "compare.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "small-training.h"
#include "train/consistency.h"

#define PICTURES 5
#define SIZE (PICTURES * NCSN_TEST_PIXELS)
#define STEP 1e-2f

static const double sigmas[PICTURES] = {0.05, 0.2, 0.7, 2.0, 30.0};
static const double lower[PICTURES] = {0.0, 0.1, 0.69, 1.0, 29.0};
static const guint classes[PICTURES] = {0, 1, 2, 2, 1};

/* r/t from the formula with q = 2 and k = 8, computed by Python for σ_d = 0.5. */
static void
test_levels (void)
{
  static const struct {
    double t, progress, ratio;
  } cases[] = {{0.1, 0.0, 0.0},          {1.0, 0.0, 0.0},          {3.0, 0.0, 0.310296507},
               {80.0, 0.0, 0.5},         {0.1, 0.49, 0.699989594}, {1.0, 0.5, 0.901514645},
               {0.01, 1.0, 0.980546874}, {5.0, 0.999, 0.995884605}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const double t = cases[i].t;

    g_assert_cmpfloat_with_epsilon (ncsn_consistency_lower (t, 0.5, cases[i].progress) / t,
                                    cases[i].ratio, 1e-6);
    /* Pixels with half of the deviation have the same pairs at half of the levels. */
    g_assert_cmpfloat_with_epsilon (ncsn_consistency_lower (t / 2, 0.25, cases[i].progress),
                                    ncsn_consistency_lower (t, 0.5, cases[i].progress) / 2, 1e-12);
  }
  g_assert_cmpfloat_with_epsilon (ncsn_consistency_weight (2, 0.25), 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (ncsn_consistency_softness (0.25, 3072), 0.0149652, 1e-6);
}

/* A model as after some training. */
static NcsnModel *
trained_model (gboolean holes)
{
  NcsnModelConfig config = ncsn_test_unet_config (NCSN_PRECONDITION_EDM, 1);
  g_autofree float *values = NULL;
  g_autoptr (GError) error = NULL;

  config.n_classes = 3;
  config.data_mean = 0.5;
  config.data_sigma = 0.4;
  config.holes = holes;
  NcsnModel *model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  values = ncsn_test_normal (model->parameters->size, 3);
  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

/* Pictures, noise and holes of a batch. */
typedef struct {
  float *x, *z, *holes;
} Batch;

static Batch
batch_new (gboolean holes)
{
  Batch batch = {ncsn_test_pictures (PICTURES, 1), ncsn_test_normal (SIZE, 2),
                 holes ? g_new (float, SIZE) : NULL};

  for (guint i = 0; holes && i < SIZE; i++) /* known: none, some and most pixels */
    batch.holes[i] = i % 7 >= 2 * (i / NCSN_TEST_PIXELS) % 7 ? 1 : 0;
  return batch;
}

static void
batch_clear (Batch *batch)
{
  g_free (batch->x);
  g_free (batch->z);
  g_free (batch->holes);
}

/* f = x̃ + σ² s of picture n at a level, from the score function that samplers use; at 0 the picture
 * itself. */
static void
estimate (const NcsnModel *model, const Batch *batch, guint n, double sigma, double *f)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, &classes[n], 1, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  const float *x = batch->x + n * NCSN_TEST_PIXELS, *z = batch->z + n * NCSN_TEST_PIXELS;
  const float *holes = batch->holes != NULL ? batch->holes + n * NCSN_TEST_PIXELS : NULL;
  const NcsnKnown known = {.known = x, .mask = holes};
  float noisy[NCSN_TEST_PIXELS], s[NCSN_TEST_PIXELS] = {0};

  for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
    noisy[i] = (float)((double)x[i] + (holes != NULL && holes[i] == 0 ? 0 : sigma * (double)z[i]));
  if (sigma > 0)
    g_assert_true (score.evaluate (noisy, (NcsnShape){1, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1}, sigma,
                                   holes != NULL ? &known : NULL, s, score.data, NULL));
  for (guint i = 0; i < NCSN_TEST_PIXELS; i++)
    f[i] = (double)noisy[i] + sigma * sigma * (double)s[i];
}

/* The loss in double, with f_r of another model than f_t. */
static double
loss_of (const NcsnModel *model, const NcsnModel *fixed, const Batch *batch)
{
  const double c = 0.00054 * sqrt (NCSN_TEST_PIXELS) * 0.4 / 0.5;
  double loss = 0, above[NCSN_TEST_PIXELS], below[NCSN_TEST_PIXELS];

  for (guint n = 0; n < PICTURES; n++) {
    const double t = sigmas[n];
    double square = 0, missing = 0;

    estimate (model, batch, n, t, above);
    estimate (fixed, batch, n, lower[n], below);
    for (guint i = 0; i < NCSN_TEST_PIXELS; i++) {
      square += (above[i] - below[i]) * (above[i] - below[i]);
      missing += batch->holes != NULL ? (double)batch->holes[n * NCSN_TEST_PIXELS + i] : 1;
    }
    loss += (sqrt (square + c * c) - c) / (t * 0.4) / sqrt (missing / NCSN_TEST_PIXELS) / PICTURES;
  }
  return loss;
}

static double
objective_loss (NcsnModel *model, const Batch *batch, float *gradients)
{
  const NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};
  const NcsnObjectiveBatch inputs = {.x = batch->x,
                                     .z = batch->z,
                                     .sigmas = sigmas,
                                     .lower = lower,
                                     .classes = classes,
                                     .holes = batch->holes};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnObjective) objective =
      ncsn_objective_new (NCSN_LOSS_CONSISTENCY, &model->config, model->parameters, shape,
                          model->values, gradients, &error);
  double loss;

  g_assert_no_error (error);
  g_assert_true (ncsn_objective_evaluate (objective, &model->config, &inputs, 1.0,
                                          gradients != NULL, threads, &loss, NULL));
  return loss;
}

static void
test_formula (gconstpointer data)
{
  const gboolean holes = GPOINTER_TO_INT (data);
  g_autoptr (NcsnModel) model = trained_model (holes);
  Batch batch = batch_new (holes);
  const double expected = loss_of (model, model, &batch);

  g_assert_cmpfloat_with_epsilon (objective_loss (model, &batch, NULL), expected, 1e-4 * expected);
  batch_clear (&batch);
}

/* The derivative along `direction`, where the weights at the lower level move too or do not. */
static double
difference (NcsnModel *model, NcsnModel *moved, const Batch *batch, const float *direction,
            gboolean both)
{
  double side[2];

  for (guint k = 0; k < 2; k++) {
    for (gsize i = 0; i < model->parameters->size; i++)
      moved->values[i] = model->values[i] + (k == 0 ? STEP : -STEP) * direction[i];
    side[k] = loss_of (moved, both ? moved : model, batch);
  }
  return (side[0] - side[1]) / (2 * (double)STEP);
}

/* Only f_t is differentiated. */
static void
test_gradient (void)
{
  g_autoptr (NcsnModel) model = trained_model (FALSE), moved = trained_model (FALSE);
  const gsize size = model->parameters->size;
  g_autoptr (NcsnFloats) gradients = ncsn_floats_new (size, NULL);
  Batch batch = batch_new (FALSE);

  memset (gradients, 0, size * sizeof (float));
  objective_loss (model, &batch, gradients);
  for (guint32 item = 10; item < 13; item++) {
    g_autofree float *direction = ncsn_test_normal (size, item);
    double slope = 0, length = 0;

    for (gsize i = 0; i < size; i++)
      direction[i] = direction[i] * 0.1f + gradients[i] * 0.02f;
    for (gsize i = 0; i < size; i++)
      slope += (double)gradients[i] * (double)direction[i];
    for (gsize i = 0; i < size; i++)
      length += (double)direction[i] * (double)direction[i];
    for (gsize i = 0; i < size; i++)
      direction[i] /= (float)sqrt (length);
    slope /= sqrt (length);
    const double held = difference (model, moved, &batch, direction, FALSE);
    const double both = difference (model, moved, &batch, direction, TRUE);
    g_test_message ("slope %.5f, differences %.5f, with the lower level %.5f", slope, held, both);
    g_assert_cmpfloat_with_epsilon (slope, held, 0.01 * fabs (held));
    g_assert_cmpfloat (fabs (slope - both), >, 0.1 * fabs (held));
  }
  batch_clear (&batch);
}

/* Steps in three of the eight stages. */
static void
test_threads (void)
{
  static const guint counts[] = {1, 2, 7};
  g_autoptr (NcsnModel) first = NULL;
  NcsnTrainConfig config = ncsn_test_training (24, 8);

  config.loss = NCSN_LOSS_CONSISTENCY;
  ncsn_train_config_suit_data (&config, 0.4);
  g_assert_cmpfloat_with_epsilon (config.sigma_log_mean, log (0.4 / 0.5) - 1.1, 1e-12);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autoptr (NcsnModel) model = trained_model (FALSE);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (counts[i]);
    g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
    const gsize bytes = model->parameters->size * sizeof (float);

    ncsn_test_steps (trainer, 3);
    if (first == NULL)
      first = g_steal_pointer (&model);
    else
      g_assert_cmpmem (model->values, bytes, first->values, bytes);
    for (guint k = 0; k < config.batch; k++) {
      g_assert_cmpfloat (trainer->current->sigmas[k], <=, trainer->ladder[0]);
      g_assert_cmpfloat_with_epsilon (
          trainer->lower[k], ncsn_consistency_lower (trainer->current->sigmas[k], 0.4, 2.0 / 8.0),
          1e-15);
    }
  }
}

/* Gaussian points: EDM's network begins with the output 0, which is their exact score -x/(σ²+σ_d²).
 * Along the probability flow x/√(v+σ²) stays the same, so that tuning must lead from the mean of
 * the points, f = x v/(v+σ²), to the end of the flow, f = x √(v/(v+σ²)). */
enum { D = 2, POINTS = 256 };
#define V 0.36

static gboolean
draw_points (guint64 seed, guint32 step, guint first, guint count, float *points, guint *classes_,
             gpointer data, GError **error)
{
  ncsn_random_normal ((NcsnRandomKey){seed, NCSN_STREAM_POINTS, 0, step}, (guint64)first * D,
                      (gsize)count * D, points);
  for (guint i = 0; i < count * D; i++)
    points[i] *= (float)sqrt (V);
  return TRUE;
}

/* The relative error of the estimates at a level, root mean square. */
static double
flow_error (const NcsnModel *model, double sigma)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, POINTS, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  g_autofree float *x = ncsn_test_normal (POINTS * D, 9), *s = g_new (float, POINTS *D);
  double errors = 0;

  for (guint i = 0; i < POINTS * D; i++)
    x[i] *= (float)sqrt (V + sigma * sigma);
  g_assert_true (
      score.evaluate (x, (NcsnShape){POINTS, 1, 1, D}, sigma, NULL, s, score.data, NULL));
  for (guint i = 0; i < POINTS * D; i++) {
    const double f = (double)x[i] + sigma * sigma * (double)s[i];
    const double exact = (double)x[i] * sqrt (V / (V + sigma * sigma));
    errors += (f - exact) * (f - exact) / (POINTS * D * V);
  }
  return sqrt (errors);
}

static void
test_flow (void)
{
  static const double levels[] = {0.1, 0.5, 2, 8};
  double before[G_N_ELEMENTS (levels)];
  NcsnTrainConfig config = ncsn_test_training (128, 2000);
  NcsnModelConfig points;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init_mlp (&points, D, 32, (NcsnLadder){8, 0.02, 10});
  points.precondition = NCSN_PRECONDITION_EDM;
  points.data_sigma = sqrt (V);
  g_autoptr (NcsnModel) model = ncsn_model_new (&points, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    const double a = V / (V + levels[i] * levels[i]);
    before[i] = flow_error (model, levels[i]);
    g_assert_cmpfloat_with_epsilon (before[i], 1 - sqrt (a), 0.1 * (1 - sqrt (a)));
  }
  config.loss = NCSN_LOSS_CONSISTENCY;
  config.learning_rate = 3e-3;
  config.ema = 0.99;
  ncsn_train_config_suit_data (&config, points.data_sigma);
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, draw_points, NULL, &error);
  g_assert_no_error (error);
  ncsn_test_steps (trainer, 2000);
  g_autoptr (NcsnModel) tuned = ncsn_trainer_average (trainer, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    const double off = flow_error (tuned, levels[i]);
    g_test_message ("σ = %g: error %.4f before, %.4f after", levels[i], before[i], off);
    g_assert_cmpfloat (off, <, before[i] / 3);
  }
}

static void
check_refused (NcsnModel *model, NcsnNoise noise, const char *part)
{
  NcsnTrainConfig config = ncsn_test_training (8, 10);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;

  config.loss = NCSN_LOSS_CONSISTENCY;
  config.noise = noise;
  g_assert_null (ncsn_trainer_new (model, &config, threads, ncsn_test_batch, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, part));
}

/* The authors' networks know no level between theirs, and a camera's noise has no smaller level. */
static void
test_refusals (void)
{
  static const NcsnNetwork networks[] = {NCSN_NETWORK_NCSN, NCSN_NETWORK_NCSNV2};
  NcsnModelConfig config;

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++) {
    ncsn_model_config_init_refinenet (&config, networks[i], 8, 8, 1, 4, (NcsnLadder){1, 0.1, 4});
    g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, NULL);
    check_refused (model, NCSN_NOISE_WHITE, "authors' networks");
  }
  ncsn_model_config_init (&config, 8, 8, 3);
  config.noise_map = TRUE;
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, NULL);
  check_refused (model, NCSN_NOISE_CAMERA, "white noise");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/consistency/levels", test_levels);
  g_test_add_data_func ("/consistency/formula", GINT_TO_POINTER (FALSE), test_formula);
  g_test_add_data_func ("/consistency/formula-holes", GINT_TO_POINTER (TRUE), test_formula);
  g_test_add_func ("/consistency/gradient", test_gradient);
  g_test_add_func ("/consistency/threads", test_threads);
  g_test_add_func ("/consistency/flow", test_flow);
  g_test_add_func ("/consistency/refusals", test_refusals);
  return g_test_run ();
}
