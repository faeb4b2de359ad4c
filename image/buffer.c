/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Converts GeglBuffers to float arrays and back, a strip of rows at a time, so that the interleaved
 * copy that babl needs stays small compared to the picture. */
#include "buffer.h"

#include <math.h>

#define STRIP_ROWS 64

void
ncsn_buffer_make_repeatable (void)
{
  /* A tolerance of 0 leaves only the exact conversions, which all give the same numbers. BABL_LUT=0
   * keeps babl from replacing conversions by lookup tables once they have been used often. */
  g_setenv ("BABL_TOLERANCE", "0", TRUE);
  g_setenv ("BABL_LUT", "0", TRUE);
}

/* Gray or colour, as the buffer is, with alpha; without a space, the format is sRGB. Conversions
 * between gray and colour are done below, by one formula whatever babl does. */
static const Babl *
pixel_format (GeglBuffer *buffer, guint *channels)
{
  *channels = babl_format_get_n_components (gegl_buffer_get_format (buffer)) <= 2 ? 1 : 3;
  return babl_format (*channels == 1 ? "Y'A float" : "R'G'B'A float");
}

/* The transfer function of sRGB (IEC 61966-2-1), continued below 0 and above 1, and its inverse. */
static double
to_linear (double v)
{
  double size = fabs (v);

  return copysign (size <= 0.04045 ? size / 12.92 : pow ((size + 0.055) / 1.055, 2.4), v);
}

static double
from_linear (double v)
{
  double size = fabs (v);

  return copysign (size <= 0.0031308 ? size * 12.92 : 1.055 * pow (size, 1 / 2.4) - 0.055, v);
}

static float
luminance (const float *colour)
{
  static const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;

  if (colour[0] == colour[1] && colour[1] == colour[2])
    return colour[0];
  for (guint c = 0; c < 3; c++)
    sum += weights[c] * to_linear (colour[c]);
  return (float)from_linear (sum);
}

static void
copy_colour (const float *from, guint from_channels, float *to, guint to_channels)
{
  if (to_channels == 1)
    *to = from_channels == 1 ? *from : luminance (from);
  else
    for (guint c = 0; c < to_channels; c++)
      to[c] = from[from_channels == 1 ? 0 : c];
}

static GeglRectangle
strip_at (const GeglRectangle *region, int row)
{
  return *GEGL_RECTANGLE (region->x, region->y + row, region->width,
                          MIN (STRIP_ROWS, region->height - row));
}

static float *
strip_new (const GeglRectangle *region, guint channels)
{
  return g_new (float, (gsize)region->width *STRIP_ROWS *(channels + 1));
}

void
ncsn_buffer_read (GeglBuffer *buffer, const GeglRectangle *region, guint channels, float *pixels,
                  float *alpha)
{
  guint own;
  const Babl *format = pixel_format (buffer, &own);
  g_autofree float *strip = strip_new (region, own);

  for (int row = 0; row < region->height; row += STRIP_ROWS) {
    GeglRectangle part = strip_at (region, row);
    gsize count = (gsize)part.width * (gsize)part.height;

    gegl_buffer_get (buffer, &part, 1.0, format, strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    for (gsize i = 0; i < count; i++, pixels += channels) {
      copy_colour (strip + i * (own + 1), own, pixels, channels);
      *alpha++ = strip[i * (own + 1) + own];
    }
  }
}

void
ncsn_buffer_write (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                   const float *pixels, const float *alpha)
{
  guint own;
  const Babl *format = pixel_format (buffer, &own);
  g_autofree float *strip = strip_new (region, own);

  for (int row = 0; row < region->height; row += STRIP_ROWS) {
    GeglRectangle part = strip_at (region, row);
    gsize count = (gsize)part.width * (gsize)part.height;

    for (gsize i = 0; i < count; i++, pixels += channels) {
      copy_colour (pixels, channels, strip + i * (own + 1), own);
      strip[i * (own + 1) + own] = alpha != NULL ? *alpha++ : 1;
    }
    gegl_buffer_set (buffer, &part, 0, format, strip, GEGL_AUTO_ROWSTRIDE);
  }
}

void
ncsn_buffer_read_mask (GeglBuffer *buffer, const GeglRectangle *region, float *mask)
{
  gegl_buffer_get (buffer, region, 1.0, babl_format ("Y float"), mask, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
}
