/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvases that are drawn coarsely first: what is larger than a patch, progress and previews. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/ncsn.h"
#include "models.h"

enum { SIDE = 8, STRIPE = 16, WIDTH = 6 * STRIPE, HEIGHT = 24, BATCH = 16, STEPS = 400 };

/* Patches of stripes twice as wide as a patch; coarse pictures of them show both. */
static gboolean
stripes (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
         gpointer data, GError **error)
{
  const NcsnModelConfig *config = data;

  for (guint place = first; place < first + count; place++) {
    const NcsnRandomKey key = {seed, NCSN_STREAM_BATCH, place, step};
    const guint scale = config->coarse && ncsn_training_is_coarse (step, place) ? NCSN_COARSE : 1;
    const guint start = ncsn_random_index (key, 2 * STRIPE);

    for (guint i = 0; i < SIDE * SIDE; i++) {
      guint light = 0;

      for (guint k = 0; k < scale; k++)
        light += (start + i % SIDE * scale + k) / STRIPE % 2;
      *pictures++ = 0.1f + 0.8f * (float)light / (float)scale;
    }
  }
  return TRUE;
}

static NcsnModel *
train (gboolean coarse)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;
  NcsnModelConfig config;
  NcsnTrainConfig training;

  ncsn_model_config_init (&config, SIDE, SIDE, 1);
  config.base_channels = 16;
  config.n_multipliers = 2;
  config.multipliers[0] = 1;
  config.multipliers[1] = 2;
  config.n_attention = 0;
  config.data_mean = 0.5;
  config.data_sigma = 0.4;
  config.patches = TRUE;
  config.coarse = coarse;
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  ncsn_train_config_init (&training);
  training.batch = BATCH;
  training.iterations = STEPS;
  training.ema = 0.98;
  g_autoptr (NcsnTrainer) trainer =
      ncsn_trainer_new (model, &training, threads, stripes, &config, &error);
  g_assert_no_error (error);
  while (!ncsn_trainer_finished (trainer))
    g_assert_true (ncsn_trainer_step (trainer, NULL));
  return ncsn_trainer_average (trainer, NULL);
}

static float *
draw (const NcsnModel *model, NcsnCanvasSize size, guint n_threads, NcsnTaskOptions options)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  float *canvas = g_new (float, size.width *size.height);
  g_autoptr (GError) error = NULL;

  ncsn_generate_canvas (model, threads, &size, 0, &options, canvas, &error);
  g_assert_no_error (error);
  return canvas;
}

/* The mean correlation along rows of a tileable canvas, at the width of a stripe. */
static double
correlation (const float *canvas)
{
  double mean = 0, product = 0, square = 0;

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    mean += (double)canvas[i] / (WIDTH * HEIGHT);
  for (gsize i = 0; i < WIDTH * HEIGHT; i++) {
    const gsize other = i / WIDTH * WIDTH + (i + STRIPE) % WIDTH;

    square += ((double)canvas[i] - mean) * ((double)canvas[i] - mean);
    product += ((double)canvas[i] - mean) * ((double)canvas[other] - mean);
  }
  return product / square;
}

static double
mean_correlation (const NcsnModel *model)
{
  const NcsnCanvasSize size = {WIDTH, HEIGHT, TRUE, TRUE};
  double sum = 0;

  for (guint64 seed = 0; seed < 4; seed++) {
    NcsnTaskOptions options;

    ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
    options.seed = seed;
    g_autofree float *canvas = draw (model, size, 2, options);
    sum += correlation (canvas) / 4;
  }
  return sum;
}

/* Where one stripe is light the next is dark: only a model that sees more than its patches, which
 * show one stripe or a part of two, draws stripes of the right width. */
static void
test_larger_than_a_patch (void)
{
  g_autoptr (NcsnModel) plain = train (FALSE), coarse = train (TRUE);
  const double without = mean_correlation (plain), with = mean_correlation (coarse);

  g_test_message ("correlation %.2f, and %.2f coarsely first", without, with);
  g_assert_cmpfloat (with, <, -0.4);
  g_assert_cmpfloat (without, >, -0.25);
}

