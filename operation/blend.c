/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blend.h"

#include <math.h>

#include "image/beyond.h"

#define STRIP_ROWS 64

enum { COLOURS = 3, CHANNELS = 4 };

static gboolean
is_known (const float *pixel)
{
  gboolean known = pixel[COLOURS] > 0;

  for (int c = 0; c < CHANNELS; c++)
    known = known && isfinite (pixel[c]);
  return known;
}

/* clean: receives the result. */
static void
blend_pixel (const OperationBlend *blend, const float *old, float *clean)
{
  float off[COLOURS], mean = 0;

  for (int c = 0; c < COLOURS; c++) {
    off[c] = clean[c] - CLAMP (old[c], 0.0f, 1.0f);
    mean += off[c] / COLOURS;
  }
  for (int c = 0; c < COLOURS; c++) {
    const float value =
        CLAMP (old[c], 0.0f, 1.0f) + blend->lightness * mean + blend->colour * (off[c] - mean);

    clean[c] = CLAMP (value, 0.0f, 1.0f);
  }
  ncsn_beyond_restore (old, clean, COLOURS, blend->sigma);
}

static void
blend_rows (const OperationBlend *blend, GeglBuffer *input, GeglBuffer *clean, GeglBuffer *output,
            const GeglRectangle *rows)
{
  const gsize count = (gsize)rows->width * (gsize)rows->height;
  const Babl *format = babl_format ("R'G'B'A float");
  g_autofree float *pixels = g_new (float, count *CHANNELS);
  g_autofree float *made = g_new (float, count *COLOURS);

  gegl_buffer_get (input, rows, 1.0, format, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  gegl_buffer_get (clean, rows, 1.0, babl_format ("R'G'B' float"), made, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  for (gsize i = 0; i < count; i++) {
    float *pixel = pixels + i * CHANNELS, *value = made + i * COLOURS;

    if (!is_known (pixel))
      continue;
    blend_pixel (blend, pixel, value);
    for (int c = 0; c < COLOURS; c++)
      pixel[c] = value[c];
  }
  gegl_buffer_set (output, rows, 0, format, pixels, GEGL_AUTO_ROWSTRIDE);
}

void
operation_blend (const OperationBlend *blend, GeglBuffer *input, GeglBuffer *clean,
                 GeglBuffer *output, const GeglRectangle *region)
{
  for (int row = 0; row < region->height; row += STRIP_ROWS) {
    const GeglRectangle rows = {region->x, region->y + row, region->width,
                                MIN (STRIP_ROWS, region->height - row)};

    blend_rows (blend, input, clean, output, &rows);
  }
}
