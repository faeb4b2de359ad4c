/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parts of a picture are worked on, and how their pixels come and go. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "models.h"
#include "ncsn/random.h"
#include "fill/pixels.h"
#include "fill/regions.h"

enum { PATCH = 16 };

static void
assert_region (const GArray *regions, guint index, gssize x, gssize y, gsize width, gsize height)
{
  const NcsnRegion *region = &g_array_index (regions, NcsnRegion, index);

  g_assert_cmpuint (index, <, regions->len);
  g_assert_cmpint (region->x, ==, x);
  g_assert_cmpint (region->y, ==, y);
  g_assert_cmpuint (region->width, ==, width);
  g_assert_cmpuint (region->height, ==, height);
}

/* A picture with rectangles wanted, each {x, y, width, height}. */
static float *
mask_of (gsize width, gsize height, const gsize (*boxes)[4], guint count)
{
  float *mask = g_new0 (float, width *height);

  for (guint i = 0; i < count; i++)
    for (gsize y = boxes[i][1]; y < boxes[i][1] + boxes[i][3]; y++)
      for (gsize x = boxes[i][0]; x < boxes[i][0] + boxes[i][2]; x++)
        mask[y * width + x] = 0.5f;
  return mask;
}

/* Regions for one rectangle in a picture. */
static void
check_one (gsize width, gsize height, const gsize box[4], int context, gssize x, gssize y, gsize w,
           gsize h)
{
  g_autofree float *mask = mask_of (width, height, (const gsize (*)[4])box, 1);
  g_autoptr (GArray) regions =
      ncsn_regions_around (&(NcsnMask){width, height, mask, NULL}, PATCH, PATCH, context);

  g_assert_cmpuint (regions->len, ==, 1);
  assert_region (regions, 0, x, y, w, h);
}

static void
test_one (void)
{
  /* A quarter of a patch around, and no further patch: a pixel gets one patch, in whose middle it
   * is; 8 pixels still do; 9 get two. */
  check_one (100, 100, (gsize[]){50, 60, 1, 1}, -1, 43, 53, 16, 16);
  check_one (100, 100, (gsize[]){50, 60, 8, 1}, -1, 46, 53, 16, 16);
  check_one (100, 100, (gsize[]){50, 60, 9, 1}, -1, 39, 53, 32, 16);
  /* At the edges there is nothing to look at. */
  check_one (100, 100, (gsize[]){0, 99, 1, 1}, -1, 0, 84, 16, 16);
  check_one (100, 100, (gsize[]){0, 0, 100, 100}, -1, 0, 0, 100, 100);
  check_one (100, 100, (gsize[]){3, 60, 13, 1}, -1, 0, 53, 32, 16);
  /* As asked for, a patch at least. */
  check_one (100, 100, (gsize[]){50, 60, 10, 2}, 20, 30, 40, 50, 42);
  check_one (100, 100, (gsize[]){50, 60, 10, 2}, 1, 47, 53, 16, 16);
  check_one (100, 100, (gsize[]){50, 60, 10, 20}, 0, 47, 60, 16, 20);
  check_one (100, 100, (gsize[]){50, 60, 10, 2}, G_MAXINT, 0, 0, 100, 100);
  /* A picture smaller than a patch is in its middle. */
  check_one (5, 100, (gsize[]){2, 60, 1, 1}, -1, -5, 53, 16, 16);
  check_one (1, 1, (gsize[]){0, 0, 1, 1}, -1, -7, -7, 16, 16);
  check_one (16, 15, (gsize[]){0, 0, 1, 1}, -1, 0, 0, 16, 16);
}

/* Scratches in two corners cost two regions of a patch or two, not the whole picture; those of
 * which one sees the other share one. */
static void
test_several (void)
{
  const gsize corners[][4] = {{2, 3, 10, 1}, {485, 500, 20, 4}};
  const gsize near[][4] = {{100, 100, 6, 6}, {110, 100, 6, 6}, {300, 20, 1, 1}};
  g_autofree float *mask = mask_of (512, 512, corners, 2);
  g_autofree float *joined = mask_of (512, 512, near, 3);
  g_autoptr (GArray) regions =
      ncsn_regions_around (&(NcsnMask){512, 512, mask, NULL}, PATCH, PATCH, -1);
  g_autoptr (GArray) two =
      ncsn_regions_around (&(NcsnMask){512, 512, joined, NULL}, PATCH, PATCH, -1);

  g_assert_cmpuint (regions->len, ==, 2);
  assert_region (regions, 0, 0, 0, 16, 16);
  assert_region (regions, 1, 479, 494, 32, 16);
  g_assert_cmpuint (two->len, ==, 2);
  assert_region (two, 0, 293, 13, 16, 16);
  assert_region (two, 1, 92, 95, 32, 16);
}

