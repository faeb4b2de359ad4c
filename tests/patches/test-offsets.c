/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far apart similar patches of periodic pictures are. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "patches/offsets.h"
#include "pictures.h"

enum { ACROSS = 23, DOWN = 17, CHANNELS = 3, LEFT = 40, MOST = 60 };

static const NcsnRandomKey key = {.seed = 5, .stream = NCSN_STREAM_PATCHES};

/* Tiles of noise, those right of the middle `drop` rows lower, with a hole. */
static void
tiles (NcsnPatchPlaces *places, gsize width, gsize height, gsize drop, float *missing)
{
  g_autofree float *tile = noise_picture (ACROSS * DOWN * CHANNELS, 0.5, 0.2, 1);
  g_autofree float *pixels = g_new (float, height *width *CHANNELS);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++) {
      const gsize from = (y + x / (width / 2) * drop) % DOWN * ACROSS + x % ACROSS;

      missing[y * width + x] = x >= LEFT && x < LEFT + 20 && y >= 30 && y < 50;
      memcpy (pixels + (y * width + x) * CHANNELS, tile + from * CHANNELS,
              CHANNELS * sizeof (float));
    }
  const NcsnPatchSource source = {height, width, CHANNELS, pixels, missing, NULL, 0};

  g_assert_true (ncsn_patch_places_init (places, &source, NULL));
}

/* All of the strongest offsets are whole periods, the first ones of the shortest. Also in a picture
 * that is too large to compare all patches. */
static void
check_periodic (gsize width, gsize height)
{
  g_autofree float *missing = g_new (float, height *width);
  g_auto (NcsnPatchPlaces) places = {0};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnPatchPixel offsets[MOST];

  tiles (&places, width, height, 0, missing);
  for (guint near = 0; near < 2; near++) {
    const gsize count =
        ncsn_patch_offsets (&places, near ? missing : NULL, key, threads, NULL, offsets, MOST);

    g_assert_cmpuint (count, >, 3);
    for (gsize i = 0; i < count; i++) {
      g_assert_cmpint (offsets[i].x % ACROSS, ==, 0);
      g_assert_cmpint (offsets[i].y % DOWN, ==, 0);
    }
  }
}

static void
test_periodic (void)
{
  check_periodic (96, 80);
  check_periodic (900, 1000);
}

/* At most as many as wanted, the same ones on any number of threads, and none if cancelled. */
static void
test_threads (void)
{
  enum { WIDTH = 96, HEIGHT = 80 };
  g_autofree float *missing = g_new (float, HEIGHT *WIDTH);
  g_auto (NcsnPatchPlaces) places = {0};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  NcsnPatchPixel one[MOST], more[MOST];

  tiles (&places, WIDTH, HEIGHT, 5, missing);
  for (guint n = 1; n <= 7; n += 3) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);

    g_assert_cmpuint (ncsn_patch_offsets (&places, missing, key, threads, NULL, more, 4), ==, 4);
    if (n == 1)
      memcpy (one, more, sizeof (one));
    g_assert_cmpmem (more, 4 * sizeof (*more), one, 4 * sizeof (*one));
  }
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (ncsn_patch_offsets (&places, missing, key, threads, cancellable, more, MOST),
                    ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/offsets/periodic", test_periodic);
  g_test_add_func ("/offsets/threads", test_threads);
  return g_test_run ();
}
