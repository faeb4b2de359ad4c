/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles cover any picture with shares that sum to 1, and denoise it as their definition says. */
#undef G_DISABLE_ASSERT
#include "fill/tiles.h"

#include <string.h>

#include "models.h"

static float
plane (gssize x, gssize y)
{
  return 0.5f + 0.001f * (float)x - 0.002f * (float)y;
}

/* Tiles whose pixels lie in a plane give that plane, whatever the picture was before: their shares
 * sum to 1 and are added at the right places. Neighbours share as much as they should. */
static void
check_cover (gsize width, gsize height, gsize patch, gboolean canvases)
{
  const NcsnMask all = {width, height, NULL, NULL};
  g_autofree float *picture = random_picture (width * height);
  g_autofree float *result = g_memdup2 (picture, width * height * sizeof (float));
  const NcsnPixelSource source = {&all, picture, 1, {0.0f, 1.0f, FALSE}};
  g_autoptr (GArray) regions = NULL;
  NcsnTiles tiles;

  if (canvases)
    ncsn_tiles_init_canvases (&tiles, width, height, patch, patch);
  else
    ncsn_tiles_init_patches (&tiles, width, height, patch, patch);
  regions = ncsn_tiles_regions (&tiles);
  for (guint k = 0; k < regions->len; k++) {
    const NcsnRegion tile = g_array_index (regions, NcsnRegion, k);
    const NcsnRegion before = g_array_index (regions, NcsnRegion, MAX (k, 1) - 1);
    g_autofree float *pixels = g_new (float, tile.width *tile.height);

    if (!canvases) {
      g_assert_true (width < patch || (tile.x >= 0 && (gsize)tile.x + patch <= width));
      g_assert_true (height < patch || (tile.y >= 0 && (gsize)tile.y + patch <= height));
    }
    if (k > 0 && tile.y == before.y)
      g_assert_cmpint (before.x + (gssize)before.width - tile.x, >=,
                       canvases ? 2 * (gssize)patch : (gssize)patch - (gssize)(patch * 3 / 4));
    if (canvases && k > 0)
      g_assert_cmpint ((tile.x - before.x) % (gssize)patch, ==, 0);
    for (gsize i = 0; i < tile.width * tile.height; i++)
      pixels[i] = plane (tile.x + (gssize)(i % tile.width), tile.y + (gssize)(i / tile.width));
    ncsn_tiles_add (&tiles, k, pixels, &source, result);
  }
  for (gsize i = 0; i < width * height; i++)
    g_assert_cmpfloat_with_epsilon (result[i], plane ((gssize)(i % width), (gssize)(i / width)),
                                    2e-5);
  ncsn_tiles_clear (&tiles);
}

static void
test_cover (void)
{
  const gsize sides[] = {1, 7, 64, 65, 116, 117, 513, 1088, 1089, 2500}, patches[] = {7, 64, 500};

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (guint k = 0; k < G_N_ELEMENTS (patches); k++)
      for (guint canvases = 0; canvases < 2; canvases++) {
        check_cover (sides[i], 70, patches[k], canvases);
        check_cover (30, sides[i], patches[k], canvases);
      }
}

/* The weight of a tile in the pixel at this place along an axis. */
static double
weight (gsize place, gsize start)
{
  const double i = (double)place - (double)start;
  const double distance = MIN (i, CELL - 1.0 - i) + 0.5;

  return distance * distance;
}

/* Where the tile after one that begins at `start` begins: 6 pixels on, or where it ends with the
 * axis. */
static gsize
next_start (gsize start, gsize size)
{
  return start + CELL < size ? MIN (start + 6, size - CELL) : size;
}

/* The weighted mean of x + σ² s over tiles of 8 pixels, a tile at a time. */
static float *
denoise_whole (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
               double sigma, const float *picture)
{
  const NcsnShape shape = {1, CELL, CELL, CHANNELS};
  const guint class_index = 0;
  g_autoptr (NcsnModelScore) model_score =
      ncsn_model_score_new (model, threads, &class_index, 1, NULL);
  const NcsnScore score = ncsn_model_score_function (model_score);
  g_autofree double *sums = g_new0 (double, width *height *CHANNELS);
  g_autofree double *weights = g_new0 (double, width *height);
  float *result = g_new (float, width *height *CHANNELS);
  float x[CELL_SIZE], s[CELL_SIZE];

  for (gsize top = 0; top < height; top = next_start (top, height))
    for (gsize left = 0; left < width; left = next_start (left, width)) {
      for (gsize i = 0; i < CELL_SIZE; i++)
        x[i] =
            picture[((top + i / CHANNELS / CELL) * width + left + i / CHANNELS % CELL) * CHANNELS +
                    i % CHANNELS];
      g_assert_true (score.evaluate (x, shape, sigma, NULL, s, score.data, NULL));
      for (gsize i = 0; i < CELL_SIZE; i++) {
        const gsize row = top + i / CHANNELS / CELL, column = left + i / CHANNELS % CELL;
        const double share = weight (row, top) * weight (column, left);
        const double clean = x[i] + sigma * sigma * s[i];

        sums[(row * width + column) * CHANNELS + i % CHANNELS] += share * clean;
        weights[row * width + column] += i % CHANNELS == 0 ? share : 0.0;
      }
    }
  for (gsize i = 0; i < width * height * CHANNELS; i++)
    result[i] = (float)CLAMP (sums[i] / weights[i / CHANNELS], 0.0, 1.0);
  return result;
}

/* One tile, a row and a column of tiles, and more than a batch of them; with the same bits on any
 * number of threads. */
static void
test_denoise (void)
{
  const gsize sizes[][2] = {{8, 8}, {68, 8}, {8, 69}, {128, 67}};
  const guint n_threads[] = {1, 2, 7};
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  const NcsnTaskOptions options = options_for (model, 1);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gsize width = sizes[i][0], height = sizes[i][1], size = width * height * CHANNELS;
    g_autofree float *noisy = random_picture (size);
    g_autofree float *first = NULL;

    for (guint t = 0; t < G_N_ELEMENTS (n_threads); t++) {
      g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads[t]);
      g_autofree float *wanted = denoise_whole (model, threads, width, height, 0.2, noisy);
      g_autofree float *picture = g_memdup2 (noisy, size * sizeof (float));

      g_assert_true (ncsn_denoise (model, threads, width, height, 0.2, &options, picture, NULL));
      for (gsize k = 0; k < size; k++)
        g_assert_cmpfloat_with_epsilon (picture[k], wanted[k], 1e-5);
      g_assert_true (first == NULL || same (picture, first, size));
      if (first == NULL)
        first = g_steal_pointer (&picture);
    }
  }
}

/* The channels of a gray picture get noise that belongs to the pixels: a part of the picture has
 * the same results where it has the same tiles. */
static void
test_gray (void)
{
  enum { WIDTH = CELL + 6 * 150, CUT = CELL + 6 * 100, HEIGHT = 16 };
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
  g_test_add_func ("/tiles/cover", test_cover);
  g_test_add_func ("/tiles/denoise", test_denoise);
  g_test_add_func ("/tiles/gray", test_gray);
  return g_test_run ();
}
