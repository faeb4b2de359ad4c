/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sliced and the explicit objective, compared with the quantities that they estimate. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "compare.h"
#include "ncsn/mixture.h"
#include "ncsn/random.h"
#include "small-training.h"

#define D 3
#define SIGNS 8 /* 2^D */
#define UNIT_STEP 1e-2

static const double weights[] = {0.3, 0.7}, variances[] = {0.5, 0.2};
static const double means[] = {-1, 0.5, 0.3, 1, 0, -0.4};
static const NcsnMixture mixture = {D, 2, weights, means, variances};

/* A network for points with weights like those after some training. */
static NcsnModel *
points_model (guint32 item)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init_mlp (&config, D, 16, (NcsnLadder){2, 0.3, 5});
  NcsnModel *model = ncsn_model_new (&config, item, &error);
  g_assert_no_error (error);
  g_autofree float *change = ncsn_test_normal (model->parameters->size, item);
  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.3f * change[i];
  return model;
}

/* The loss at n points x + σz; each has its own level, projection and noise. */
static double
loss_of (NcsnLoss kind, NcsnModel *model, guint n, NcsnObjectiveBatch batch)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnObjective) objective =
      ncsn_objective_new (kind, &model->config, model->parameters, (NcsnShape){n, 1, 1, D},
                          model->values, NULL, &error);
  double loss;

  g_assert_no_error (error);
  g_assert_true (ncsn_objective_evaluate (objective, &model->config, &batch, 1, FALSE, threads,
                                          &loss, &error));
  return loss;
}

static void
score_at (NcsnModel *model, const double *x, double sigma, float *score)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, 1, NULL);
  NcsnScore function = ncsn_model_score_function (owner);
  float point[D];

  for (guint i = 0; i < D; i++)
    point[i] = (float)x[i];
  g_assert_true (
      function.evaluate (point, (NcsnShape){1, 1, 1, D}, sigma, NULL, score, function.data, NULL));
}

/* σ² (tr J + ½ ‖s‖²) at x, with the trace from finite differences of the score function. */
static double
exact_loss (NcsnModel *model, const double *x, double sigma)
{
  float s[D], above[D], below[D];
  double sum = 0;

  score_at (model, x, sigma, s);
  for (guint i = 0; i < D; i++) {
    double near[D];
    memcpy (near, x, sizeof near);
    near[i] = x[i] + UNIT_STEP;
    score_at (model, near, sigma, above);
    near[i] = x[i] - UNIT_STEP;
    score_at (model, near, sigma, below);
    sum += ((double)above[i] - (double)below[i]) / (2 * UNIT_STEP) + 0.5 * (double)s[i] * s[i];
  }
  return sigma * sigma * sum;
}

/* The same point and noise, n times. */
typedef struct {
  float *x, *z, *v;
  double *sigmas;
  double noisy[D];
} Copies;

static Copies
copies_new (guint n, double sigma)
{
  Copies c = {
      g_new (float, n *D), g_new (float, n *D), g_new0 (float, n *D), g_new (double, n), {0}};
  g_autofree float *x = ncsn_test_normal (D, 1), *z = ncsn_test_normal (D, 2);

  for (guint k = 0; k < n; k++) {
    memcpy (c.x + k * D, x, D * sizeof (float));
    memcpy (c.z + k * D, z, D * sizeof (float));
    c.sigmas[k] = sigma;
  }
  for (guint i = 0; i < D; i++)
    c.noisy[i] = (double)x[i] + sigma * (double)z[i];
  return c;
}

static void
copies_clear (Copies *c)
{
  g_free (c->x);
  g_free (c->z);
  g_free (c->v);
  g_free (c->sigmas);
}

static double
copies_loss (const Copies *c, NcsnLoss kind, NcsnModel *model, guint n)
{
  return loss_of (kind, model, n,
                  (NcsnObjectiveBatch){.x = c->x, .z = c->z, .sigmas = c->sigmas, .v = c->v});
}

