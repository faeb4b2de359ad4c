/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in's geometry, without GIMP: compared with results computed by hand, and with the
 * definition applied to each pixel for many random layers and selections. */
#include "plugin/geometry.h"

#include <math.h>
#include <string.h>

static void
assert_rect (PluginRect r, int x, int y, int width, int height)
{
  g_assert_cmpint (r.x, ==, x);
  g_assert_cmpint (r.y, ==, y);
  g_assert_cmpint (r.width, ==, width);
  g_assert_cmpint (r.height, ==, height);
}

static void
test_intersect (void)
{
  PluginRect a = {-5, 10, 20, 8};

  assert_rect (plugin_rect_intersect (a, (PluginRect){0, 0, 100, 100}), 0, 10, 15, 8);
  assert_rect (plugin_rect_intersect (a, a), -5, 10, 20, 8);
  /* The intersection of rectangles that only share an edge is empty. */
  g_assert_cmpint (plugin_rect_intersect (a, (PluginRect){15, 10, 4, 4}).width, ==, 0);
  g_assert_cmpint (plugin_rect_intersect (a, (PluginRect){0, 18, 4, 4}).height, ==, 0);
}

static void
test_centred (void)
{
  PluginRect canvas = {0, 0, 100, 51};

  assert_rect (plugin_rect_centred (canvas, 28, 28), 36, 11, 28, 28);
  assert_rect (plugin_rect_centred (canvas, 200, 52), -50, -1, 200, 52);
  assert_rect (plugin_rect_centred ((PluginRect){10, 20, 8, 8}, 8, 8), 10, 20, 8, 8);
}

static gboolean
is_full (const float *values, int width, PluginRect r)
{
  for (int y = r.y; y < r.y + r.height; y++)
    for (int x = r.x; x < r.x + r.width; x++)
      if (values[y * width + x] < 0.5f)
        return FALSE;
  return TRUE;
}

/* The area of the largest of all rectangles, tried one by one. */
static int
largest_area (const float *values, int width, int height)
{
  int largest = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int h = 1; y + h <= height; h++)
        for (int w = 1; x + w <= width; w++)
          if (w * h > largest && is_full (values, width, (PluginRect){x, y, w, h}))
            largest = w * h;
  return largest;
}

static void
test_largest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  float values[12 * 12];

  for (int round = 0; round < 300; round++) {
    int width = g_rand_int_range (rand, 1, 13), height = g_rand_int_range (rand, 1, 13);
    double full = g_rand_double (rand);

    for (int i = 0; i < width * height; i++)
      values[i] = g_rand_double (rand) < full ? 0.5f : 0.49f;
    PluginRect found = plugin_rect_largest (values, width, height, 0.5f);
    g_assert_cmpint (found.width * found.height, ==, largest_area (values, width, height));
    g_assert_true (is_full (values, width, found));
    g_assert_true (found.x >= 0 && found.x + found.width <= width && found.y >= 0 &&
                   found.y + found.height <= height);
  }
}

/* A layer whose corner is left of and above the canvas, with 8 × 8 cells: the pixel (3, 1) of the
 * canvas is (13, 6) of the layer. */
static void
test_area_by_hand (void)
{
  PluginRect layer = {-10, -5, 40, 30};
  PluginArea area;

  g_assert_true (plugin_area_of_cells (layer, (PluginRect){3, 1, 4, 12}, 8, 8, &area));
  assert_rect (area.target, 13, 6, 4, 12);
  assert_rect (area.block, 8, 0, 16, 24);

  /* At the lower right corner the block ends with the layer, not with the cell. */
  g_assert_true (plugin_area_of_cells (layer, (PluginRect){29, 24, 50, 50}, 8, 8, &area));
  assert_rect (area.target, 39, 29, 1, 1);
  assert_rect (area.block, 32, 24, 8, 6);

  g_assert_false (plugin_area_of_cells (layer, (PluginRect){30, 0, 5, 5}, 8, 8, &area));
}

/* A rectangle with its corner in [begin, end) and its sides in [1, max_side). */
static PluginRect
random_rect (GRand *rand, int begin, int end, int max_side)
{
  int x = g_rand_int_range (rand, begin, end), y = g_rand_int_range (rand, begin, end);
  int width = g_rand_int_range (rand, 1, max_side), height = g_rand_int_range (rand, 1, max_side);

  return (PluginRect){x, y, width, height};
}

/* Compares the area with the target and the touched cells, found pixel by pixel. */
static void
check_random_area (GRand *rand)
{
  PluginRect layer = random_rect (rand, -30, 30, 40);
  PluginRect selection = random_rect (rand, 0, 40, 20);
  int cell_width = g_rand_int_range (rand, 1, 12), cell_height = g_rand_int_range (rand, 1, 12);
  gboolean touched[40][40] = {0}; /* by cell */
  int filled = 0, block = 0;
  PluginArea area;

  for (int y = 0; y < layer.height; y++)
    for (int x = 0; x < layer.width; x++) {
      int cx = x + layer.x - selection.x, cy = y + layer.y - selection.y;
      if (cx < 0 || cy < 0 || cx >= selection.width || cy >= selection.height)
        continue;
      touched[y / cell_height][x / cell_width] = TRUE;
      filled++;
    }
  for (int y = 0; y < layer.height; y++)
    for (int x = 0; x < layer.width; x++)
      block += touched[y / cell_height][x / cell_width];
  g_assert_cmpint (plugin_area_of_cells (layer, selection, cell_width, cell_height, &area), ==,
                   filled > 0);
  if (filled == 0)
    return;
  g_assert_cmpint (area.target.width * area.target.height, ==, filled);
  g_assert_cmpint (area.block.width * area.block.height, ==, block);
  g_assert_cmpint (area.block.x % cell_width, ==, 0);
  g_assert_cmpint (area.block.y % cell_height, ==, 0);
  assert_rect (plugin_rect_intersect (area.target, area.block), area.target.x, area.target.y,
               area.target.width, area.target.height);
}

