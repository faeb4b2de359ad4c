/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generating with a network: what pictures depend on, canvases, previews and brightness. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "models.h"

static float *
generate (const NcsnModel *model, gsize count, NcsnTaskOptions options, guint *classes)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;
  float *pictures = g_new (float, count *CELL_SIZE);

  ncsn_generate (model, threads, count, &options, pictures, classes, &error);
  g_assert_no_error (error);
  return pictures;
}

/* Picture k of a seed is the same whether 3 or 70 are asked for; 70 takes two batches. */
static void
test_counts (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  guint few_classes[3], many_classes[70], distinct = 0;
  g_autofree float *few = generate (model, 3, options_for (model, 5), few_classes);
  g_autofree float *many = generate (model, 70, options_for (model, 5), many_classes);

  g_assert_cmpmem (few, 3 * CELL_SIZE * sizeof (float), many, 3 * CELL_SIZE * sizeof (float));
  g_assert_cmpmem (few_classes, sizeof few_classes, many_classes, sizeof few_classes);
  for (guint i = 0; i < 70; i++) {
    g_assert_cmpuint (many_classes[i], <, CLASSES);
    distinct |= 1u << many_classes[i];
  }
  g_assert_cmpuint (distinct, ==, (1u << CLASSES) - 1);
  for (gsize i = 0; i < 70 * CELL_SIZE; i++)
    g_assert_true (many[i] >= 0.0f && many[i] <= 1.0f);
  /* The second batch goes on where the first ended, it does not repeat it. */
  g_assert_false (same (many, many + NCSN_TASK_BATCH * CELL_SIZE, CELL_SIZE));
}

/* The seed matters, and so does the class. */
static void
test_options (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  NcsnTaskOptions options = options_for (model, 5);
  g_autofree float *other = generate (model, 1, options_for (model, 6), NULL);
  g_autofree float *zero = NULL, *three = NULL;
  guint classes[1];

  options.class_index = 0;
  zero = generate (model, 1, options, NULL);
  options.class_index = 3;
  three = generate (model, 1, options, classes);
  g_assert_cmpuint (classes[0], ==, 3);
  g_assert_false (same (zero, three, CELL_SIZE));
  g_assert_false (same (zero, other, CELL_SIZE));
}

static void
test_unconditional (void)
{
  g_autoptr (NcsnModel) model = small_model (0, FALSE);
  guint classes[2] = {9, 9};
  g_autofree float *pictures = generate (model, 2, options_for (model, 5), classes);

  g_assert_cmpuint (classes[0], ==, 0);
  g_assert_cmpuint (classes[1], ==, 0);
  g_assert_false (same (pictures, pictures + CELL_SIZE, CELL_SIZE));
}

