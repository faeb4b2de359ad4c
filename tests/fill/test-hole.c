/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holes: their width and their division against searches of all squares, and what a smooth filling
 * may be. */
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

/* A hole of 40 × 36 pixels, soft on one side, beside a narrow one. */
static void
draw_holes (float *mask, gsize width, gsize height)
{
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++) {
      const gboolean wide = x >= 10 && x < 50 && y >= 4 && y < 40;

      mask[y * width + x] = wide && x >= 48 ? 0.5f : wide ? 1.0f : x == 56 ? 0.8f : 0.1f;
    }
}

/* The greatest that any pixel of the wide hole makes of this one. */
static float
grown_value (const float *mask, gsize width, gsize x, gsize y, guint pixels)
{
  double value = mask[y * width + x];

  for (gsize v = 4; v < 40; v++)
    for (gsize u = 10; u < 50; u++) {
      const double distance = hypot ((double)u - (double)x, (double)v - (double)y);
      const double outer = MAX (distance - pixels / 2.0, 0) / (pixels / 2.0);
      const double falling = 1 - (1 - NCSN_HOLE_THRESHOLD) * outer;

      if (distance <= pixels)
        value = MAX (value, MAX (NCSN_HOLE_THRESHOLD, mask[v * width + u] * falling));
    }
  return (float)value;
}

/* Each pixel against a search of all, and the narrow hole as it was. */
static void
test_grow (void)
{
  enum { W = 64, H = 42 };
  float mask[W * H], grown[W * H];

  draw_holes (mask, W, H);
  for (guint pixels = 0; pixels <= 5; pixels++) {
    memcpy (grown, mask, sizeof mask);
    g_assert_true (ncsn_hole_grow (grown, W, H, pixels, NULL));
    for (gsize i = 0; i < W * H; i++)
      g_assert_cmpfloat_with_epsilon (
          grown[i], pixels == 0 ? mask[i] : grown_value (mask, W, i % W, i / W, pixels), 1e-6f);
  }
  g_assert_cmpfloat (grown[20 * W + 5], >=, NCSN_HOLE_THRESHOLD); /* 5 pixels beside the hole */
  g_assert_cmpfloat (grown[20 * W + 4], ==, 0.1f);
  g_assert_cmpfloat (grown[20 * W + 56], ==, 0.8f);
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

enum { LARGE = 90 };

/* Marks the pixels of all of `wanted` that are connected with pixel `from` in `hole`, by repeated
 * passes. */
static void
naive_hole (const gboolean *wanted, gsize from, gboolean *hole)
{
  gboolean grows = TRUE;

  hole[from] = TRUE;
  while (grows) {
    grows = FALSE;
    for (gsize i = 0; i < LARGE * LARGE; i++)
      if (wanted[i] && !hole[i] &&
          ((i % LARGE > 0 && hole[i - 1]) || (i % LARGE < LARGE - 1 && hole[i + 1]) ||
           (i >= LARGE && hole[i - LARGE]) || (i < LARGE * (LARGE - 1) && hole[i + LARGE])))
        grows = hole[i] = TRUE;
  }
}

/* Whether the hole has a square one wider than a narrow hole. */
static gboolean
naive_is_wide (const gboolean *hole)
{
  enum { SIDE = NCSN_NARROW_HOLE + 1 };

  for (gsize i = 0; i < LARGE * LARGE; i++) {
    gboolean square = i % LARGE + SIDE <= LARGE && i / LARGE + SIDE <= LARGE;

    for (gsize k = 0; square && k < SIDE * SIDE; k++)
      square = hole[i + k / SIDE * LARGE + k % SIDE];
    if (square)
      return TRUE;
  }
  return FALSE;
}

/* Checks the hole around the pixel `from`, and clears it in `wanted`. Returns whether it is wide.
 */
static gboolean
check_hole (gboolean *wanted, gsize from, const float *mask, const float *narrow, const float *wide)
{
  gboolean hole[LARGE * LARGE] = {FALSE};

  naive_hole (wanted, from, hole);
  const gboolean is_wide = naive_is_wide (hole);

  for (gsize i = 0; i < LARGE * LARGE; i++)
    if (hole[i]) {
      g_assert_cmpfloat (narrow[i], ==, is_wide ? 0.0f : mask[i]);
      g_assert_cmpfloat (wide[i], ==, is_wide ? mask[i] : 0.0f);
      wanted[i] = FALSE;
    }
  return is_wide;
}

/* Rectangles of all sizes, marked fully or by any gray, over transparent parts. */
static void
test_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree float *narrow = g_new (float, LARGE *LARGE), *wide = g_new (float, LARGE *LARGE);
  gsize wide_holes = 0;

  for (int round = 0; round < 60; round++) {
    g_autofree float *mask = g_new0 (float, LARGE *LARGE);
    g_autofree float *alpha = g_new (float, LARGE *LARGE);
    const gboolean opaque = round % 2 == 0;
    gboolean wanted[LARGE * LARGE];
    gsize count = 0;

    for (gsize k = 0; k < 7; k++) {
      const int x = g_rand_int_range (rand, 0, 70), y = g_rand_int_range (rand, 0, 70);
      const int w = g_rand_int_range (rand, 1, 45), h = g_rand_int_range (rand, 1, 45);
      const float value = k < 4 ? 1.0f : (float)g_rand_double (rand);

      for (int i = y; i < MIN (y + h, LARGE); i++)
        for (int j = x; j < MIN (x + w, LARGE); j++)
          mask[i * LARGE + j] = value;
    }
    for (gsize i = 0; i < LARGE * LARGE; i++) {
      alpha[i] = i % LARGE < 40;
      wanted[i] = mask[i] >= NCSN_HOLE_THRESHOLD || (!opaque && mask[i] > 0.0f && i % LARGE >= 40);
    }
    const gsize ours = ncsn_hole_split (mask, opaque ? NULL : alpha, LARGE, LARGE, narrow, wide);

    for (gsize i = 0; i < LARGE * LARGE; i++)
      if (wanted[i])
        count += check_hole (wanted, i, mask, narrow, wide);
      else if (mask[i] < NCSN_HOLE_THRESHOLD && (opaque || alpha[i] > 0.0f))
        g_assert_true (narrow[i] == 0.0f && wide[i] == 0.0f);
    g_assert_cmpuint (ours, ==, count);
    wide_holes += count;
  }
  g_assert_cmpuint (wide_holes, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hole/width", test_width);
  g_test_add_func ("/hole/split", test_split);
  g_test_add_func ("/hole/everything", test_everything);
  g_test_add_func ("/hole/grow", test_grow);
  g_test_add_func ("/hole/continue", test_continue);
  g_test_add_func ("/hole/slope", test_slope);
  g_test_add_func ("/hole/nothing-known", test_nothing_known);
  return g_test_run ();
}
