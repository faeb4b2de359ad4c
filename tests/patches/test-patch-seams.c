/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seams in pictures that have places for them where they cannot be seen. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "patches/seams.h"
#include "pictures.h"

enum { PERIOD = 16, SIDE = 6 * PERIOD, CHANNELS = 3, LEFT = 35, RIGHT = 67, PIECE = 5 };

static gboolean
is_hole (gsize x, gsize y)
{
  return x >= LEFT && x < RIGHT && y >= LEFT && y < RIGHT;
}

/* Noise that repeats itself, with a hole in which it does not. */
static void
periodic (NcsnPatchLevel *level)
{
  g_autofree float *tile = noise_picture (PERIOD * PERIOD * CHANNELS, 0.5, 0.1, 1);

  g_assert_true (ncsn_patch_level_init (level, SIDE, SIDE, CHANNELS, NULL));
  for (gsize y = 0; y < SIDE; y++)
    for (gsize x = 0; x < SIDE; x++) {
      level->missing[y * SIDE + x] = level->unusable[y * SIDE + x] = is_hole (x, y);
      if (!is_hole (x, y))
        memcpy (level->pixels + (y * SIDE + x) * CHANNELS,
                tile + (y % PERIOD * PERIOD + x % PERIOD) * CHANNELS, CHANNELS * sizeof (float));
    }
}

/* A place above the hole, some periods away, and for `wrong` of 100 pieces somewhere else. */
static NcsnPatchPixel *
sources_of (GRand *rand, int wrong)
{
  NcsnPatchPixel *sources = g_new (NcsnPatchPixel, SIDE * SIDE);
  NcsnPatchPixel moved[SIDE / PIECE + 1][SIDE / PIECE + 1] = {0};

  for (gsize j = 0; j <= SIDE / PIECE; j++)
    for (gsize i = 0; i <= SIDE / PIECE; i++)
      if (g_rand_int_range (rand, 0, 100) < wrong && j > (LEFT + 1) / PIECE &&
          j < (RIGHT - 2) / PIECE && i > (LEFT + 1) / PIECE && i < (RIGHT - 2) / PIECE)
        moved[j][i] =
            (NcsnPatchPixel){g_rand_int_range (rand, -9, 9), g_rand_int_range (rand, 1, 9)};
  for (gint32 y = 0; y < SIDE; y++)
    for (gint32 x = 0; x < SIDE; x++) {
      const NcsnPatchPixel by = moved[y / PIECE][x / PIECE];

      sources[y * SIDE + x] =
          is_hole ((gsize)x, (gsize)y)
              ? (NcsnPatchPixel){x + by.x, (y - LEFT) % PERIOD + LEFT % PERIOD + by.y}
              : (NcsnPatchPixel){x, y};
    }
  return sources;
}

/* Pixels of the hole whose sources are at the same place of the period. */
static guint
count_right (const NcsnPatchPixel *sources)
{
  guint right = 0;

  for (gint32 y = LEFT; y < RIGHT; y++)
    for (gint32 x = LEFT; x < RIGHT; x++) {
      const NcsnPatchPixel source = sources[y * SIDE + x];

      right += (source.x - x) % PERIOD == 0 && (source.y - y) % PERIOD == 0;
    }
  return right;
}

/* Seams between whole periods do not show: all pieces that do not belong there are replaced. */
static void
test_periodic (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int round = 0; round < 8; round++) {
    g_auto (NcsnPatchLevel) level = {0};
    g_autofree NcsnPatchPixel *sources = sources_of (rand, 30);
    const guint before = count_right (sources);

    periodic (&level);
    g_assert_true (ncsn_patch_seams_move (&level, sources, NULL, NULL));
    g_test_message ("%u, then %u of %d", before, count_right (sources),
                    (RIGHT - LEFT) * (RIGHT - LEFT));
    g_assert_cmpuint (before, <, (RIGHT - LEFT) * (RIGHT - LEFT));
    g_assert_cmpuint (count_right (sources), ==, (RIGHT - LEFT) * (RIGHT - LEFT));
  }
}

/* Sources stay usable pixels, those beside known pixels stay as they are, and those of known pixels
 * too. */
static void
test_allowed (void)
{
  g_auto (NcsnPatchLevel) level = {0};
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree NcsnPatchPixel *sources = sources_of (rand, 90);

  periodic (&level);
  for (gsize i = 0; i < SIDE * SIDE; i++)
    if (level.missing[i] > 0)
      sources[i] =
          (NcsnPatchPixel){g_rand_int_range (rand, 0, SIDE), g_rand_int_range (rand, 0, LEFT)};
  g_autofree NcsnPatchPixel *before = g_memdup2 (sources, SIDE * SIDE * sizeof *sources);

  g_assert_true (ncsn_patch_seams_move (&level, sources, NULL, NULL));
  g_assert_cmpint (memcmp (before, sources, SIDE * SIDE * sizeof *sources), !=, 0);
  for (gsize i = 0; i < SIDE * SIDE; i++) {
    const gsize x = i % SIDE, y = i / SIDE;

    g_assert_true (ncsn_patch_seams_usable (&level, sources[i].x, sources[i].y));
    if (!is_hole (x, y) || x == LEFT || y == LEFT || x == RIGHT - 1 || y == RIGHT - 1)
      g_assert_true (sources[i].x == before[i].x && sources[i].y == before[i].y);
  }
}

static void
test_cancelled (void)
{
  g_auto (NcsnPatchLevel) level = {0};
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree NcsnPatchPixel *sources = sources_of (rand, 30);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  periodic (&level);
  g_cancellable_cancel (cancellable);
  g_assert_false (ncsn_patch_seams_move (&level, sources, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-seams/periodic", test_periodic);
  g_test_add_func ("/patch-seams/allowed", test_allowed);
  g_test_add_func ("/patch-seams/cancelled", test_cancelled);
  return g_test_run ();
}
