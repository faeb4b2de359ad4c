/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles divide any picture, and denoise it as one evaluation of the whole would. */
#undef G_DISABLE_ASSERT
#include "fill/tiles.h"

#include <string.h>

#include "models.h"
#include "ncsn/canvas.h"

/* Every pixel is in exactly one core, and every core in its tile, which is in the picture. */
static void
check_division (gsize width, gsize height, gsize patch)
{
  g_autoptr (GArray) tiles = ncsn_tiles_cover (width, height, patch, patch);
  g_autofree guint8 *count = g_new0 (guint8, width * height);

  for (guint i = 0; i < tiles->len; i++) {
    const NcsnRegion tile = g_array_index (tiles, NcsnRegion, i);
    const NcsnRegion core = ncsn_tile_core (&tile, width, height, patch, patch);

    g_assert_true (tile.width >= patch && tile.height >= patch);
    g_assert_true (width < patch || (tile.x >= 0 && (gsize)tile.x + tile.width <= width));
    g_assert_true (core.x >= tile.x && core.y >= tile.y);
    g_assert_true ((gsize)(core.x - tile.x) + core.width <= tile.width);
    g_assert_true ((gsize)(core.y - tile.y) + core.height <= tile.height);
    for (gsize y = (gsize)core.y; y < (gsize)core.y + core.height; y++)
      for (gsize x = (gsize)core.x; x < (gsize)core.x + core.width; x++)
        count[y * width + x]++;
  }
  for (gsize i = 0; i < width * height; i++)
    g_assert_cmpuint (count[i], ==, 1);
}

static void
test_division (void)
{
  const gsize sides[] = {1, 7, 64, 65, 511, 512, 513, 600, 960, 961, 1500},
              patches[] = {7, 64, 500};

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (guint k = 0; k < G_N_ELEMENTS (patches); k++) {
      check_division (sides[i], 70, patches[k]);
      check_division (30, sides[i], patches[k]);
    }
}

/* x + σ² s by one evaluation of the whole picture, clamped. */
static float *
denoise_whole (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
               double sigma, const float *picture)
{
  const NcsnShape shape = {1, height, width, CHANNELS};
  const gsize size = ncsn_shape_size (shape);
  const NcsnCanvasOptions options = {
      .patch_height = CELL, .patch_width = CELL, .batch = NCSN_TASK_BATCH, .overlap = TRUE};
  g_autofree guint *classes = g_new0 (guint, options.batch);
  g_autoptr (NcsnModelScore) score =
      ncsn_model_score_new (model, threads, classes, options.batch, NULL);
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new (ncsn_model_score_function (score), &options);
  const NcsnScore whole = ncsn_canvas_score (canvas);
  float *result = g_new (float, size);

  g_assert_true (whole.evaluate (picture, shape, sigma, NULL, result, whole.data, NULL));
  for (gsize i = 0; i < size; i++) {
    result[i] = (float)(picture[i] + sigma * sigma * result[i]);
    result[i] = CLAMP (result[i], 0.0f, 1.0f);
  }
  return result;
}

/* Two tiles, and four. */
static void
test_denoise (void)
{
  const gsize sizes[][2] = {{904, 16}, {24, 904}, {464, 472}};
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnTaskOptions options = options_for (model, 1);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gsize size = sizes[i][0] * sizes[i][1] * CHANNELS;
    g_autofree float *picture = random_picture (size);
    g_autofree float *wanted =
        denoise_whole (model, threads, sizes[i][0], sizes[i][1], 0.2, picture);

    g_assert_true (
        ncsn_denoise (model, threads, sizes[i][0], sizes[i][1], 0.2, &options, picture, NULL));
    g_assert_true (same (picture, wanted, size));
  }
}

/* Of a gray picture, whose channels get noise of their own, no border can be told from other
 * places: pixels of tiles that end elsewhere are the same. */
static void
test_gray (void)
{
  enum { WIDTH = 904, CUT = 640, HEIGHT = 16 };
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *whole = random_picture (WIDTH * HEIGHT * CHANNELS);
  g_autofree float *part = g_new (float, CUT *HEIGHT *CHANNELS);

  for (gsize i = 0; i < WIDTH * HEIGHT * CHANNELS; i++)
    whole[i] = whole[i - i % CHANNELS];
  for (gsize y = 0; y < HEIGHT; y++)
    memcpy (part + y * CUT * CHANNELS, whole + y * WIDTH * CHANNELS,
            CUT * CHANNELS * sizeof (float));
  g_assert_true (ncsn_denoise (model, threads, WIDTH, HEIGHT, 0.2, &options, whole, NULL));
  g_assert_true (ncsn_denoise (model, threads, CUT, HEIGHT, 0.2, &options, part, NULL));
  for (gsize y = 0; y < HEIGHT; y++)
    g_assert_true (
        same (whole + y * WIDTH * CHANNELS, part + y * CUT * CHANNELS, (CUT - CELL) * CHANNELS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiles/division", test_division);
  g_test_add_func ("/tiles/denoise", test_denoise);
  g_test_add_func ("/tiles/gray", test_gray);
  return g_test_run ();
}