/* The mean over all vectors of ±1 of vᵀJv is tr J, and that of (vᵀs)² is ‖s‖², exactly. */
static void
test_all_signs (void)
{
  static const double levels[] = {0.3, 0.9, 2};
  g_autoptr (NcsnModel) model = points_model (3);

  for (guint level = 0; level < G_N_ELEMENTS (levels); level++) {
    Copies c = copies_new (SIGNS, levels[level]);
    double exact = exact_loss (model, c.noisy, levels[level]);
    for (guint i = 0; i < SIGNS * D; i++)
      c.v[i] = i / D >> i % D & 1 ? 1 : -1;
    double sliced = copies_loss (&c, NCSN_LOSS_SSM, model, SIGNS);
    double reduced = copies_loss (&c, NCSN_LOSS_SSM_VR, model, SIGNS);
    g_assert_cmpfloat_with_epsilon (sliced, exact, 1e-3 * fabs (exact));
    g_assert_cmpfloat_with_epsilon (reduced, exact, 1e-3 * fabs (exact));
    copies_clear (&c);
  }
}

/* Unit vectors give the diagonal of J, so D times the mean of the sliced loss is the exact value.
 */
static void
test_unit_vectors (void)
{
  g_autoptr (NcsnModel) model = points_model (3);
  Copies c = copies_new (D, 0.7);

  for (guint i = 0; i < D; i++)
    c.v[i * D + i] = 1;
  double exact = exact_loss (model, c.noisy, 0.7);
  g_assert_cmpfloat_with_epsilon (D * copies_loss (&c, NCSN_LOSS_SSM, model, D), exact,
                                  1e-3 * fabs (exact));
  copies_clear (&c);
}

/* Random projections give it on average: within five standard errors, estimated from the blocks. */
static void
test_normal_projections (void)
{
  enum { BLOCKS = 32, EACH = 512 };
  static const NcsnLoss kinds[] = {NCSN_LOSS_SSM, NCSN_LOSS_SSM_VR};
  g_autoptr (NcsnModel) model = points_model (3);
  Copies c = copies_new (EACH, 0.7);
  double exact = exact_loss (model, c.noisy, 0.7);

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
    double sum = 0, squares = 0;
    for (guint block = 0; block < BLOCKS; block++) {
      g_autofree float *v = ncsn_test_normal (EACH * D, 10 + block);
      memcpy (c.v, v, EACH * D * sizeof (float));
      double loss = copies_loss (&c, kinds[kind], model, EACH);
      sum += loss / BLOCKS;
      squares += loss * loss / BLOCKS;
    }
    double error = sqrt ((squares - sum * sum) / (BLOCKS - 1));
    g_test_message ("%s: %.4f ± %.4f, exact %.4f", ncsn_loss_names ()[kinds[kind]], sum, error,
                    exact);
    g_assert_cmpfloat (error, <, 0.05 * fabs (exact));
    g_assert_cmpfloat (fabs (sum - exact), <, 5 * error);
  }
  copies_clear (&c);
}

/* If the true score is the model's own, the explicit loss is 0; if it is minus the model's, the
 * loss is four times ½ ‖s‖² σ². */
typedef struct {
  NcsnScore own;
  float sign;
} Turned;

static gboolean
turned_score (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
              gpointer data, GError **error)
{
  const Turned *turned = data;

  if (!turned->own.evaluate (x, shape, sigma, known, score, turned->own.data, error))
    return FALSE;
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    score[i] *= turned->sign;
  return TRUE;
}

