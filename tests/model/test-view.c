/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coarse views: pictures that linear interpolation enlarges exactly, and marks. */
#undef G_DISABLE_ASSERT
#include "ncsn/view.h"

#include <math.h>

enum { CHANNELS = 3 };

/* The value of a coarse pixel that is linear in its place. */
static double
ramp (double row, double column, gsize c)
{
  return 0.1 * row - 0.02 * column + 0.3 * (double)c;
}

static float *
ramps (gsize height, gsize width)
{
  float *pixels = g_new (float, height *width *CHANNELS);

  for (gsize i = 0; i < height * width * CHANNELS; i++)
    pixels[i] =
        (float)ramp ((double)(i / CHANNELS / width), (double)(i / CHANNELS % width), i % CHANNELS);
  return pixels;
}

/* Between the middles of the outermost pixels a ramp stays a ramp, at the place that view.h gives;
 * beyond them it stays what it is there. */
static void
test_ramp (void)
{
  enum { H = 23, W = 30 };
  g_autofree float *pixels = ramps (6, 9), *view = g_new (float, H *W *(CHANNELS + 1));
  const NcsnCoarsePicture coarse = {.pixels = pixels,
                                    .height = 6,
                                    .width = 9,
                                    .step_y = 4,
                                    .step_x = 3.5,
                                    .offset_y = 1,
                                    .offset_x = 0.5};

  ncsn_view_enlarge (&coarse, H, W, CHANNELS, view);
  for (gsize y = 0; y < H; y++)
    for (gsize x = 0; x < W; x++) {
      const double row = CLAMP (((double)y + 0.5 + 1) / 4 - 0.5, 0.0, 5.0);
      const double column = CLAMP (((double)x + 0.5 + 0.5) / 3.5 - 0.5, 0.0, 8.0);
      const float *pixel = view + (y * W + x) * (CHANNELS + 1);

      for (gsize c = 0; c < CHANNELS; c++)
        g_assert_cmpfloat_with_epsilon ((double)pixel[c], ramp (row, column, c), 1e-5);
      g_assert_cmpfloat (pixel[CHANNELS], ==, 1);
    }
}

/* Around an axis that wraps, a wave goes on; the coarse picture may be shifted by its own size. */
static void
test_wraps (void)
{
  enum { COARSE = 16, SIDE = COARSE * NCSN_COARSE };
  g_autofree float *pixels = g_new (float, COARSE *COARSE);
  g_autofree float *view = g_new (float, SIDE *SIDE * 2), *shifted = g_new (float, SIDE *SIDE * 2);
  NcsnCoarsePicture coarse = {.pixels = pixels,
                              .height = COARSE,
                              .width = COARSE,
                              .step_y = NCSN_COARSE,
                              .step_x = NCSN_COARSE,
                              .wrap_y = TRUE,
                              .wrap_x = TRUE};

  for (gsize i = 0; i < COARSE * COARSE; i++)
    pixels[i] = (float)cos (2 * G_PI * (double)(i / COARSE + i % COARSE) / COARSE);
  ncsn_view_enlarge (&coarse, SIDE, SIDE, 1, view);
  coarse.offset_y = coarse.offset_x = -SIDE;
  ncsn_view_enlarge (&coarse, SIDE, SIDE, 1, shifted);
  for (gsize y = 0; y < SIDE; y++)
    for (gsize x = 0; x < SIDE; x++) {
      const gsize i = 2 * (y * SIDE + x);
      const double phase = ((double)y + (double)x + 1) / NCSN_COARSE - 1;

      /* Linear interpolation errs by at most ⅛ (2π/16)² along each axis. */
      g_assert_cmpfloat_with_epsilon ((double)view[i], cos (2 * G_PI * phase / COARSE), 0.04);
      g_assert_cmpfloat_with_epsilon (shifted[i], view[i], 1e-5f);
    }
}

static void
test_mark (void)
{
  float view[2 * 3 * (CHANNELS + 1)];

  for (gsize i = 0; i < G_N_ELEMENTS (view); i++)
    view[i] = NAN;
  ncsn_view_mark (-1, 2, 3, CHANNELS, view);
  for (gsize i = 0; i < G_N_ELEMENTS (view); i++)
    g_assert_cmpfloat (view[i], ==, i % 4 == 3 ? -1 : 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/ramp", test_ramp);
  g_test_add_func ("/view/wraps", test_wraps);
  g_test_add_func ("/view/mark", test_mark);
  return g_test_run ();
}
