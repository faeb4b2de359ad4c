/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The width of holes, and the method, the noise and the margin for their fills. */
#include "ncsn/hole.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"

/* The error of a smooth continuation of narrow holes in photographs, in σ_d. */
#define SMOOTH_ERROR (1.0 / 3.0)

#define MIN_MARGIN 256

double
ncsn_hole_sigma (const NcsnModelConfig *config, gsize width)
{
  return SMOOTH_ERROR * (double)width * config->data_sigma;
}

gsize
ncsn_hole_margin (int context, gsize patch)
{
  return context >= 0 ? (gsize)context : patch / 4;
}

gboolean
ncsn_fill_by_patches (NcsnFillMethod method, const NcsnModelConfig *config, gsize width)
{
  if (method != NCSN_FILL_AUTO)
    return method == NCSN_FILL_PATCHES;
  return config->patches && width > NCSN_NARROW_HOLE;
}

gsize
ncsn_fill_margin (gsize width)
{
  return MAX (MIN_MARGIN, width);
}

gboolean
ncsn_hole_is_everything (const float *mask, const float *alpha, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (mask[i] < NCSN_HOLE_THRESHOLD && (alpha == NULL || alpha[i] > 0.0f))
      return FALSE;
  return TRUE;
}

/* The largest square whose lower right pixel is (x, y) is one wider than the smallest of those that
 * end left of it, above it, and left above it. Storing one row of these widths is enough. */
gsize
ncsn_hole_width (const float *mask, gsize width, gsize height, GError **error)
{
  gsize largest = 1;

  if (mask == NULL)
    return MIN (width, height);
  g_autofree guint32 *side = g_try_new0 (guint32, width + 1);
  if (side == NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                         _ ("There is not enough memory for the mask: take a smaller picture."));
    return 0;
  }
  for (gsize y = 0; y < height; y++) {
    guint32 corner = 0; /* the width at the pixel left above */

    for (gsize x = 0; x < width; x++) {
      const guint32 above = side[x + 1];
      const gboolean hole = mask[y * width + x] >= NCSN_HOLE_THRESHOLD;

      side[x + 1] = hole ? 1 + MIN (corner, MIN (above, side[x])) : 0;
      largest = MAX (largest, side[x + 1]);
      corner = above;
    }
  }
  return largest;
}

const char *const *
ncsn_fill_method_names (void)
{
  static const char *const names[] = {"auto", "network", "patches", NULL};

  return names;
}
