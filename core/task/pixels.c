/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between a picture and its regions. */
#include "task/pixels.h"

#include <math.h>
#include <string.h>

static gboolean
is_inside (const NcsnWanted *wanted, gssize x, gssize y)
{
  return x >= 0 && y >= 0 && x < (gssize)wanted->width && y < (gssize)wanted->height;
}

/* The place in an axis of this size that stands for place i, with mirrors at both ends. */
static gsize
mirror (gssize i, gsize size)
{
  gssize period = 2 * (gssize)size;

  i = (i % period + period) % period;
  return (gsize)(i < (gssize)size ? i : period - 1 - i);
}

/* The number in the picture of the pixel that stands for (x, y). */
static gsize
pixel_at (const NcsnWanted *wanted, gssize x, gssize y)
{
  return mirror (y, wanted->height) * wanted->width + mirror (x, wanted->width);
}

static gboolean
is_wanted (const NcsnWanted *wanted, gsize pixel)
{
  return !wanted->mask || wanted->mask[pixel] > 0.0f;
}

static gboolean
refuse_nan (const NcsnWanted *wanted, gsize pixel, gboolean blind, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "The pixel at column %" G_GSIZE_FORMAT ", row %" G_GSIZE_FORMAT
               " is not a number: repair the picture%s.",
               pixel % wanted->width, pixel / wanted->width,
               blind ? " or include that pixel in the mask" : "");
  return FALSE;
}

static gboolean
load_pixel (const NcsnWanted *wanted, gsize pixel, const float *picture, gsize channels,
            const NcsnPixelRange *range, float *to, GError **error)
{
  for (gsize c = 0; c < channels; c++) {
    float value = picture[pixel * channels + c];

    if (range->blind && is_wanted (wanted, pixel))
      value = 0.0f;
    if (isnan (value))
      return refuse_nan (wanted, pixel, range->blind, error);
    to[c] = CLAMP (value, range->lowest, range->highest);
  }
  return TRUE;
}

gboolean
ncsn_pixels_load (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                  const float *picture, gsize channels, const NcsnPixelRange *range, float *pixels,
                  GError **error)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++)
      for (gssize x = region->x; x < region->x + (gssize)region->width; x++) {
        if (!load_pixel (wanted, pixel_at (wanted, x, y), picture, channels, range, pixels, error))
          return FALSE;
        pixels += channels;
      }
  return TRUE;
}

void
ncsn_pixels_load_mask (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                       float *mask)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++)
      for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
        *mask++ = !is_inside (wanted, x, y) || is_wanted (wanted, pixel_at (wanted, x, y));
}

void
ncsn_pixels_store (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                   const float *pixels, gsize channels, float *picture)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++)
      for (gssize x = region->x; x < region->x + (gssize)region->width; x++) {
        if (is_inside (wanted, x, y) && is_wanted (wanted, pixel_at (wanted, x, y)))
          memcpy (picture + pixel_at (wanted, x, y) * channels, pixels, channels * sizeof (float));
        pixels += channels;
      }
}