static void
assert_refused (guint n_classes, int class_index, gsize count, double epsilon, const char *words)
{
  g_autoptr (NcsnModel) model = small_model (n_classes, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  NcsnTaskOptions options = options_for (model, 5);
  float picture[CELL_SIZE];

  options.class_index = class_index;
  options.sampler.schedule.epsilon = epsilon;
  g_assert_false (ncsn_generate (model, threads, count, &options, picture, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refusals (void)
{
  assert_refused (CLASSES, CLASSES, 1, 0.004, "0 to 3");
  assert_refused (0, 0, 1, 0.004, "no classes");
  assert_refused (0, -1, 0, 0.004, "0 pictures");
  assert_refused (0, -1, 1, 0.04, "ε is 0.04");
}

static float *
canvas_of (const NcsnModel *model, NcsnCanvasSize size, guint32 number, NcsnTaskOptions options)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;
  float *picture = g_new (float, size.width *size.height *CHANNELS);

  ncsn_generate_canvas (model, threads, &size, number, &options, picture, &error);
  g_assert_no_error (error);
  return picture;
}

static const float *
pixel (const float *picture, gsize width, gsize x, gsize y)
{
  return picture + (y * width + x) * CHANNELS;
}

/* 20 × 13 has room for two pictures of 8 × 8 beside each other in its middle, columns 2 to 17, rows
 * 2 to 9; around them their edges are repeated. They are pictures 2 and 3 of the seed, those of
 * canvas number 1. */
static void
test_cells (void)
{
  enum { W = 20, H = 13 };
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autofree float *cells = generate (model, 4, options_for (model, 5), NULL);
  g_autofree float *canvas =
      canvas_of (model, (NcsnCanvasSize){W, H, FALSE, FALSE}, 1, options_for (model, 5));

  for (gsize y = 0; y < H; y++)
    for (gsize x = 0; x < W; x++) {
      gsize column = CLAMP (x, 2, 17) - 2, row = CLAMP (y, 2, 9) - 2;
      const float *cell = cells + (2 + column / CELL) * CELL_SIZE;

      g_assert_true (
          same (pixel (canvas, W, x, y), pixel (cell, CELL, column % CELL, row), CHANNELS));
    }
}

/* Smaller than a picture of the model: its middle. */
static void
test_small_cells (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autofree float *cell = generate (model, 1, options_for (model, 5), NULL);
  g_autofree float *canvas =
      canvas_of (model, (NcsnCanvasSize){4, 2, FALSE, FALSE}, 0, options_for (model, 5));

  for (gsize y = 0; y < 2; y++)
    g_assert_true (same (pixel (canvas, 4, 0, y), pixel (cell, CELL, 2, y + 3), 4 * CHANNELS));
}

/* Any size from one pixel on, tileable or not: the mean and deviation of pixels are the model's.
 * The ends of [0, 1], to which they are clamped, are 5 deviations away. */
static void
test_patches (void)
{
  const gsize sides[] = {1, 3, 8, 9, 30};
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  NcsnTaskOptions options;
  double sum = 0.0, square = 0.0;
  gsize count = 0;

  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
      for (guint wrap = 0; wrap < 4; wrap++) {
        NcsnCanvasSize size = {sides[i], sides[j], wrap & 1, wrap & 2};
        g_autofree float *canvas = canvas_of (model, size, wrap, options);
        gsize floats = size.width * size.height * CHANNELS;

        for (gsize k = 0; k < floats; k++) {
          sum += canvas[k];
          square += (canvas[k] - 0.5) * (canvas[k] - 0.5);
        }
        count += floats;
      }
  g_assert_cmpfloat_with_epsilon (sum / count, 0.5, 0.01);
  g_test_message ("mean %.4f, deviation %.4f", sum / count, sqrt (square / count));
  /* 0.1 seen through σ_L = 0.05 and denoised: 0.1² / √(0.1² + 0.05²). */
  g_assert_cmpfloat_with_epsilon (sqrt (square / count), 0.0894, 0.004);
}

/* A canvas of one patch is the picture of the same number, the class included. Numbers and seeds
 * differ. */
static void
test_one_patch (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, TRUE);
  const NcsnCanvasSize size = {CELL, CELL, FALSE, FALSE}, large = {21, 17, FALSE, TRUE};
  g_autofree float *pictures = generate (model, 6, options_for (model, 5), NULL);
  g_autofree float *a = canvas_of (model, large, 0, options_for (model, 5));
  g_autofree float *b = canvas_of (model, large, 1, options_for (model, 5));
  g_autofree float *c = canvas_of (model, large, 0, options_for (model, 6));

  for (guint number = 0; number < 6; number++) {
    g_autofree float *canvas = canvas_of (model, size, number, options_for (model, 5));

    g_assert_true (same (canvas, pictures + number * CELL_SIZE, CELL_SIZE));
  }
  g_assert_false (same (a, b, 3));
  g_assert_false (same (a, c, 3));
}

/* The latest preview, which is of this size. */
typedef struct {
  NcsnShape shape;
  float *latest;
} Previews;

static void
keep_preview (const NcsnProgress *progress, gpointer data)
{
  Previews *previews = data;

  g_assert_true (memcmp (&progress->shape, &previews->shape, sizeof (NcsnShape)) == 0);
  memcpy (previews->latest, progress->denoised, ncsn_shape_size (previews->shape) * sizeof (float));
}

/* Previews are of the whole canvas, whatever it is made of, and the last is the picture. Canvases
 * of one batch of cells and of several, of one patch, less than that and more. */
static void
test_previews (void)
{
  const NcsnCanvasSize sizes[] = {
      {20, 13, FALSE, FALSE}, {3, 5, FALSE, FALSE}, {75, 67, FALSE, FALSE}};

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
    const NcsnCanvasSize size = sizes[i / 2];
    const NcsnShape shape = {1, size.height, size.width, CHANNELS};
    g_autoptr (NcsnModel) model = small_model (CLASSES, i % 2 == 1);
    g_autofree float *latest = g_new (float, ncsn_shape_size (shape));
    Previews previews = {shape, latest};
    NcsnTaskOptions options = options_for (model, 5);
    g_autofree float *canvas = NULL;

    options.progress = keep_preview;
    options.progress_data = &previews;
    options.preview_seconds = 0;
    canvas = canvas_of (model, size, 2, options);
    for (gsize k = 0; k < ncsn_shape_size (shape); k++)
      g_assert_cmpfloat (CLAMP (latest[k], 0.0f, 1.0f), ==, canvas[k]);
  }
}

static double
mean_of (const float *values, gsize size)
{
  double sum = 0.0;

  for (gsize i = 0; i < size; i++)
    sum += values[i];
  return sum / (double)size;
}

/* Chains start around the pixels' own mean: with ever so few levels, of a law that is known, the
 * pictures are as bright as they should be, in whatever way they are drawn. */
static void
test_brightness (void)
{
  enum { MANY = 32, SIDE = 40, CANVAS_SIZE = SIDE * SIDE * CHANNELS };
  const double mean = 0.2;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autofree float *canvas = g_new0 (float, CANVAS_SIZE), *mask = g_new (float, SIDE *SIDE);
  const NcsnInpaintOptions inpaint = {.context = -1};

  for (gsize i = 0; i < SIDE * SIDE; i++)
    mask[i] = 1.0f;
  for (int way = 0; way < 2; way++) {
    g_autoptr (NcsnModel) model = white_model (mean, 0.05, way);
    NcsnTaskOptions options = options_for (model, 5);
    NcsnCanvasSize size = {SIDE, SIDE, way, way};

    if (way)
      ncsn_sampler_init_quality (&options.sampler, NCSN_QUALITY_DRAFT, NCSN_PURPOSE_DRAW,
                                 &ncsn_model_config (model)->schedule);
    g_autofree float *pictures = generate (model, MANY, options, NULL);
    g_assert_cmpfloat_with_epsilon (mean_of (pictures, MANY * CELL_SIZE) / mean, 1.0, 0.03);
    g_assert_true (ncsn_interpolate (model, threads, MANY, 3, &options, pictures, NULL));
    g_assert_cmpfloat_with_epsilon (mean_of (pictures, MANY * CELL_SIZE) / mean, 1.0, 0.03);
    g_assert_true (ncsn_generate_canvas (model, threads, &size, 0, &options, canvas, NULL));
    g_assert_cmpfloat_with_epsilon (mean_of (canvas, CANVAS_SIZE) / mean, 1.0, 0.03);
    /* A fill of a picture without known pixels is a new picture, too. */
    g_assert_true (
        ncsn_inpaint (model, threads, SIDE, SIDE, mask, &inpaint, &options, canvas, NULL));
    g_assert_cmpfloat_with_epsilon (mean_of (canvas, CANVAS_SIZE) / mean, 1.0, 0.03);
  }
}

static void
test_not_tileable (void)
{
  g_autoptr (NcsnModel) model = small_model (0, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  NcsnTaskOptions options = options_for (model, 5);
  NcsnCanvasSize size = {16, 16, FALSE, TRUE};

  g_assert_false (ncsn_generate_canvas (model, threads, &size, 0, &options, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/generate/counts", test_counts);
  g_test_add_func ("/generate/options", test_options);
  g_test_add_func ("/generate/unconditional", test_unconditional);
  g_test_add_func ("/generate/refusals", test_refusals);
  g_test_add_func ("/generate/canvas/cells", test_cells);
  g_test_add_func ("/generate/canvas/small-cells", test_small_cells);
  g_test_add_func ("/generate/canvas/patches", test_patches);
  g_test_add_func ("/generate/canvas/one-patch", test_one_patch);
  g_test_add_func ("/generate/canvas/previews", test_previews);
  g_test_add_func ("/generate/canvas/not-tileable", test_not_tileable);
  g_test_add_func ("/generate/brightness", test_brightness);
  return g_test_run ();
}