/* Joined where that costs no more patches: two dots 20 pixels apart, not 30, and all of a picture
 * with dots every 12. */
static void
test_joined (void)
{
  const gsize close[][4] = {{100, 100, 1, 1}, {120, 100, 1, 1}};
  const gsize apart[][4] = {{100, 100, 1, 1}, {130, 100, 1, 1}};
  g_autofree float *two = mask_of (512, 512, close, 2);
  g_autofree float *three = mask_of (512, 512, apart, 2);
  g_autofree float *dots = g_new0 (float, 512 * 512);
  g_autoptr (GArray) joined =
      ncsn_regions_around (&(NcsnMask){512, 512, two, NULL}, PATCH, PATCH, -1);
  g_autoptr (GArray) not =
      ncsn_regions_around (&(NcsnMask){512, 512, three, NULL}, PATCH, PATCH, -1);
  g_autoptr (GArray) all = NULL;

  g_assert_cmpuint (joined->len, ==, 1);
  assert_region (joined, 0, 95, 93, 32, 16);
  g_assert_cmpuint (not->len, ==, 2);
  for (gsize i = 0; i < 512 * 512; i++)
    dots[i] = i % 512 % 12 == 0 && i / 512 % 12 == 0;
  all = ncsn_regions_around (&(NcsnMask){512, 512, dots, NULL}, PATCH, PATCH, -1);
  g_assert_cmpuint (all->len, ==, 1);
}

/* Whatever the mask: every wanted pixel is in exactly one region, with its surroundings, and no
 * region that reaches into the picture is larger than it. */
static void
test_random (void)
{
  enum { W = 90, H = 70 };

  for (guint32 trial = 0; trial < 200; trial++) {
    NcsnRandomKey key = {.seed = trial, .stream = NCSN_STREAM_AUGMENT};
    g_autofree float *mask = g_new (float, W *H);
    g_autofree guint *seen = g_new0 (guint, W * H);
    g_autoptr (GArray) regions = NULL;
    int context = (int)(trial % 12) - 1;

    ncsn_random_uniform (key, 0, W * H, mask);
    for (gsize i = 0; i < W * H; i++)
      mask[i] = mask[i] < (float)pow (0.5, trial % 13) / 20.0f;
    regions = ncsn_regions_around (&(NcsnMask){W, H, mask, NULL}, PATCH, 8, context);
    for (guint k = 0; k < regions->len; k++) {
      NcsnRegion region = g_array_index (regions, NcsnRegion, k);

      g_assert_true (region.width >= PATCH && region.height >= 8);
      g_assert_true (region.x >= 0 && region.y >= 0);
      g_assert_true (region.x + region.width <= W && region.y + region.height <= H);
      for (gsize y = 0; y < region.height; y++)
        for (gsize x = 0; x < region.width; x++) {
          gsize column = (gsize)region.x + x, row = (gsize)region.y + y;
          gsize margin = context >= 0 ? (gsize)context : 4, high = context >= 0 ? margin : 2;

          if (mask[row * W + column] == 0.0f)
            continue;
          seen[row * W + column]++;
          g_assert_true (x >= MIN (margin, column) && y >= MIN (high, row));
          g_assert_true (region.width - 1 - x >= MIN (margin, W - 1 - column));
          g_assert_true (region.height - 1 - y >= MIN (high, H - 1 - row));
        }
    }
    for (gsize i = 0; i < W * H; i++)
      g_assert_cmpuint (seen[i], ==, mask[i] > 0.0f);
  }
}

static void
test_cells (void)
{
  const gsize boxes[][4] = {{7, 0, 2, 1}, {19, 12, 1, 1}};
  g_autofree float *mask = mask_of (20, 13, boxes, 2);
  g_autoptr (GArray) some = ncsn_regions_cells (&(NcsnMask){20, 13, mask, NULL}, 8, 8);
  g_autoptr (GArray) all = ncsn_regions_cells (&(NcsnMask){20, 13, NULL, NULL}, 8, 8);

  g_assert_cmpuint (some->len, ==, 3);
  assert_region (some, 0, 0, 0, 8, 8);
  assert_region (some, 1, 8, 0, 8, 8);
  assert_region (some, 2, 16, 8, 8, 8);
  g_assert_cmpuint (all->len, ==, 6);
}

