/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models with a noise map: the objective and the score with levels, pictures with the noise of
 * cameras, and a training on them. */
#undef G_DISABLE_ASSERT
#include "train/camera-noise.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "compare.h"
#include "ncsn/error.h"
#include "small-training.h"

enum { PICTURES = 4, CHANNELS = 3, PIXELS = NCSN_TEST_PIXELS, PICTURE = CHANNELS * PIXELS };
enum { SIZE = PICTURES * PICTURE };

static const NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, CHANNELS};
static const double sigmas[PICTURES] = {0.05, 0.1, 0.2, 0.4};

static NcsnModel *
plain_model (void)
{
  NcsnModelConfig config = ncsn_test_unet_config (NCSN_PRECONDITION_EDM, CHANNELS);
  config.n_classes = 0;
  NcsnModel *model = ncsn_model_new (&config, 1, NULL);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 3);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

/* A model with a noise map, and perhaps holes, whose weights are all random. */
static NcsnModel *
map_model (gboolean holes)
{
  g_autoptr (NcsnModel) plain = plain_model ();
  NcsnModel *model = ncsn_model_with_inputs (plain, holes, TRUE, FALSE, NULL);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 4);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

static float *
score_of (const NcsnModel *model, const float *x, gsize n, const NcsnKnown *known, double sigma)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, n, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  float *s = g_new (float, n *PICTURE);
  g_autoptr (GError) error = NULL;

  score.evaluate (x, (NcsnShape){n, shape.h, shape.w, CHANNELS}, sigma, known, s, score.data,
                  &error);
  g_assert_no_error (error);
  return s;
}

/* Levels around a mean: those of picture n have the root mean square sigmas[n]. */
static float *
some_levels (void)
{
  float *levels = g_new (float, PICTURES *PIXELS);

  for (gsize n = 0; n < PICTURES; n++) {
    double sum = 0.0;

    for (gsize i = 0; i < PIXELS; i++) {
      levels[n * PIXELS + i] = 1.0f + 0.5f * sinf ((float)i);
      sum += (double)levels[n * PIXELS + i] * (double)levels[n * PIXELS + i];
    }
    for (gsize i = 0; i < PIXELS; i++)
      levels[n * PIXELS + i] *= (float)(sigmas[n] / sqrt (sum / PIXELS));
  }
  return levels;
}

static float *
equal_levels (double sigma)
{
  float *levels = g_new (float, PICTURES *PIXELS);

  for (gsize i = 0; i < PICTURES * PIXELS; i++)
    levels[i] = (float)sigma;
  return levels;
}

/* Equal levels are the same as sigma alone, whatever sigma is given beside them. */
static void
test_equal (void)
{
  g_autoptr (NcsnModel) model = map_model (FALSE);
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *levels = equal_levels (0.25);
  const NcsnKnown known = {.levels = levels};
  g_autofree float *told = score_of (model, x, PICTURES, &known, 7.0);
  g_autofree float *alone = score_of (model, x, PICTURES, NULL, 0.25);

  g_assert_cmpmem (told, SIZE * sizeof (float), alone, SIZE * sizeof (float));
}

/* A new input changes no score before it is trained, in whatever order inputs are added; a model
 * without a map ignores levels. */
static void
test_widened (void)
{
  g_autoptr (NcsnModel) plain = plain_model ();
  g_autoptr (NcsnModel) holes = ncsn_model_with_inputs (plain, TRUE, FALSE, FALSE, NULL);
  g_autoptr (NcsnModel) map = ncsn_model_with_inputs (plain, FALSE, TRUE, FALSE, NULL);
  g_autoptr (NcsnModel) both = ncsn_model_with_inputs (holes, FALSE, TRUE, FALSE, NULL);
  g_autoptr (NcsnModel) other = ncsn_model_with_inputs (map, TRUE, FALSE, FALSE, NULL);
  const NcsnModel *wider[] = {holes, map, both, other};
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *levels = some_levels ();
  g_autofree float *s = score_of (plain, x, PICTURES, NULL, 0.2);
  const NcsnKnown known = {.levels = levels};
  g_autofree float *told = score_of (plain, x, PICTURES, &known, 0.2);

  g_assert_cmpmem (s, SIZE * sizeof (float), told, SIZE * sizeof (float));
  for (guint i = 0; i < G_N_ELEMENTS (wider); i++) {
    g_autofree float *after = score_of (wider[i], x, PICTURES, NULL, 0.2);

    for (gsize k = 0; k < SIZE; k++)
      g_assert_cmpfloat_with_epsilon (after[k], s[k], 1e-5f * (1.0f + fabsf (s[k])));
  }
}

