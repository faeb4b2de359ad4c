/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patches/places.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "tensor/simd/kernels.h"

#define R NCSN_PATCH_RADIUS

static gboolean
is_usable (const NcsnPatchSource *source, gsize x, gsize y)
{
  for (gsize v = y - R; v <= y + R; v++)
    for (gsize u = x - R; u <= x + R; u++)
      if (source->unusable[v * source->width + u] > 0)
        return FALSE;
  return TRUE;
}

gboolean
ncsn_patch_places_init (NcsnPatchPlaces *places, const NcsnPatchSource *source, GError **error)
{
  const gsize w = source->width, h = source->height, size = w * h * source->channels;

  *places = (NcsnPatchPlaces){.given = *source};
  if ((places->pixels = ncsn_floats_new (size + NCSN_GROUP, error)) == NULL)
    return FALSE;
  memcpy (places->pixels, source->pixels, size * sizeof (float));
  places->usable = g_new0 (guint8, w * h);
  places->places = g_new (guint32, w * h);
  for (gsize y = R; y + R < h; y++)
    for (gsize x = R; x + R < w; x++)
      if (source->unusable == NULL || is_usable (source, x, y)) {
        places->usable[y * w + x] = 1;
        places->places[places->n_places++] = (guint32)(y * w + x);
      }
  if (places->n_places == 0)
    g_set_error_literal (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("There is no place in the picture from which a fill could take patches of "
           "7 × 7 pixels: mark less."));
  return places->n_places > 0;
}

void
ncsn_patch_places_clear (NcsnPatchPlaces *places)
{
  g_clear_pointer (&places->pixels, ncsn_floats_free);
  g_clear_pointer (&places->usable, g_free);
  g_clear_pointer (&places->places, g_free);
}
