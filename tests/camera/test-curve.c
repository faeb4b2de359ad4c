/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of noise over brightness. */
#undef G_DISABLE_ASSERT
#include "camera/curve.h"

#include <math.h>

/* Equal squares give a level everywhere, also where no pixel was. */
static void
test_equal (void)
{
  NcsnCurveSums sums = {0};

  for (guint i = 0; i < 50; i++)
    ncsn_curve_add (&sums, 0.3f + 0.002f * (float)i, 0.01);
  const NcsnNoiseCurve curve = ncsn_curve_fit (&sums);
  for (float b = -0.1f; b < 1.2f; b += 0.05f)
    g_assert_cmpfloat_with_epsilon (ncsn_curve_level (&curve, b), 0.1f, 1e-6f);
}

/* A variance that grows linearly with brightness is found, within what the weights smooth. */
static void
test_line (void)
{
  NcsnCurveSums sums = {0};

  for (guint i = 0; i <= 1000; i++)
    ncsn_curve_add (&sums, (float)i / 1000, 0.001 + 0.01 * i / 1000);
  const NcsnNoiseCurve curve = ncsn_curve_fit (&sums);
  for (float b = 0.2f; b < 0.85f; b += 0.1f)
    g_assert_cmpfloat_with_epsilon (ncsn_curve_level (&curve, b), sqrt (0.001 + 0.01 * (double)b),
                                    0.002);
  g_assert_cmpfloat (ncsn_curve_level (&curve, 0.0f), <, ncsn_curve_level (&curve, 0.2f));
}

/* Levels are never below NCSN_MIN_LEVEL; a curve of nothing is 0. */
static void
test_ends (void)
{
  NcsnCurveSums sums = {0};
  NcsnNoiseCurve curve = ncsn_curve_fit (&sums);

  g_assert_cmpfloat (ncsn_curve_level (&curve, 0.5f), ==, 0.0f);
  ncsn_curve_add (&sums, 0.5f, 0.0);
  curve = ncsn_curve_fit (&sums);
  g_assert_cmpfloat (ncsn_curve_level (&curve, 0.9f), ==, NCSN_MIN_LEVEL);
}

/* The mean of channels over 5 × 5 pixels, fewer at edges. */
static void
test_brightness (void)
{
  float picture[7 * 6 * 3] = {0}, brightness[7 * 6];

  picture[3 * (3 * 6 + 2) + 1] = 0.75f;
  ncsn_curve_brightness (picture, 7, 6, 3, brightness);
  g_assert_cmpfloat_with_epsilon (brightness[3 * 6 + 2], 0.25f / 25.0f, 1e-7f);
  g_assert_cmpfloat_with_epsilon (brightness[5 * 6 + 4], 0.25f / 16.0f, 1e-7f);
  g_assert_cmpfloat_with_epsilon (brightness[1 * 6 + 0], 0.25f / 12.0f, 1e-7f);
  g_assert_cmpfloat (brightness[3 * 6 + 5], ==, 0.0f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curve/equal", test_equal);
  g_test_add_func ("/curve/line", test_line);
  g_test_add_func ("/curve/ends", test_ends);
  g_test_add_func ("/curve/brightness", test_brightness);
  return g_test_run ();
}