/* The weights of a map stay when holes are added, and those of holes when a map is. */
static void
test_widened_again (void)
{
  g_autoptr (NcsnModel) map = map_model (FALSE);
  g_autoptr (NcsnModel) both = ncsn_model_with_inputs (map, TRUE, FALSE, FALSE, NULL);
  g_autoptr (NcsnModel) copy = ncsn_model_with_inputs (both, TRUE, TRUE, FALSE, NULL);
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *levels = some_levels ();
  const NcsnKnown known = {.levels = levels};
  g_autofree float *a = score_of (map, x, PICTURES, &known, 1.0);
  g_autofree float *b = score_of (both, x, PICTURES, &known, 1.0);
  g_autofree float *c = score_of (copy, x, PICTURES, &known, 1.0);

  for (gsize i = 0; i < SIZE; i++) {
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-4f * (1.0f + fabsf (a[i])));
    g_assert_cmpfloat (b[i], ==, c[i]);
  }
}

static double
loss_of (const NcsnModel *model, const NcsnObjectiveBatch *batch)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnObjective) dsm = ncsn_objective_new (
      NCSN_LOSS_DSM, &model->config, model->parameters, shape, model->values, NULL, NULL);
  double loss;

  g_assert_true (
      ncsn_objective_evaluate (dsm, &model->config, batch, 1, FALSE, threads, &loss, NULL));
  return loss;
}

/* The loss in double from the score function: the squared error of the estimate of the clean
 * picture, weighted by ½ (1/σ² + 1/σ_d²) with the σ of each pixel. */
static double
loss_from_score (const NcsnModel *model, const NcsnObjectiveBatch *batch)
{
  const double data = model->config.data_sigma;
  double loss = 0.0;

  for (gsize n = 0; n < PICTURES; n++) {
    const float *levels = batch->levels + n * PIXELS;
    const NcsnKnown known = {.levels = levels};
    g_autofree float *noisy = g_new (float, PICTURE);

    for (gsize i = 0; i < PICTURE; i++)
      noisy[i] = batch->x[n * PICTURE + i] + levels[i / CHANNELS] * batch->z[n * PICTURE + i];
    g_autofree float *s = score_of (model, noisy, 1, &known, sigmas[n]);
    for (gsize i = 0; i < PICTURE; i++) {
      const double v = (double)levels[i / CHANNELS] * (double)levels[i / CHANNELS];
      const double e = (double)noisy[i] + v * (double)s[i] - (double)batch->x[n * PICTURE + i];

      loss += 0.5 * (1.0 / v + 1.0 / (data * data)) * e * e / PICTURES;
    }
  }
  return loss;
}

static void
test_loss (void)
{
  g_autoptr (NcsnModel) model = map_model (FALSE);
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *z = ncsn_test_normal (SIZE, 2);
  g_autofree float *levels = some_levels ();
  const NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = sigmas, .levels = levels};
  const double expected = loss_from_score (model, &batch);

  g_assert_cmpfloat_with_epsilon (loss_of (model, &batch), expected, 1e-4 * expected);
}

/* Without levels, a model with a map has the loss that the same network has without one. */
static void
test_white_loss (void)
{
  g_autoptr (NcsnModel) plain = plain_model ();
  g_autoptr (NcsnModel) map = ncsn_model_with_inputs (plain, FALSE, TRUE, FALSE, NULL);
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *z = ncsn_test_normal (SIZE, 2);
  const NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = sigmas};
  const double expected = loss_of (plain, &batch);

  g_assert_cmpfloat_with_epsilon (loss_of (map, &batch), expected, 1e-5 * expected);
}

/* Clean picture and noise make the camera's picture, in steps of 1/255; divided by its level the
 * noise has a mean square of about 1. */