static void
test_area_by_definition (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 20000; i++)
    check_random_area (rand);
}

/* Checks pixel by pixel that `r` is the part of the layer within `margin` pixels of the target,
 * along rows and columns. */
static void
assert_within (PluginRect r, PluginRect target, int margin, PluginRect layer)
{
  for (int y = -2; y < layer.height + 2; y++)
    for (int x = -2; x < layer.width + 2; x++) {
      gboolean on_layer = x >= 0 && x < layer.width && y >= 0 && y < layer.height;
      gboolean near = x >= target.x - margin && x < target.x + target.width + margin &&
                      y >= target.y - margin && y < target.y + target.height + margin;
      gboolean inside = x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height;
      g_assert_cmpint (on_layer && near, ==, inside);
    }
}

static void
check_random_margin (GRand *rand)
{
  PluginRect layer = random_rect (rand, -30, 30, 40);
  PluginRect selection = random_rect (rand, 0, 40, 20);
  PluginRect common = plugin_rect_intersect (layer, selection);
  int reach = g_rand_int_range (rand, 0, 12), margin = reach + g_rand_int_range (rand, 0, 12);
  PluginArea area;

  if (!plugin_area_with_margin (layer, selection, reach, margin, &area)) {
    g_assert_true (common.width == 0 || common.height == 0);
    return;
  }
  assert_rect (area.target, common.x - layer.x, common.y - layer.y, common.width, common.height);
  assert_within (area.block, area.target, margin, layer);
  assert_within (area.grid, area.target, reach, layer);
}

static void
test_margin_by_definition (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int i = 0; i < 2000; i++)
    check_random_margin (rand);
}

/* A block of 4 × 2 with one selected pixel, some transparent pixels, and one NaN. */
static void
test_mask (void)
{
  const PluginArea area = {{1, 0, 1, 1}, {0, 0, 4, 2}, {0, 0, 4, 2}};
  const float selection[] = {0.25f};
  float alpha[] = {1, 1, 1, 1, 0, 0.5f, 1, 0};
  float pixels[] = {1, 2, 3, NAN, 5, 6, 7, 8};
  const float expected_pixels[] = {1, 2, 3, 0, 5, 6, 7, 8};
  const float expected_alpha[] = {1, 1, 1, 0, 0, 0.5f, 1, 0};
  const float expected_mask[] = {0, 0.25f, 0, 0, 0, 0, 0, 0};
  float mask[8];

  g_assert_true (plugin_area_mask (&area, selection, alpha, pixels, 1, mask));
  g_assert_cmpmem (mask, sizeof mask, expected_mask, sizeof expected_mask);
  g_assert_cmpmem (pixels, sizeof pixels, expected_pixels, sizeof expected_pixels);
  g_assert_cmpmem (alpha, sizeof alpha, expected_alpha, sizeof expected_alpha);

  const float nothing[] = {0};
  g_assert_false (plugin_area_mask (&area, nothing, alpha, pixels, 1, mask));
}

/* A colour with one infinite channel becomes unknown in all channels. */
static void
test_mask_of_colours (void)
{
  const PluginArea area = {{0, 0, 1, 1}, {0, 0, 2, 1}, {0, 0, 2, 1}};
  const float selection[] = {1};
  float alpha[] = {1, 1};
  float pixels[] = {1, 2, 3, 4, INFINITY, 6};
  const float expected[] = {1, 2, 3, 0, 0, 0};
  float mask[2];

  g_assert_true (plugin_area_mask (&area, selection, alpha, pixels, 3, mask));
  g_assert_cmpfloat (alpha[1], ==, 0);
  g_assert_cmpmem (pixels, sizeof pixels, expected, sizeof expected);
}

static void
test_cut (void)
{
  const float picture[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const float expected[] = {6, 7, 10, 11};
  float out[4];

  plugin_picture_cut (picture, 4, 1, (PluginRect){2, 1, 2, 2}, out);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
  plugin_picture_cut (picture, 2, 2, (PluginRect){1, 1, 1, 2}, out);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

/* Six pictures of 2 × 1 pixels with two channels, in two rows of three. */
static void
test_arrange (void)
{
  float pictures[24], out[24];

  for (int i = 0; i < 24; i++)
    pictures[i] = (float)i;
  plugin_pictures_arrange (pictures, 2, 1, 2, 3, 2, out);
  g_assert_cmpmem (out, sizeof out, pictures, sizeof pictures);

  /* Pictures 1 wide and 2 high, in one row of two: first the first lines of both. */
  const float expected[] = {0, 2, 1, 3};
  plugin_pictures_arrange (pictures, 1, 2, 1, 2, 1, out);
  g_assert_cmpmem (out, sizeof expected, expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/intersect", test_intersect);
  g_test_add_func ("/geometry/centred", test_centred);
  g_test_add_func ("/geometry/largest", test_largest);
  g_test_add_func ("/geometry/area-by-hand", test_area_by_hand);
  g_test_add_func ("/geometry/area-by-definition", test_area_by_definition);
  g_test_add_func ("/geometry/margin-by-definition", test_margin_by_definition);
  g_test_add_func ("/geometry/mask", test_mask);
  g_test_add_func ("/geometry/mask-of-colours", test_mask_of_colours);
  g_test_add_func ("/geometry/cut", test_cut);
  g_test_add_func ("/geometry/arrange", test_arrange);
  return g_test_run ();
}
