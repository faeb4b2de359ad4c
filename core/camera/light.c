/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transfer curve of sRGB. */
#include "camera/light.h"

#include <math.h>

float
ncsn_light_of_value (float value)
{
  return value <= 0.04045f ? value / 12.92f : powf ((value + 0.055f) / 1.055f, 2.4f);
}

float
ncsn_value_of_light (float light)
{
  light = CLAMP (light, 0.0f, 1.0f);
  return light <= 0.0031308f ? 12.92f * light : 1.055f * powf (light, 1.0f / 2.4f) - 0.055f;
}