static void
test_drawn (void)
{
  enum { SIDE = 48, COUNT = 40 };
  g_autofree float *picture = g_new (float, SIDE *SIDE * 3), *noise = g_new (float, SIDE *SIDE * 3);
  g_autofree float *levels = g_new (float, SIDE *SIDE);
  double sum = 0.0, least = 1.0, most = 0.0;

  for (guint32 item = 0; item < COUNT; item++) {
    for (gsize i = 0; i < SIDE * SIDE * 3; i++)
      picture[i] =
          0.5f + 0.3f * sinf (0.05f * (float)(i / 3 / SIDE) + 0.1f * (float)(i / 3 % SIDE));
    const double sigma = ncsn_camera_noise_draw (6, item, 9, SIDE, SIDE, picture, noise, levels);

    least = MIN (least, sigma);
    most = MAX (most, sigma);
    for (gsize i = 0; i < SIDE * SIDE * 3; i++) {
      const float value = 255.0f * (picture[i] + levels[i / 3] * noise[i]);

      g_assert_cmpfloat_with_epsilon (value, roundf (value), 1e-3f);
      sum += (double)(noise[i] * noise[i]);
    }
  }
  g_test_message ("mean square %.3f, levels from %.4f to %.4f", sum / (COUNT * SIDE * SIDE * 3),
                  least, most);
  g_assert_cmpfloat_with_epsilon (sum / (COUNT * SIDE * SIDE * 3), 1.0, 0.15);
  g_assert_cmpfloat (least, <, 0.02);
  g_assert_cmpfloat (most, >, 0.08);
}

/* Pictures with three channels, one after the other. */
static gboolean
colour_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
              gpointer data, GError **error)
{
  for (guint i = 0; i < count; i++) {
    float gray[PIXELS];

    ncsn_test_picture (
        ncsn_random_index ((NcsnRandomKey){seed, NCSN_STREAM_BATCH, first + i, step}, 4), gray);
    for (gsize k = 0; k < PICTURE; k++)
      pictures[i * PICTURE + k] = gray[k / CHANNELS];
  }
  return TRUE;
}

static NcsnTrainer *
trainer_of (NcsnModel *model, NcsnThreads *threads, guint64 iterations)
{
  NcsnTrainConfig config = ncsn_test_training (8, iterations);
  g_autoptr (GError) error = NULL;

  config.noise = NCSN_NOISE_CAMERA;
  NcsnTrainer *trainer = ncsn_trainer_new (model, &config, threads, colour_batch, NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

/* The same bits on one thread as on two, and after a checkpoint. */
static void
test_same (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "camera-XXXXXX", NULL);
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), two = ncsn_threads_new (2);
  g_autoptr (NcsnModel) a = map_model (TRUE), b = map_model (TRUE), resumed = NULL;
  g_autoptr (NcsnTrainer) first = trainer_of (a, one, 6), second = trainer_of (b, two, 6);
  NcsnTrainConfig limits = ncsn_test_training (8, 6);
  g_autoptr (GError) error = NULL;

  ncsn_test_steps (first, 6);
  ncsn_test_steps (second, 3);
  g_assert_true (g_close (g_mkstemp (path), NULL));
  g_assert_true (ncsn_trainer_save_checkpoint (second, path, NULL));
  g_autoptr (NcsnTrainer) third =
      ncsn_trainer_resume (path, &limits, two, colour_batch, NULL, &resumed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ncsn_trainer_config (third)->noise, ==, NCSN_NOISE_CAMERA);
  ncsn_test_steps (third, 3);
  ncsn_test_same_state (first, third);
  g_unlink (path);
}

static void
check_refused (NcsnModel *model, NcsnLoss loss)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (8, 1);
  g_autoptr (GError) error = NULL;

  config.noise = NCSN_NOISE_CAMERA;
  config.loss = loss;
  g_assert_null (ncsn_trainer_new (model, &config, threads, colour_batch, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

static void
test_refused (void)
{
  g_autoptr (NcsnModel) gray = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnModel) gray_map = ncsn_model_with_inputs (gray, FALSE, TRUE, FALSE, NULL);
  g_autoptr (NcsnModel) plain = plain_model (), map = map_model (FALSE);

  check_refused (gray_map, NCSN_LOSS_DSM);
  check_refused (plain, NCSN_LOSS_DSM);
  check_refused (map, NCSN_LOSS_SSM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera-noise/equal", test_equal);
  g_test_add_func ("/camera-noise/widened", test_widened);
  g_test_add_func ("/camera-noise/widened-again", test_widened_again);
  g_test_add_func ("/camera-noise/loss", test_loss);
  g_test_add_func ("/camera-noise/white-loss", test_white_loss);
  g_test_add_func ("/camera-noise/drawn", test_drawn);
  g_test_add_func ("/camera-noise/same", test_same);
  g_test_add_func ("/camera-noise/refused", test_refused);
  return g_test_run ();
}
