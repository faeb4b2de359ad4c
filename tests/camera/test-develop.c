/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves, colours, mosaic, sizes and sharpness, each on pictures whose result is known. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "camera/colours.h"
#include "camera/light.h"
#include "camera/mosaic.h"
#include "camera/resize.h"
#include "camera/sharpness.h"

enum { HEIGHT = 11, WIDTH = 14, PIXELS = HEIGHT * WIDTH };

static const float constant[3] = {0.2f, 0.7f, 0.4f};

/* constant + slopes · (y, x), the same in all channels except for the constant. */
static float *
slope (float down, float across)
{
  float *rgb = g_new (float, 3 * PIXELS);

  for (gsize i = 0; i < 3 * PIXELS; i++)
    rgb[i] = constant[i % 3] + down * (float)(i / 3 / WIDTH) + across * (float)(i / 3 % WIDTH);
  return rgb;
}

static void
assert_same (const float *a, const float *b, gsize size, float tolerance)
{
  for (gsize i = 0; i < size; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance);
}

/* Values of IEC 61966-2-1, and there and back. */
static void
test_light (void)
{
  g_assert_cmpfloat_with_epsilon (ncsn_light_of_value (0.5f), 0.21404114f, 1e-6f);
  g_assert_cmpfloat_with_epsilon (ncsn_light_of_value (0.04f), 0.04f / 12.92f, 1e-8f);
  g_assert_cmpfloat (ncsn_value_of_light (-0.1f), ==, 0.0f);
  g_assert_cmpfloat_with_epsilon (ncsn_value_of_light (1.3f), 1.0f, 1e-6f);
  for (guint byte = 0; byte < 256; byte++)
    g_assert_cmpfloat_with_epsilon (ncsn_value_of_light (ncsn_light_of_value ((float)byte / 255)),
                                    (float)byte / 255, 1e-6f);
}

static void
test_colours (void)
{
  const NcsnColours colours = {.saturation = 1.5, .gains = {2.0, 1.0, 1.6}};
  float rgb[] = {0.8f, 0.8f, 0.8f, 0.1f, 0.4f, 0.7f};
  const float before[] = {0.8f, 0.8f, 0.8f, 0.1f, 0.4f, 0.7f};
  const float sensor[] = {0.4f, 0.8f, 0.5f, 0.1f, 0.4f, 0.375f};

  ncsn_colours_to_sensor (&colours, 2, rgb);
  assert_same (rgb, sensor, 6, 1e-6f);
  ncsn_colours_from_sensor (&colours, 2, rgb);
  assert_same (rgb, before, 6, 1e-6f);
}

/* The four phases of the pattern, R G / G B, each at its place. */
static void
test_pattern (void)
{
  static const guint colours[NCSN_MOSAIC_PHASES][4] = {
      {0, 1, 1, 2}, {1, 0, 2, 1}, {1, 2, 0, 1}, {2, 1, 1, 0}};
  const float rgb[] = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};
  float sites[4];

  for (guint phase = 0; phase < NCSN_MOSAIC_PHASES; phase++) {
    ncsn_mosaic (rgb, 2, 2, phase, sites);
    for (guint i = 0; i < 4; i++)
      g_assert_cmpfloat (sites[i], ==, (float)colours[phase][i] + 1.0f);
  }
}

static float *
through_mosaic (const float *rgb, guint phase)
{
  g_autofree float *sites = g_new (float, PIXELS);
  float *result = g_new (float, 3 * PIXELS);

  ncsn_mosaic (rgb, HEIGHT, WIDTH, phase, sites);
  ncsn_demosaic (sites, HEIGHT, WIDTH, phase, result);
  return result;
}

/* A constant colour stays everywhere, and slopes that all channels share stay away from edges. */
static void
test_demosaic (void)
{
  g_autofree float *flat = slope (0, 0), *steep = slope (0.03f, -0.02f);

  for (guint phase = 0; phase < NCSN_MOSAIC_PHASES; phase++) {
    g_autofree float *after_flat = through_mosaic (flat, phase);
    g_autofree float *after_steep = through_mosaic (steep, phase);

    assert_same (flat, after_flat, 3 * PIXELS, 1e-6f);
    for (gsize y = 2; y < HEIGHT - 2; y++)
      assert_same (steep + 3 * (y * WIDTH + 2), after_steep + 3 * (y * WIDTH + 2), 3 * (WIDTH - 4),
                   1e-6f);
  }
}

