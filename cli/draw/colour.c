/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defines the inks, and mixes the ramps in the colour space Oklab. */
#include "colour.h"

#include <math.h>

/* Lightness in [0, 1], then green to red and blue to yellow (Ottosson 2020, "A perceptual color
 * space for image processing"). The mean of two colours looks halfway between them. */
typedef struct {
  double l, a, b;
} Oklab;

/* Blue and vermilion are distinct with every kind of colour blindness (Okabe & Ito 2008; the blue
 * is darkened). */
static const CliColour inks[] = {
    [CLI_INK_TEXT] = {0.10, 0.13, 0.18},  [CLI_INK_FAINT] = {0.40, 0.44, 0.50},
    [CLI_INK_FIRST] = {0.00, 0.33, 0.57}, [CLI_INK_SECOND] = {0.84, 0.37, 0.00},
    [CLI_INK_SHADE] = {0.93, 0.95, 0.97},
};

/* Equally spaced anchors of the ramps. */
static const Oklab density_anchors[] = {
    {1.00, 0.000, 0.000}, {0.90, -0.025, -0.045}, {0.79, -0.035, -0.085}};
static const Oklab error_anchors[] = {{0.98, 0.000, 0.045},
                                      {0.84, 0.030, 0.130},
                                      {0.66, 0.135, 0.095},
                                      {0.46, 0.140, -0.005},
                                      {0.24, 0.070, -0.090}};

void
cli_draw_set_ink (cairo_t *cr, CliInk ink, double alpha)
{
  cairo_set_source_rgba (cr, inks[ink].red, inks[ink].green, inks[ink].blue, alpha);
}

/* Linear light to sRGB (IEC 61966-2-1). */
static double
encode (double linear)
{
  const double x = CLAMP (linear, 0.0, 1.0);
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1.0 / 2.4) - 0.055;
}

static CliColour
to_srgb (Oklab c)
{
  const double l = pow (c.l + 0.3963377774 * c.a + 0.2158037573 * c.b, 3.0);
  const double m = pow (c.l - 0.1055613458 * c.a - 0.0638541728 * c.b, 3.0);
  const double s = pow (c.l - 0.0894841775 * c.a - 1.2914855480 * c.b, 3.0);
  return (CliColour){
      encode (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      encode (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      encode (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
  };
}

static double
mix (double from, double to, double share)
{
  return from + share * (to - from);
}

CliColour
cli_draw_ramp (CliRamp ramp, double at)
{
  const Oklab *anchors = ramp == CLI_RAMP_DENSITY ? density_anchors : error_anchors;
  const guint last =
      (ramp == CLI_RAMP_DENSITY ? G_N_ELEMENTS (density_anchors) : G_N_ELEMENTS (error_anchors)) -
      1;
  const double place = CLAMP (at, 0.0, 1.0) * last;
  const guint i = MIN ((guint)place, last - 1);
  const Oklab from = anchors[i], to = anchors[i + 1];
  const double share = place - i;
  return to_srgb (
      (Oklab){mix (from.l, to.l, share), mix (from.a, to.a, share), mix (from.b, to.b, share)});
}
