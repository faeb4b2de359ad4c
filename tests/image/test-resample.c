/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares resampling with its definition (resample.h), and checks what it must not change. */
#include "image/resample.h"

#include <math.h>
#include <string.h>

enum { W = 40, H = 30, C = 3 };

/* Rectangles and their new sizes: smaller, larger, unchanged, or one of each on the two axes. */
static const struct {
  guint left, top, columns_left, columns;
  double extent[2];
  guint size[2];
} cases[] = {
    {3, 4, 0, W, {16, 12}, {8, 6}},        {0, 0, 0, W, {40, 30}, {7, 11}},
    {20, 10, 20, 20, {10.5, 7}, {21, 14}}, {5, 0, 5, 20, {20, 30}, {20, 30}},
    {7, 2, 2, 30, {3.3, 20.9}, {9, 5}},    {39, 29, 0, W, {1, 1}, {4, 4}},
};

/* The weight of pixel j for pixel i of the result, by the definition. */
static double
weight (guint j, guint i, double origin, double extent, guint size)
{
  const double centre = origin + (i + 0.5) * extent / size, radius = MAX (extent / size, 1.0);
  return MAX (1 - fabs (j + 0.5 - centre) / radius, 0.0);
}

static void
resample (guint n, const guint8 *pixels, float *out)
{
  const NcsnResampleSource source = {.pixels = pixels,
                                     .stride = W,
                                     .rows = H,
                                     .channels = C,
                                     .left = cases[n].columns_left,
                                     .width = cases[n].columns};
  ncsn_resample (&source, cases[n].left, cases[n].top, cases[n].extent, cases[n].size, out);
}

static double
by_definition (guint n, const guint8 *pixels, guint x, guint y, guint c)
{
  double sum = 0, weights = 0;
  for (guint row = 0; row < H; row++)
    for (guint column = cases[n].columns_left; column < cases[n].columns_left + cases[n].columns;
         column++) {
      const double w = weight (column, x, cases[n].left, cases[n].extent[0], cases[n].size[0]) *
                       weight (row, y, cases[n].top, cases[n].extent[1], cases[n].size[1]);
      sum += w * pixels[(row * W + column) * C + c];
      weights += w;
    }
  return sum / weights;
}

static void
test_definition (void)
{
  guint8 pixels[W * H * C];
  float out[W * H * C];
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (gsize i = 0; i < sizeof pixels; i++)
    pixels[i] = g_rand_int_range (rand, 0, 256);
  for (guint n = 0; n < G_N_ELEMENTS (cases); n++) {
    resample (n, pixels, out);
    for (guint y = 0; y < cases[n].size[1]; y++)
      for (guint x = 0; x < cases[n].size[0]; x++)
        for (guint c = 0; c < C; c++)
          g_assert_cmpfloat_with_epsilon (out[(y * cases[n].size[0] + x) * C + c],
                                          by_definition (n, pixels, x, y, c), 1e-3);
  }
}

/* At scale 1 pixels are unchanged, to the last bit. */
static void
test_own_scale (void)
{
  guint8 pixels[W * H * C];
  float out[W * H * C];
  for (gsize i = 0; i < sizeof pixels; i++)
    pixels[i] = (i * 37) % 251;
  resample (3, pixels, out);
  for (guint y = 0; y < 30; y++)
    for (guint x = 0; x < 20; x++)
      for (guint c = 0; c < C; c++)
        g_assert_cmpfloat (out[(y * 20 + x) * C + c], ==, pixels[(y * W + 5 + x) * C + c]);
}

/* A uniform colour stays the same. */
static void
test_constant (void)
{
  guint8 pixels[W * H * C];
  float out[W * H * C];
  memset (pixels, 77, sizeof pixels);
  for (guint n = 0; n < G_N_ELEMENTS (cases); n++) {
    resample (n, pixels, out);
    for (guint i = 0; i < cases[n].size[0] * cases[n].size[1] * C; i++)
      g_assert_cmpfloat_with_epsilon (out[i], 77, 1e-4);
  }
}

/* A ramp stays a ramp, and its slope grows with the size of the pixels. Away from the edges that is
 * exact if a triangle covers whole pixels, and approximate otherwise. */
static void
test_ramp (void)
{
  enum { PIXELS = 12 };
  static const double ratios[] = {0.25, 0.5, 0.8, 1, 1.3, 1.5, 1.9, 2};
  guint8 pixels[W * H * C];
  float out[PIXELS * PIXELS * C];
  for (gsize i = 0; i < sizeof pixels; i++)
    pixels[i] = i / C % W * 6;
  for (gsize k = 0; k < G_N_ELEMENTS (ratios); k++) {
    const double ratio = ratios[k], extent[2] = {PIXELS * ratio, PIXELS * ratio};
    const NcsnResampleSource source = {
        .pixels = pixels, .stride = W, .rows = H, .channels = C, .left = 0, .width = W};
    ncsn_resample (&source, 4, 3, extent, (guint[]){PIXELS, PIXELS}, out);
    for (guint i = 0; i < PIXELS * PIXELS; i++) {
      const double expected = 6 * (4 + (i % PIXELS + 0.5) * ratio - 0.5);
      g_assert_cmpfloat_with_epsilon (out[i * C], expected,
                                      ratio <= 1 || ratio == 2 ? 1e-3 : 0.1 * 6);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample/definition", test_definition);
  g_test_add_func ("/resample/own-scale", test_own_scale);
  g_test_add_func ("/resample/constant", test_constant);
  g_test_add_func ("/resample/ramp", test_ramp);
  return g_test_run ();
}
