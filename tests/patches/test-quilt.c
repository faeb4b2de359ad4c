/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of blocks: regular patterns go on across their joints, and all of a source is used. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "patches/quilt.h"
#include "pictures.h"

enum { WIDTH = 44, HEIGHT = 52, SIDE = 80, PERIOD = 8, COURSE = 5 };

static NcsnPatchLevel
level_of (const float *pixels)
{
  NcsnPatchLevel level;

  g_assert_true (ncsn_patch_level_init (&level, HEIGHT, WIDTH, 1, NULL));
  memcpy (level.pixels, pixels, WIDTH * HEIGHT * sizeof (float));
  return level;
}

static float *
lay (const NcsnPatchLevel *level, gsize width, gsize height, gboolean wrap, guint64 seed)
{
  const NcsnPatchTarget target = {.height = height, .width = width, .wrap_x = wrap, .wrap_y = wrap};
  const NcsnRandomKey key = {.seed = seed, .stream = NCSN_STREAM_PATCHES};
  float *sheet = g_new (float, width *height);

  for (gsize i = 0; i < width * height; i++)
    sheet[i] = NAN;
  g_assert_true (ncsn_quilt (level, &target, key, NULL, sheet, NULL));
  return sheet;
}

/* A wall whose bricks are 8 pixels wide and whose courses are 5 high, each pixel of them another.
 */
static float
wall (gsize x, gsize y)
{
  const gsize number = y % COURSE * PERIOD + x % PERIOD;

  return (float)(number * 23 % (PERIOD * COURSE)); /* neighbours are no more alike than others */
}

/* Sheets of whole bricks are walls without a flaw, also where opposite edges meet. */
static void
test_pattern (void)
{
  float pixels[WIDTH * HEIGHT];

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = wall (i % WIDTH, i / WIDTH);
  g_auto (NcsnPatchLevel) level = level_of (pixels);
  for (guint64 seed = 0; seed < 5; seed++) {
    g_autofree float *sheet = lay (&level, SIDE, SIDE, TRUE, seed);
    gsize dx = 0, dy = 0;

    for (gsize i = 0; i < PERIOD * COURSE; i++)
      if (wall (i % PERIOD, i / PERIOD) == sheet[0]) {
        dx = i % PERIOD;
        dy = i / PERIOD;
      }
    for (gsize i = 0; i < SIDE * SIDE; i++)
      g_assert_cmpfloat (sheet[i], ==, wall (i % SIDE + dx, i / SIDE + dy));
  }
}

/* How often each pixel of a source of noise, in which no two are equal, lies on a sheet. */
static void
count_uses (guint64 seed, guint uses[WIDTH * HEIGHT])
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)seed);
  float pixels[WIDTH * HEIGHT];

  for (int i = 0; i < WIDTH * HEIGHT; i++) {
    const int j = g_rand_int_range (rand, 0, i + 1);

    pixels[i] = pixels[j];
    pixels[j] = (float)i;
  }
  g_auto (NcsnPatchLevel) level = level_of (pixels);
  g_autofree float *sheet = lay (&level, SIDE, SIDE, TRUE, seed);
  guint places[WIDTH * HEIGHT];

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    places[(gsize)pixels[i]] = i;
  memset (uses, 0, WIDTH * HEIGHT * sizeof (guint));
  for (gsize i = 0; i < SIDE * SIDE; i++) {
    g_assert_true (sheet[i] >= 0 && sheet[i] < WIDTH * HEIGHT);
    uses[places[(gsize)sheet[i]]]++;
  }
}

/* All parts of a source are used about equally often, those at its edges as well, of which cuts
 * take a share: without regard to uses the two figures would be 0.82 and 0.42. */
static void
test_uses (void)
{
  enum { SEEDS = 8, EDGE = 4 };
  const double mean = (double)(SIDE * SIDE) / (WIDTH * HEIGHT);
  double squares = 0, edge = 0;

  for (guint64 seed = 0; seed < SEEDS; seed++) {
    guint uses[WIDTH * HEIGHT], n_edge = 0, at_edge = 0;

    count_uses (seed, uses);
    for (gsize i = 0; i < WIDTH * HEIGHT; i++) {
      const gsize x = i % WIDTH, y = i / WIDTH;

      squares += pow (uses[i] / mean - 1, 2) / (WIDTH * HEIGHT * SEEDS);
      if (x < EDGE || y < EDGE || x >= WIDTH - EDGE || y >= HEIGHT - EDGE) {
        at_edge += uses[i];
        n_edge++;
      }
    }
    edge += at_edge / mean / n_edge / SEEDS;
  }
  g_test_message ("deviation of uses %g, at edges %g times the mean", sqrt (squares), edge);
  g_assert_cmpfloat (sqrt (squares), <, 0.6);
  g_assert_cmpfloat (edge, >, 0.5);
}

/* Any size of sheets is covered, and cancelling ends the work. */
static void
test_sizes (void)
{
  g_autofree float *noise = noise_picture (WIDTH * HEIGHT, 0, 1, 1);
  g_auto (NcsnPatchLevel) level = level_of (noise);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (gsize width = 2; width < 60; width += 7)
    for (guint wrap = 0; wrap < 2; wrap++) {
      g_autofree float *sheet = lay (&level, width, 61 - width, wrap == 1, width);

      for (gsize i = 0; i < width * (61 - width); i++)
        g_assert_false (isnan (sheet[i]));
    }
  g_cancellable_cancel (cancellable);
  const NcsnPatchTarget target = {.height = HEIGHT, .width = WIDTH};
  const NcsnRandomKey key = {.stream = NCSN_STREAM_PATCHES};
  float sheet[WIDTH * HEIGHT];

  g_assert_false (ncsn_quilt (&level, &target, key, cancellable, sheet, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quilt/pattern", test_pattern);
  g_test_add_func ("/quilt/uses", test_uses);
  g_test_add_func ("/quilt/sizes", test_sizes);
  return g_test_run ();
}