static void
test_explicit (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModel) model = points_model (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, 1, NULL);
  Copies c = copies_new (1, 0.7);
  Turned turned = {ncsn_model_score_function (owner), 1};
  NcsnObjectiveBatch batch = {
      .x = c.x, .z = c.z, .sigmas = c.sigmas, .truth = {turned_score, &turned}};
  float s[D];
  double half = 0;

  score_at (model, c.noisy, 0.7, s);
  for (guint i = 0; i < D; i++)
    half += 0.5 * 0.7 * 0.7 * (double)s[i] * (double)s[i];
  g_assert_cmpfloat (loss_of (NCSN_LOSS_ESM, model, 1, batch), <, 1e-10 * half);
  turned.sign = -1;
  g_assert_cmpfloat_with_epsilon (loss_of (NCSN_LOSS_ESM, model, 1, batch), 4 * half, 1e-5 * half);
  copies_clear (&c);
}

/* Points of the mixture with noise of one level. */
static double
mixture_loss (NcsnLoss kind, NcsnModel *model, double sigma, guint n)
{
  g_autofree float *x = g_new (float, n *D), *z = ncsn_test_normal (n * D, 3);
  g_autofree float *v = ncsn_test_normal (n * D, 4);
  g_autofree double *sigmas = g_new (double, n);

  ncsn_mixture_draw (&mixture, 1, 0, n, x, NULL);
  for (guint i = 0; i < n; i++)
    sigmas[i] = sigma;
  NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = sigmas};
  if (kind == NCSN_LOSS_ESM)
    batch.truth = ncsn_mixture_score (&mixture);
  else if (kind != NCSN_LOSS_DSM)
    batch.v = v;
  return loss_of (kind, model, n, batch);
}

/* All four objectives are the explicit one plus a constant that does not depend on the model
 * (Hyvärinen 2005, theorem 1; Vincent 2011, eq. 11; Song et al. 2019, theorem 1), so they agree
 * about the difference of two models. */
static void
test_same_difference (void)
{
  static const struct {
    NcsnLoss kind;
    double most;
  } kinds[] = {{NCSN_LOSS_DSM, 0.03}, {NCSN_LOSS_SSM, 0.06}, {NCSN_LOSS_SSM_VR, 0.03}};
  g_autoptr (NcsnModel) one = points_model (1), other = points_model (2);
  double expected = mixture_loss (NCSN_LOSS_ESM, one, 0.7, 32768) -
                    mixture_loss (NCSN_LOSS_ESM, other, 0.7, 32768);
  double scale = mixture_loss (NCSN_LOSS_ESM, one, 0.7, 32768);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    double difference = mixture_loss (kinds[i].kind, one, 0.7, 32768) -
                        mixture_loss (kinds[i].kind, other, 0.7, 32768);
    g_test_message ("%s: %.4f, explicit %.4f of %.4f", ncsn_loss_names ()[kinds[i].kind],
                    difference, expected, scale);
    g_assert_cmpfloat (fabs (expected), >, 0.2 * scale);
    g_assert_cmpfloat (fabs (difference - expected), <, kinds[i].most * scale);
  }
}

static gboolean
draw_points (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
             gpointer data, GError **error)
{
  ncsn_mixture_draw (&mixture, seed, step * count, count, pictures, NULL);
  return TRUE;
}

/* Training with any of them brings the score near the true one. */
static void
test_learning (gconstpointer data)
{
  NcsnLoss kind = (NcsnLoss)GPOINTER_TO_INT (data);
  g_autoptr (NcsnModel) model = points_model (1);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTrainConfig config = ncsn_test_training (128, 400);
  g_autoptr (GError) error = NULL;
  double before = mixture_loss (NCSN_LOSS_ESM, model, 0.7, 4096);

  config.learning_rate = 0.01;
  config.sigma_draw = NCSN_SIGMA_LADDER;
  config.loss = kind;
  if (kind == NCSN_LOSS_ESM)
    config.truth = ncsn_mixture_score (&mixture);
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, draw_points, NULL, &error);
  g_assert_no_error (error);
  ncsn_test_steps (trainer, 400);
  double after = mixture_loss (NCSN_LOSS_ESM, model, 0.7, 4096);
  g_test_message ("½ E ‖s - ∇ln q‖² σ²: %.4f before, %.4f after", before, after);
  g_assert_cmpfloat (after, <, 0.1 * before);
}

