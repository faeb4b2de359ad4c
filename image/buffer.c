/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GeglBuffers to float arrays and back, a strip of rows at a time so that the interleaved copy that
 * babl needs stays small beside the picture. */
#include "buffer.h"

#include <string.h>

#define STRIP_ROWS 64

void
ncsn_buffer_make_repeatable (void)
{
  /* Of the ways to convert only those without any error are left, which do not differ; nor are
   * tables made of them once they have been used often. */
  g_setenv ("BABL_TOLERANCE", "0", TRUE);
  g_setenv ("BABL_LUT", "0", TRUE);
}

/* Without a space a format is that of sRGB. */
static const Babl *
pixel_format (guint channels)
{
  return babl_format (channels == 1 ? "Y'A float" : "R'G'B'A float");
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
  const Babl *format = pixel_format (channels);
  g_autofree float *strip = strip_new (region, channels);

  for (int row = 0; row < region->height; row += STRIP_ROWS) {
    GeglRectangle part = strip_at (region, row);
    gsize count = (gsize)part.width * (gsize)part.height;

    gegl_buffer_get (buffer, &part, 1.0, format, strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    for (gsize i = 0; i < count; i++) {
      const float *from = strip + i * (channels + 1);
      memcpy (pixels, from, channels * sizeof *pixels);
      pixels += channels;
      *alpha++ = from[channels];
    }
  }
}

void
ncsn_buffer_write (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                   const float *pixels, const float *alpha)
{
  const Babl *format = pixel_format (channels);
  g_autofree float *strip = strip_new (region, channels);

  for (int row = 0; row < region->height; row += STRIP_ROWS) {
    GeglRectangle part = strip_at (region, row);
    gsize count = (gsize)part.width * (gsize)part.height;

    for (gsize i = 0; i < count; i++) {
      float *to = strip + i * (channels + 1);
      memcpy (to, pixels, channels * sizeof *pixels);
      pixels += channels;
      to[channels] = alpha != NULL ? *alpha++ : 1;
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
