/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holes: their width against a search of all squares, and what a smooth filling may be. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/hole.h"
#include "patches/continue.h"

enum { WIDTH = 19, HEIGHT = 14, PIXELS = WIDTH * HEIGHT, CHANNELS = 3 };

/* 1 with the probability `share`. */
static void
random_mask (GRand *rand, double share, float *mask, gsize size)
{
  for (gsize i = 0; i < size; i++)
    mask[i] = g_rand_double (rand) < share ? 1.0f : 0.0f;
}

static gboolean
is_square (const float *mask, gsize x, gsize y, gsize side)
{
  for (gsize dy = 0; dy < side; dy++)
    for (gsize dx = 0; dx < side; dx++)
      if (mask[(y + dy) * WIDTH + x + dx] == 0.0f)
        return FALSE;
  return TRUE;
}

static gsize
largest_square (const float *mask)
{
  gsize largest = 0;

  for (gsize side = 1; side <= MIN (WIDTH, HEIGHT); side++)
    for (gsize y = 0; y + side <= HEIGHT; y++)
      for (gsize x = 0; x + side <= WIDTH; x++)
        if (is_square (mask, x, y, side))
          largest = side;
  return largest;
}

static void
test_width (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  float mask[PIXELS];

  for (int round = 0; round < 50; round++) {
    random_mask (rand, 0.3 + 0.014 * round, mask, PIXELS);
    g_assert_cmpuint (ncsn_hole_width (mask, WIDTH, HEIGHT, NULL), ==,
                      MAX (largest_square (mask), 1));
  }
  for (gsize i = 0; i < PIXELS; i++)
    mask[i] = i % WIDTH < 3 ? NCSN_HOLE_THRESHOLD : 0.32f;
  g_assert_cmpuint (ncsn_hole_width (mask, WIDTH, HEIGHT, NULL), ==, 3);
  g_assert_cmpuint (ncsn_hole_width (NULL, WIDTH, HEIGHT, NULL), ==, HEIGHT);
}

/* Known pixels stay, and every other one is between the least and the most of them. */
static void
test_continue (void)
{
  const NcsnShape shape = {2, HEIGHT, WIDTH, CHANNELS};
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  float mask[2 * PIXELS], before[2 * PIXELS * CHANNELS], after[2 * PIXELS * CHANNELS];

  for (int round = 0; round < 20; round++) {
    random_mask (rand, 0.1 + 0.045 * round, mask, 2 * PIXELS);
    for (gsize i = 0; i < 2 * PIXELS * CHANNELS; i++)
      before[i] = mask[i / CHANNELS] > 0.0f ? NAN : (float)g_rand_double_range (rand, 0.2, 0.4);
    memcpy (after, before, sizeof after);
    g_assert_true (ncsn_continue (after, mask, shape, 0.3, NULL));
    for (gsize i = 0; i < 2 * PIXELS * CHANNELS; i++) {
      if (mask[i / CHANNELS] == 0.0f)
        g_assert_cmpfloat (after[i], ==, before[i]);
      g_assert_true (after[i] >= 0.2f - 1e-6f && after[i] <= 0.4f + 1e-6f);
    }
  }
}

/* In a slope, column 9 lies beside the mean of what is known of columns 8 and 9, which is 8, and
 * next to that of 10 and 11: ¾ 8 + ¼ 10.5. */
static void
test_slope (void)
{
  const NcsnShape shape = {1, HEIGHT, WIDTH, 1};
  float mask[PIXELS] = {0.0f}, pixels[PIXELS];

  for (gsize i = 0; i < PIXELS; i++)
    pixels[i] = (float)(i % WIDTH) / WIDTH;
  for (gsize y = 0; y < HEIGHT; y++)
    mask[y * WIDTH + 9] = 1.0f;
  g_assert_true (ncsn_continue (pixels, mask, shape, 0.3, NULL));
  for (gsize y = 0; y < HEIGHT; y++)
    g_assert_cmpfloat_with_epsilon (pixels[y * WIDTH + 9], 8.625f / WIDTH, 1e-6f);
}

static void
test_nothing_known (void)
{
  const NcsnShape shape = {1, HEIGHT, WIDTH, 1};
  float mask[PIXELS], pixels[PIXELS];

  for (gsize i = 0; i < PIXELS; i++) {
    mask[i] = 1.0f;
    pixels[i] = NAN;
  }
  g_assert_true (ncsn_continue (pixels, mask, shape, 0.3, NULL));
  for (gsize i = 0; i < PIXELS; i++)
    g_assert_cmpfloat (pixels[i], ==, 0.3f);
}

/* Faintly marked pixels are known, transparent ones are not. */
static void
test_everything (void)
{
  const float all[] = {1, 0.4f, 1}, but_one[] = {1, 0.3f, 1};
  const float opaque[] = {1, 1, 1}, clear[] = {1, 0, 1};

  g_assert_true (ncsn_hole_is_everything (all, NULL, 3));
  g_assert_true (ncsn_hole_is_everything (all, opaque, 3));
  g_assert_false (ncsn_hole_is_everything (but_one, NULL, 3));
  g_assert_false (ncsn_hole_is_everything (but_one, opaque, 3));
  g_assert_true (ncsn_hole_is_everything (but_one, clear, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hole/width", test_width);
  g_test_add_func ("/hole/everything", test_everything);
  g_test_add_func ("/hole/continue", test_continue);
  g_test_add_func ("/hole/slope", test_slope);
  g_test_add_func ("/hole/nothing-known", test_nothing_known);
  return g_test_run ();
}