/* A single bright site, at each kind of site, gives the filters' numbers around it: here the
 * estimates of red of Malvar, He & Cutler 2004, fig. 2, in eighths. */
static void
test_filters (void)
{
  float sites[PIXELS] = {0}, rgb[3 * PIXELS];
  const gsize y = 4, x = 6; /* red, in phase 0 */

  sites[y * WIDTH + x] = 8.0f;
  ncsn_demosaic (sites, HEIGHT, WIDTH, 0, rgb);
#define AT(dy, dx, c) (rgb[3 * ((y + (dy)) * WIDTH + x + (dx)) + (c)])
  g_assert_cmpfloat (AT (0, 0, 0), ==, 8.0f);
  g_assert_cmpfloat (AT (0, 0, 1), ==, 4.0f);  /* green at red */
  g_assert_cmpfloat (AT (0, 0, 2), ==, 6.0f);  /* blue at red */
  g_assert_cmpfloat (AT (0, 2, 1), ==, -1.0f); /* green at the next red */
  g_assert_cmpfloat (AT (2, 0, 2), ==, -1.5f); /* blue at the next red */
  g_assert_cmpfloat (AT (0, 1, 0), ==, 4.0f);  /* red at green, in its row */
  g_assert_cmpfloat (AT (1, 0, 0), ==, 4.0f);  /* in its column */
  g_assert_cmpfloat (AT (1, 1, 0), ==, 2.0f);  /* red at blue */
#undef AT
}

/* The same size is the same picture; constants stay; halves are means weighted 1, 3, 3, 1. */
static void
test_resize (void)
{
  g_autofree float *flat = slope (0, 0), *steep = slope (0.03f, -0.02f);
  float after[3 * 4 * PIXELS], line[8] = {0, 0, 0, 8, 0, 0, 0, 0}, half[4];

  ncsn_resize (steep, HEIGHT, WIDTH, 3, HEIGHT, WIDTH, after);
  assert_same (steep, after, 3 * PIXELS, 1e-6f);
  ncsn_resize (flat, HEIGHT, WIDTH, 3, 2 * HEIGHT, 19, after);
  for (gsize i = 0; i < 3 * 2 * HEIGHT * 19; i++)
    g_assert_cmpfloat_with_epsilon (after[i], constant[i % 3], 1e-6f);
  ncsn_resize (line, 1, 8, 1, 1, 4, half);
  assert_same (half, (const float[]){0, 3, 1, 0}, 4, 1e-6f);
}

/* The blur of a point is the Gaussian; constants stay; sharpening takes the blur off. */
static void
test_sharpness (void)
{
  g_autofree float *flat = slope (0, 0), *before = slope (0, 0);
  g_autofree float *point = g_new0 (float, 3 * PIXELS), *sharp = g_new0 (float, 3 * PIXELS);
  const gsize middle = 5 * WIDTH + 7;
  const double deviation = 0.7;

  ncsn_blur (flat, HEIGHT, WIDTH, 1.3);
  ncsn_sharpen (flat, HEIGHT, WIDTH, 0.8, 1.0);
  assert_same (flat, before, 3 * PIXELS, 1e-6f);
  point[3 * middle] = sharp[3 * middle] = 1.0f;
  ncsn_blur (point, HEIGHT, WIDTH, deviation);
  ncsn_sharpen (sharp, HEIGHT, WIDTH, deviation, 0.5);
  g_assert_cmpfloat_with_epsilon (point[3 * (middle + 1)] / point[3 * middle],
                                  exp (-0.5 / (deviation * deviation)), 1e-6);
  g_assert_cmpfloat_with_epsilon (point[3 * (middle + WIDTH)] / point[3 * middle],
                                  exp (-0.5 / (deviation * deviation)), 1e-6);
  g_assert_cmpfloat_with_epsilon (sharp[3 * middle], 1.5f - 0.5f * point[3 * middle], 1e-6f);
  g_assert_cmpfloat_with_epsilon (sharp[3 * (middle + 1)], -0.5f * point[3 * (middle + 1)], 1e-6f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/develop/light", test_light);
  g_test_add_func ("/develop/colours", test_colours);
  g_test_add_func ("/develop/pattern", test_pattern);
  g_test_add_func ("/develop/demosaic", test_demosaic);
  g_test_add_func ("/develop/filters", test_filters);
  g_test_add_func ("/develop/resize", test_resize);
  g_test_add_func ("/develop/sharpness", test_sharpness);
  return g_test_run ();
}
