/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restricts the sources of patches to the marked pixels of a mask. */
#include "fill/sources.h"

#include <glib/gi18n-lib.h>

#include "base/memory.h"
#include "ncsn/error.h"

/* Columns x0 … x1-1 and rows y0 … y1-1; empty if x1 is 0. */
typedef struct {
  gsize x0, y0, x1, y1;
} Box;

static void
extend (Box *box, gsize x, gsize y)
{
  if (box->x1 == 0)
    *box = (Box){x, y, x + 1, y + 1};
  *box = (Box){MIN (box->x0, x), MIN (box->y0, y), MAX (box->x1, x + 1), MAX (box->y1, y + 1)};
}

/* How far `outer` extends beyond `inner` in one direction. */
static gsize
beyond (gsize outer, gsize inner)
{
  return outer > inner ? outer - inner : 0;
}

gboolean
ncsn_sources_reach (const NcsnMask *mask, const float *sources, gsize *margin, GError **error)
{
  Box from = {0}, to = {0};

  for (gsize y = 0; y < mask->height; y++)
    for (gsize x = 0; x < mask->width; x++) {
      if (sources[y * mask->width + x] >= NCSN_HOLE_THRESHOLD)
        extend (&from, x, y);
      if (ncsn_mask_has (mask, y * mask->width + x))
        extend (&to, x, y);
    }
  if (from.x1 == 0) {
    g_set_error_literal (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The mask of sources marks nothing by a third or more, so there is nothing "
           "to take patches from: mark some pixels fully."));
    return FALSE;
  }
  *margin = MAX (*margin, beyond (from.x1, to.x1));
  *margin = MAX (*margin, beyond (from.y1, to.y1));
  *margin = MAX (*margin, beyond (to.x0, from.x0));
  *margin = MAX (*margin, beyond (to.y0, from.y0));
  return TRUE;
}

/* Whether pixel (x, y) of the region is a source; those beyond the picture's edges are none. */
static gboolean
is_source (const NcsnMask *mask, const NcsnRegion *region, const float *sources, gsize x, gsize y)
{
  const gssize u = region->x + (gssize)x, v = region->y + (gssize)y;

  return u >= 0 && u < (gssize)mask->width && v >= 0 && v < (gssize)mask->height &&
         sources[v * (gssize)mask->width + u] >= NCSN_HOLE_THRESHOLD;
}

/* Whether a patch fits between the unusable pixels of a level; -1 with an error. */
static int
has_patch (const NcsnPatchLevel *level, GError **error)
{
  const gsize size = level->height * level->width;
  g_autoptr (NcsnFloats) usable = ncsn_floats_new (size, error);
  gsize width;

  if (usable == NULL)
    return -1;
  for (gsize i = 0; i < size; i++)
    usable[i] = level->unusable[i] > 0 ? 0.0f : 1.0f;
  width = ncsn_hole_width (usable, level->width, level->height, error);
  return width > 0 ? width >= NCSN_PATCH_SIDE : -1;
}

guint
ncsn_sources_restrict (const NcsnMask *mask, const NcsnRegion *region, const float *sources,
                       NcsnPatchLevel *levels, guint n_levels, GError **error)
{
  for (gsize y = 0; sources != NULL && y < region->height; y++)
    for (gsize x = 0; x < region->width; x++)
      for (guint i = 0; i < n_levels && !is_source (mask, region, sources, x, y); i++)
        levels[i].unusable[(y >> i) * levels[i].width + (x >> i)] = 1;
  for (; n_levels > 1; n_levels--) {
    const int has = has_patch (&levels[n_levels - 1], error);

    if (has != 0)
      return has > 0 ? n_levels : 0;
  }
  return n_levels;
}
