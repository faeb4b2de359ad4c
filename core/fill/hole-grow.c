/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth of the wide holes of a mask, with a feather. */
#include "ncsn/hole.h"

#include <math.h>

#include "base/memory.h"

guint
ncsn_hole_growth (NcsnFillMethod method, const NcsnModelConfig *config)
{
  return ncsn_fill_by_patches (method, config, G_MAXSIZE) ? NCSN_DEFAULT_GROWTH : 0;
}

/* What becomes of a marked pixel's value at this distance, in pixels, from it. The inner half of
 * the growth does not fall: a tenth of a bright object's outermost pixel is still a rim. */
static float
feathered (float value, double distance, guint pixels)
{
  const double outer = MAX (2.0 * distance / pixels - 1.0, 0.0);
  const double share = 1.0 - (1.0 - NCSN_HOLE_THRESHOLD) * outer;

  return MAX ((float)(value * share), NCSN_HOLE_THRESHOLD);
}

/* Raises the mask within a disc around marked pixel (x, y). */
static void
spread (float *mask, gsize width, gsize height, gsize x, gsize y, float value, guint pixels)
{
  const gsize x1 = MIN (x + pixels, width - 1), y1 = MIN (y + pixels, height - 1);

  for (gsize v = y > pixels ? y - pixels : 0; v <= y1; v++)
    for (gsize u = x > pixels ? x - pixels : 0; u <= x1; u++) {
      const double distance = hypot ((double)u - (double)x, (double)v - (double)y);

      if (distance <= pixels)
        mask[v * width + u] = MAX (mask[v * width + u], feathered (value, distance, pixels));
    }
}

/* Whether a neighbour has a lower value: only then does the pixel raise any. */
static gboolean
is_slope (const float *mask, gsize width, gsize height, gsize x, gsize y)
{
  const float *at = mask + y * width + x;

  return (x > 0 && at[-1] < *at) || (x + 1 < width && at[1] < *at) ||
         (y > 0 && at[-(gssize)width] < *at) || (y + 1 < height && at[width] < *at);
}

gboolean
ncsn_hole_grow (float *mask, gsize width, gsize height, guint pixels, GError **error)
{
  g_autoptr (NcsnFloats) narrow = NULL;
  g_autoptr (NcsnFloats) wide = NULL;

  if (pixels == 0)
    return TRUE;
  if ((narrow = ncsn_floats_new (width * height, error)) == NULL ||
      (wide = ncsn_floats_new (width * height, error)) == NULL)
    return FALSE;
  if (ncsn_hole_split (mask, NULL, width, height, narrow, wide) == 0)
    return TRUE;
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      if (wide[y * width + x] > 0 && is_slope (wide, width, height, x, y))
        spread (mask, width, height, x, y, wide[y * width + x], pixels);
  return TRUE;
}