/* A row of three pixels, two channels, in a region that goes far beyond both ends: mirrored there,
 * and free; only what is wanted comes back. */
static void
test_pixels (void)
{
  const float picture[6] = {0.1f, 5.0f, 0.2f, 0.5f, 0.3f, -INFINITY},
              marks[3] = {0.0f, NCSN_HOLE_THRESHOLD, 0.0f};
  const NcsnMask mask = {3, 1, marks, NULL};
  const NcsnRegion region = {-4, 0, 9, 1};
  const NcsnPixelRange range = {0.0f, 1.0f, FALSE}, blind = {0.0f, 1.0f, TRUE};
  const gsize places[9] = {2, 2, 1, 0, 0, 1, 2, 2, 1};
  float pixels[18], free[9], result[6];

  g_assert_true (ncsn_pixels_load (&mask, &region, 1, picture, 2, &range, pixels, NULL));
  for (gsize i = 0; i < 9; i++) {
    g_assert_cmpfloat (pixels[2 * i], ==, picture[2 * places[i]]);
    g_assert_cmpfloat (pixels[2 * i + 1], ==, CLAMP (picture[2 * places[i] + 1], 0.0f, 1.0f));
  }
  g_assert_true (ncsn_pixels_load (&mask, &region, 1, picture, 2, &blind, pixels, NULL));
  for (gsize i = 0; i < 9; i++)
    g_assert_cmpfloat (pixels[2 * i], ==, places[i] == 1 ? 0.0f : picture[2 * places[i]]);

  ncsn_pixels_load_mask (&mask, &region, 1, free);
  for (gsize i = 0; i < 9; i++)
    g_assert_cmpfloat (free[i], ==, i == 4 || i == 6 ? 0.0f : 1.0f);

  for (gsize i = 0; i < 18; i++)
    pixels[i] = (float)i;
  memcpy (result, picture, sizeof result);
  ncsn_pixels_store (&mask, &region, 1, pixels, 2, result);
  g_assert_cmpfloat (result[2], ==, 10.0f);
  g_assert_cmpfloat (result[3], ==, 11.0f);
  g_assert_true (same (result, picture, 2) && same (result + 4, picture + 4, 2));
}

/* What is marked faintly is known, unless it is transparent; that is not looked at, and drawn, but
 * comes back only where it is marked at all. */
static void
test_known (void)
{
  const float marks[5] = {16.0f / 255.0f, 0.32f, NCSN_HOLE_THRESHOLD, 1e-6f, 0.0f};
  const float alpha[5] = {1.0f, 0.01f, 0.0f, 0.0f, 0.0f};
  const float picture[5] = {0.1f, 0.2f, NAN, NAN, NAN}, drawn[5] = {0.6f, 0.7f, 0.8f, 0.9f, 1.0f};
  const NcsnMask mask = {5, 1, marks, alpha};
  const NcsnRegion region = {0, 0, 5, 1};
  const NcsnPixelRange range = {0.0f, 1.0f, FALSE};
  const float expected[5] = {0.1f, 0.2f, 0.8f, 0.9f, 5.0f};
  float pixels[5], free[5], unknown[5], result[5] = {0.1f, 0.2f, 5.0f, 5.0f, 5.0f};

  g_assert_true (ncsn_pixels_load (&mask, &region, 1, picture, 1, &range, pixels, NULL));
  ncsn_pixels_load_mask (&mask, &region, 1, free);
  ncsn_pixels_load_unknown (&mask, &region, 1, unknown);
  for (gsize i = 0; i < 5; i++) {
    g_assert_cmpfloat (pixels[i], ==, i < 2 ? picture[i] : 0.0f);
    g_assert_cmpfloat (free[i], ==, i < 2 ? 0.0f : 1.0f);
    g_assert_cmpfloat (unknown[i], ==, i < 2 ? 0.0f : 1.0f);
  }
  ncsn_pixels_store (&mask, &region, 1, drawn, 1, result);
  g_assert_cmpmem (result, sizeof result, expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regions/one", test_one);
  g_test_add_func ("/regions/several", test_several);
  g_test_add_func ("/regions/joined", test_joined);
  g_test_add_func ("/regions/random", test_random);
  g_test_add_func ("/regions/cells", test_cells);
  g_test_add_func ("/regions/pixels", test_pixels);
  g_test_add_func ("/regions/known", test_known);
  return g_test_run ();
}
