/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between a picture and its regions. */
#include "fill/pixels.h"

#include <math.h>

#define GRAY_TOLERANCE (0.25f / 255.0f)

static gboolean
is_inside (gssize i, gsize size)
{
  return i >= 0 && i < (gssize)size;
}

/* The place in an axis of this size that stands for place i, with mirrors at both ends. */
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
is_unseen (const NcsnWanted *wanted, const NcsnPixelRange *range, gsize pixel)
{
  return ncsn_wanted_is_unknown (wanted, pixel) ||
         (range->blind && ncsn_wanted_has (wanted, pixel));
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
ncsn_pixels_are_gray (const NcsnWanted *wanted, const float *picture, gsize channels,
                      gboolean blind)
{
  const NcsnPixelRange range = {.blind = blind};
  float least = INFINITY, most = -INFINITY;

  for (gsize i = 0; channels > 1 && i < wanted->width * wanted->height; i++)
    if (!is_unseen (wanted, &range, i)) {
      if (!is_gray (picture + i * channels, channels))
        return FALSE;
      least = MIN (least, picture[i * channels]);
      most = MAX (most, picture[i * channels]);
    }
  return most - least > GRAY_TOLERANCE;
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

gboolean
ncsn_pixels_load (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                  const float *picture, gsize channels, const NcsnPixelRange *range, float *pixels,
                  GError **error)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, wanted->height) * wanted->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++) {
        const gsize pixel = row + mirror (x, wanted->width);
        const gboolean unseen = is_unseen (wanted, range, pixel);

        for (gsize c = 0; c < channels; c++) {
          float value = unseen ? 0.0f : picture[pixel * channels + c];

          if (isnan (value))
            return refuse_nan (wanted, pixel, range->blind, error);
          *pixels++ = CLAMP (value, range->lowest, range->highest);
        }
      }
    }
  return TRUE;
}

void
ncsn_pixels_load_mask (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                       float *mask)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, wanted->height) * wanted->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
        *mask++ = !is_inside (y, wanted->height) || !is_inside (x, wanted->width) ||
                  ncsn_wanted_has (wanted, row + (gsize)x) ||
                  ncsn_wanted_is_unknown (wanted, row + (gsize)x);
    }
}

void
ncsn_pixels_load_unknown (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                          float *mask)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, wanted->height) * wanted->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++)
        *mask++ = ncsn_wanted_is_unknown (wanted, row + mirror (x, wanted->width));
    }
}

void
ncsn_pixels_store (const NcsnWanted *wanted, const NcsnRegion *regions, gsize count,
                   const float *pixels, gsize channels, float *picture)
{
  for (const NcsnRegion *region = regions; region < regions + count; region++)
    for (gssize y = region->y; y < region->y + (gssize)region->height; y++) {
      const gsize row = mirror (y, wanted->height) * wanted->width;

      for (gssize x = region->x; x < region->x + (gssize)region->width; x++, pixels += channels)
        if (is_inside (y, wanted->height) && is_inside (x, wanted->width) &&
            ncsn_wanted_has (wanted, row + (gsize)x))
          for (gsize c = 0; c < channels; c++)
            picture[(row + (gsize)x) * channels + c] = pixels[c];
    }
}
