/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures' colours by their lightness alone, which is what colour-blind people and grey
 * printers have of them. */
#include <math.h>

#include "cli/draw/colour.h"

/* A value of sRGB (IEC 61966-2-1) as linear light. */
static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

/* Luminance in [0, 1], and from it CIE 1976 lightness L* in [0, 100]. */
static double
lightness (CliColour c)
{
  const double y = 0.2126 * linear (c.red) + 0.7152 * linear (c.green) + 0.0722 * linear (c.blue);
  return y > 216.0 / 24389.0 ? 116.0 * cbrt (y) - 16.0 : y * 24389.0 / 27.0;
}

/* Darker all the way, by between half and twice the mean step. */
static void
assert_even (CliRamp ramp, double least_range)
{
  enum { STEPS = 40 };
  const double range = lightness (cli_draw_ramp (ramp, 0)) - lightness (cli_draw_ramp (ramp, 1));
  g_test_message ("lightness falls by %.1f", range);
  g_assert_cmpfloat (range, >, least_range);
  for (guint i = 0; i < STEPS; i++) {
    const double fall = lightness (cli_draw_ramp (ramp, (double)i / STEPS)) -
                        lightness (cli_draw_ramp (ramp, (i + 1.0) / STEPS));
    g_assert_cmpfloat (fall, >, 0.5 * range / STEPS);
    g_assert_cmpfloat (fall, <, 2.0 * range / STEPS);
  }
}

static void
test_ramps (void)
{
  assert_even (CLI_RAMP_DENSITY, 15.0);
  assert_even (CLI_RAMP_ERROR, 70.0);
}

/* What lies beyond an end has the end's colour. */
static void
test_ends (void)
{
  const CliColour low = cli_draw_ramp (CLI_RAMP_ERROR, 0);
  const CliColour lower = cli_draw_ramp (CLI_RAMP_ERROR, -3);
  const CliColour high = cli_draw_ramp (CLI_RAMP_ERROR, 1);
  const CliColour higher = cli_draw_ramp (CLI_RAMP_ERROR, 7);
  g_assert_cmpmem (&low, sizeof low, &lower, sizeof lower);
  g_assert_cmpmem (&high, sizeof high, &higher, sizeof higher);
}

/* White is the top of the density's ramp: (1, 0, 0) in Oklab. */
static void
test_white (void)
{
  const CliColour white = cli_draw_ramp (CLI_RAMP_DENSITY, 0);
  g_assert_cmpfloat_with_epsilon (white.red, 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (white.green, 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (white.blue, 1, 1e-3);
}

static CliColour
ink_colour (CliInk ink)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (surface);
  CliColour c;
  cli_draw_set_ink (cr, ink, 1.0);
  g_assert_cmpint (cairo_pattern_get_rgba (cairo_get_source (cr), &c.red, &c.green, &c.blue, NULL),
                   ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return c;
}

/* What is right and what is wrong, one mode and the other, differ in lightness too. */
static void
test_inks (void)
{
  const double ink = lightness (ink_colour (CLI_INK_TEXT));
  const double first = lightness (ink_colour (CLI_INK_FIRST));
  const double second = lightness (ink_colour (CLI_INK_SECOND));
  g_test_message ("ink %.1f, first %.1f, second %.1f", ink, first, second);
  g_assert_cmpfloat (second - ink, >, 35);
  g_assert_cmpfloat (second - first, >, 15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/toy-colour/ramps", test_ramps);
  g_test_add_func ("/toy-colour/ends", test_ends);
  g_test_add_func ("/toy-colour/white", test_white);
  g_test_add_func ("/toy-colour/inks", test_inks);
  return g_test_run ();
}