/* A model whose view has no weight draws what the model without one draws: the stages do not
 * disturb each other. Both count; previews of both are of the canvas's size. */
static void
test_stages (void)
{
  g_autoptr (NcsnModel) plain = small_model (CLASSES, TRUE);
  g_autoptr (NcsnModel) coarse = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);
  const NcsnCanvasSize size = {37, 21, TRUE, FALSE};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *a = g_new (float, 37 * 21 * CHANNELS), *b = g_new (float, 37 * 21 * CHANNELS);
  NcsnTaskOptions options = options_for (plain, 3);
  Watch one = {0}, two = {0};

  options.progress = watch;
  options.preview_seconds = 0;
  options.progress_data = &one;
  g_assert_true (ncsn_generate_canvas (plain, threads, &size, 0, &options, a, NULL));
  options.progress_data = &two;
  g_assert_true (ncsn_generate_canvas (coarse, threads, &size, 0, &options, b, NULL));
  for (gsize i = 0; i < 37 * 21 * CHANNELS; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-3f);
  g_assert_cmpuint (two.total, ==, 2 * one.total);
  g_assert_cmpuint (two.largest.w, ==, 37);
  g_assert_cmpuint (two.largest.h, ==, 21);
  /* The first stage has 2 patches, on 10 × 8 pixels, the second 20. */
  g_assert_cmpfloat_with_epsilon (two.first_share, 0.1 / (1.1 * (double)one.total), 1e-6);
}

/* Where a canvas is cut out of a larger one, previews of both stages are, too. */
static void
test_narrow (void)
{
  g_autoptr (NcsnModel) plain = small_model (CLASSES, TRUE);
  g_autoptr (NcsnModel) coarse = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);
  const NcsnCanvasSize size = {20, 5, FALSE, FALSE};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autofree float *canvas = g_new (float, 20 * 5 * CHANNELS);
  NcsnTaskOptions options = options_for (plain, 3);
  Watch seen = {0};

  options.progress = watch;
  options.progress_data = &seen;
  options.preview_seconds = 0;
  g_assert_true (ncsn_generate_canvas (coarse, threads, &size, 0, &options, canvas, NULL));
  g_assert_cmpuint (seen.largest.w, ==, 20);
  g_assert_cmpuint (seen.largest.h, ==, 5);
}

static int
thread_bits (const NcsnModel *model, NcsnCanvasSize size)
{
  const NcsnTaskOptions options = options_for (model, 8);
  const gsize bytes = size.width * size.height * CHANNELS * sizeof (float);
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), three = ncsn_threads_new (3);
  g_autofree float *a = g_malloc (bytes), *b = g_malloc (bytes);

  g_assert_true (ncsn_generate_canvas (model, one, &size, 2, &options, a, NULL));
  g_assert_true (ncsn_generate_canvas (model, three, &size, 2, &options, b, NULL));
  return memcmp (a, b, bytes);
}

/* Sizes below a patch, of one, of no multiple of four, and much longer than wide. */
static void
test_sizes (void)
{
  const NcsnCanvasSize sizes[] = {{5, 3, FALSE, FALSE},
                                  {CELL, CELL, FALSE, FALSE},
                                  {3, 70, TRUE, TRUE},
                                  {9, 5, FALSE, FALSE},
                                  {90, 11, FALSE, TRUE}};
  g_autoptr (NcsnModel) plain = small_model (CLASSES, TRUE);
  g_autoptr (NcsnModel) model = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpint (thread_bits (model, sizes[i]), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coarse-canvas/larger-than-a-patch", test_larger_than_a_patch);
  g_test_add_func ("/coarse-canvas/stages", test_stages);
  g_test_add_func ("/coarse-canvas/narrow", test_narrow);
  g_test_add_func ("/coarse-canvas/sizes", test_sizes);
  return g_test_run ();
}
