/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of pixels between a picture and its regions. */
#include "fill/pixels.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRAY_TOLERANCE (0.25f / 255.0f)

static gboolean
is_inside (gssize i, gsize size)
{
  return i >= 0 && i < (gssize)size;
}

/* The pixel of an axis of this size that is seen at place i, with mirrors at both ends. */
static gsize
mirror (gssize i, gsize size)
{
  gssize period = 2 * (gssize)size;

  if (is_inside (i, size))
    return (gsize)i;
  i = (i % period + period) % period;
  return (gsize)(i < (gssize)size ? i : period - 1 - i);
}

static gboolean
is_unseen (const NcsnMask *mask, const NcsnPixelRange *range, gsize pixel)
{
  return ncsn_mask_is_unknown (mask, pixel) || (range->blind && ncsn_mask_has (mask, pixel));
}

static gboolean
is_gray (const float *pixel, gsize channels)
{
  for (gsize c = 1; c < channels; c++)
    if (!(fabsf (pixel[c] - pixel[0]) < GRAY_TOLERANCE))
      return FALSE;
  return TRUE;
}

gboolean
ncsn_pixels_are_gray (const NcsnMask *mask, const float *picture, gsize channels, gboolean blind)
{
  const NcsnPixelRange range = {.blind = blind};
  float min = INFINITY, max = -INFINITY;

  for (gsize i = 0; channels > 1 && i < mask->width * mask->height; i++)
    if (!is_unseen (mask, &range, i)) {
      if (!is_gray (picture + i * channels, channels))
        return FALSE;
      min = MIN (min, picture[i * channels]);
      max = MAX (max, picture[i * channels]);
    }
  return max - min > GRAY_TOLERANCE;
}

static gboolean
refuse_nan (const NcsnMask *mask, gsize pixel, gboolean blind, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               blind ? _ ("The pixel at column %zu, row %zu is not a number: repair the picture or "
                          "include that pixel in the mask.")
                     : _ ("The pixel at column %zu, row %zu is not a number: repair the picture."),
               pixel % mask->width, pixel / mask->width);
  return FALSE;
}

gboolean
ncsn_pixels_load (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                  const float *picture, gsize channels, const NcsnPixelRange *range, float *pixels,
                  GError **error)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, mask->height) * mask->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++) {
        const gsize pixel = row + mirror (x, mask->width);
        const gboolean unseen = is_unseen (mask, range, pixel);

        for (gsize c = 0; c < channels; c++) {
          float value = unseen ? 0.0f : picture[pixel * channels + c];

          if (isnan (value))
            return refuse_nan (mask, pixel, range->blind, error);
          *pixels++ = CLAMP (value, range->lowest, range->highest);
        }
      }
    }
  return TRUE;
}

void
ncsn_pixels_load_mask (const NcsnMask *mask, const NcsnRegion *regions, gsize count, float *marks)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, mask->height) * mask->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
        *marks++ = !is_inside (y, mask->height) || !is_inside (x, mask->width) ||
                   ncsn_mask_has (mask, row + (gsize)x) ||
                   ncsn_mask_is_unknown (mask, row + (gsize)x);
    }
}

void
ncsn_pixels_load_unknown (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                          float *marks)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, mask->height) * mask->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
        *marks++ = ncsn_mask_is_unknown (mask, row + mirror (x, mask->width));
    }
}

void
ncsn_pixels_load_unknown_or_outside (const NcsnMask *mask, const NcsnRegion *region, float *marks)
{
  for (gssize y = region->y; y < region->y + (gssize)region->height; y++)
    for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
      *marks++ = !is_inside (y, mask->height) || !is_inside (x, mask->width) ||
                 ncsn_mask_is_unknown (mask, (gsize)y * mask->width + (gsize)x);
}

void
ncsn_pixels_store (const NcsnMask *mask, const NcsnRegion *regions, gsize count,
                   const float *pixels, gsize channels, float *picture)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, mask->height) * mask->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++, pixels += channels)
        if (is_inside (y, mask->height) && is_inside (x, mask->width) &&
            ncsn_mask_has (mask, row + (gsize)x))
          for (gsize c = 0; c < channels; c++)
            picture[(row + (gsize)x) * channels + c] = pixels[c];
    }
}
