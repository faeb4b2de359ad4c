/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depths in holes and halves of pictures against naive versions. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "patches/level.h"
#include "pictures.h"

enum { WIDTH = 23, HEIGHT = 18, PIXELS = WIDTH * HEIGHT, CHANNELS = 3, N_FEATURES = 2 };

static void
random_mask (GRand *rand, double share, float *mask)
{
  for (gsize i = 0; i < PIXELS; i++)
    mask[i] = g_rand_double (rand) < share;
}

static void
test_depths (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  float missing[PIXELS], depths[PIXELS];

  for (int round = 0; round < 30; round++) {
    int largest = 0;

    random_mask (rand, 0.3 + 0.023 * round, missing);
    const gsize ours = ncsn_patch_depths (missing, HEIGHT, WIDTH, depths);
    for (int i = 0; i < PIXELS; i++) {
      int least = WIDTH + HEIGHT;

      for (int j = 0; j < PIXELS; j++)
        if (missing[j] == 0)
          least = MIN (least, ABS (i % WIDTH - j % WIDTH) + ABS (i / WIDTH - j / WIDTH));
      g_assert_cmpfloat (depths[i], ==, (float)least);
      largest = MAX (largest, least);
    }
    g_assert_cmpuint (ours, ==, (gsize)largest);
  }
}

static NcsnPatchLevel
random_level (GRand *rand)
{
  g_autofree float *pixels = noise_picture (PIXELS * CHANNELS, 0.5, 0.2, 1);
  g_autofree float *features = noise_picture (PIXELS * N_FEATURES, 0, 1, 2);
  NcsnPatchLevel level;

  g_assert_true (ncsn_patch_level_init (&level, HEIGHT, WIDTH, CHANNELS, NULL));
  memcpy (level.pixels, pixels, PIXELS * CHANNELS * sizeof (float));
  random_mask (rand, 0.3, level.missing);
  random_mask (rand, 0.1, level.unusable);
  level.n_features = N_FEATURES;
  level.features = ncsn_floats_new (PIXELS * N_FEATURES, NULL);
  memcpy (level.features, features, PIXELS * N_FEATURES * sizeof (float));
  return level;
}

/* The mean around pixel (x, y) of the half: of `n` numbers a pixel, the one at `channel`; of the
 * pixels that are not missing if `only_known`. 0 if there are none. */
static double
naive_half (const NcsnPatchLevel *fine, const float *numbers, gsize n, gsize channel,
            gboolean only_known, int x, int y)
{
  static const double taps[] = {1, 3, 3, 1};
  double sum = 0, total = 0;

  for (int j = 0; j < 4; j++)
    for (int i = 0; i < 4; i++) {
      const int u = CLAMP (2 * x + i - 1, 0, WIDTH - 1), v = CLAMP (2 * y + j - 1, 0, HEIGHT - 1);
      const gsize at = (gsize)(v * WIDTH + u);
      const double w = only_known && fine->missing[at] > 0 ? 0 : taps[i] * taps[j];

      sum += w * (double)numbers[at * n + channel];
      total += w;
    }
  return total > 0 ? sum / total : 0;
}

/* Whether any of the pixels that the pixel of the half covers is marked. */
static gboolean
any_of_four (const float *mask, gsize x, gsize y)
{
  for (gsize v = 2 * y; v < MIN (2 * y + 2, HEIGHT); v++)
    for (gsize u = 2 * x; u < MIN (2 * x + 2, WIDTH); u++)
      if (mask[v * WIDTH + u] > 0)
        return TRUE;
  return FALSE;
}

static void
test_halve (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_auto (NcsnPatchLevel) fine = random_level (rand);
  g_auto (NcsnPatchLevel) half = {0};

  g_assert_true (ncsn_patch_level_halve (&fine, &half, NULL));
  g_assert_cmpuint (half.width, ==, 12);
  g_assert_cmpuint (half.height, ==, 9);
  g_assert_cmpuint (half.n_features, ==, N_FEATURES);
  for (gsize at = 0; at < half.width * half.height; at++) {
    const gsize x = at % half.width, y = at / half.width;

    g_assert_cmpint (half.missing[at] > 0, ==, any_of_four (fine.missing, x, y));
    g_assert_cmpint (half.unusable[at] > 0, ==, any_of_four (fine.unusable, x, y));
    for (gsize c = 0; c < CHANNELS; c++)
      g_assert_cmpfloat_with_epsilon (
          (double)half.pixels[at * CHANNELS + c],
          naive_half (&fine, fine.pixels, CHANNELS, c, TRUE, (int)x, (int)y), 1e-6);
    for (gsize i = 0; i < N_FEATURES; i++)
      g_assert_cmpfloat_with_epsilon (
          (double)half.features[at * N_FEATURES + i],
          naive_half (&fine, fine.features, N_FEATURES, i, FALSE, (int)x, (int)y), 1e-6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-level/depths", test_depths);
  g_test_add_func ("/patch-level/halve", test_halve);
  return g_test_run ();
}
