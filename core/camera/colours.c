/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saturation and white balance of a camera. */
#include "camera/colours.h"

static void
saturate (float *rgb, float saturation)
{
  const float gray = (rgb[0] + rgb[1] + rgb[2]) / 3.0f;

  for (guint c = 0; c < 3; c++)
    rgb[c] = gray + saturation * (rgb[c] - gray);
}

void
ncsn_colours_to_sensor (const NcsnColours *colours, gsize pixels, float *rgb)
{
  for (gsize i = 0; i < 3 * pixels; i += 3) {
    saturate (rgb + i, (float)(1.0 / colours->saturation));
    for (guint c = 0; c < 3; c++)
      rgb[i + c] /= (float)colours->gains[c];
  }
}

void
ncsn_colours_from_sensor (const NcsnColours *colours, gsize pixels, float *rgb)
{
  for (gsize i = 0; i < 3 * pixels; i += 3) {
    for (guint c = 0; c < 3; c++)
      rgb[i + c] *= (float)colours->gains[c];
    saturate (rgb + i, (float)colours->saturation);
  }
}