/* Draws the projections of round `round` of a step again. */
static float *
probes (const NcsnTrainConfig *config, guint32 iteration, guint round)
{
  float *v = g_new (float, config->batch *D);

  for (guint i = 0; i < config->batch; i++) {
    NcsnRandomKey key = {config->seed, NCSN_STREAM_PROBE, i, iteration};
    if (config->probe == NCSN_PROBE_GAUSSIAN)
      ncsn_random_normal (key, round * D, D, v + i * D);
    else
      ncsn_random_uniform (key, round * D, D, v + i * D);
  }
  for (guint k = 0; config->probe == NCSN_PROBE_RADEMACHER && k < config->batch * D; k++)
    v[k] = v[k] < 0.5f ? -1 : 1;
  return v;
}

/* A step with five projections a point uses the gradient of the mean of their five losses. */
static void
test_projections (gconstpointer data)
{
  enum { ROUNDS = 5, BATCH = 16 };
  g_autoptr (NcsnModel) model = points_model (1);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTrainConfig config = ncsn_test_training (BATCH, 0);
  gsize size = model->parameters->size;
  g_autofree float *before = g_memdup2 (model->values, size * sizeof (float));
  g_autoptr (NcsnFloats) gradients = ncsn_floats_new (size, NULL);
  g_autofree double *m = g_new (double, size);
  g_autoptr (GError) error = NULL;
  double expected = 0, loss;

  config.loss = NCSN_LOSS_SSM;
  config.probe = (NcsnProbe)GPOINTER_TO_INT (data);
  config.projections = ROUNDS;
  config.clip = 0;
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &config, threads, draw_points, NULL, &error);
  ncsn_test_steps (trainer, 1);
  g_autoptr (NcsnObjective) objective =
      ncsn_objective_new (NCSN_LOSS_SSM, &model->config, model->parameters,
                          (NcsnShape){BATCH, 1, 1, D}, before, gradients, &error);
  for (guint round = 0; round < ROUNDS; round++) {
    g_autofree float *v = probes (&config, 0, round);
    NcsnObjectiveBatch batch = {.x = trainer->current->pictures,
                                .z = trainer->current->noise,
                                .sigmas = trainer->current->sigmas,
                                .v = v};
    g_assert_true (ncsn_objective_evaluate (objective, &model->config, &batch, 1.0, TRUE, threads,
                                            &loss, &error));
    expected += loss / ROUNDS;
  }
  for (gsize i = 0; i < size; i++)
    m[i] = 0.1 * (double)gradients[i] / ROUNDS;
  g_assert_cmpfloat_with_epsilon (ncsn_trainer_loss (trainer), expected / D,
                                  1e-5 * fabs (expected));
  g_assert_cmpfloat (ncsn_test_relative_error (trainer->m, m, size), <, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/objectives/all-signs", test_all_signs);
  g_test_add_func ("/objectives/unit-vectors", test_unit_vectors);
  g_test_add_func ("/objectives/normal-projections", test_normal_projections);
  g_test_add_func ("/objectives/explicit", test_explicit);
  g_test_add_func ("/objectives/same-difference", test_same_difference);
  for (guint i = 0; ncsn_loss_names ()[i]; i++) {
    if (i == NCSN_LOSS_CONSISTENCY) /* it does not learn a score */
      continue;
    g_autofree char *path = g_strconcat ("/objectives/learning/", ncsn_loss_names ()[i], NULL);
    g_test_add_data_func (path, GINT_TO_POINTER (i), test_learning);
  }
  for (guint i = 0; ncsn_probe_names ()[i]; i++) {
    g_autofree char *path = g_strconcat ("/objectives/projections/", ncsn_probe_names ()[i], NULL);
    g_test_add_data_func (path, GINT_TO_POINTER (i), test_projections);
  }
  return g_test_run ();
}
