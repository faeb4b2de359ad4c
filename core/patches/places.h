/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patches of a source picture. */
#pragma once

#include "ncsn/patches.h"

G_BEGIN_DECLS

#define NCSN_PATCH_RADIUS (NCSN_PATCH_SIDE / 2)

/* A patch of the source, by the pixel in its middle. */
typedef struct {
  gint32 x, y;
  float distance; /* Σ (y - p)² over its pixels and channels, and features */
} NcsnMatch;

/* The source, and where its patches are. */
typedef struct {
  NcsnPatchSource given;
  float *pixels;   /* a copy, with NCSN_GROUP floats more, which kernels may read */
  guint8 *usable;  /* (height, width): whether the patch around this pixel may be a match */
  guint32 *places; /* all those pixels, y · width + x */
  gsize n_places;
} NcsnPatchPlaces;

/* Copies the pixels. Fails with NCSN_ERROR_MEMORY, and with NCSN_ERROR_ARGUMENT if there is no
 * place; must be cleared in either case. */
gboolean ncsn_patch_places_init (NcsnPatchPlaces *places, const NcsnPatchSource *source,
                                 GError **error);
void ncsn_patch_places_clear (NcsnPatchPlaces *places);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnPatchPlaces, ncsn_patch_places_clear)

/* The pixel of the source that is `dx` columns and `dy` rows from the middle of a match. */
static inline const float *
ncsn_match_pixel (const NcsnPatchPlaces *source, const NcsnMatch *match, gssize dx, gssize dy)
{
  return source->pixels + ((match->y + dy) * (gssize)source->given.width + match->x + dx) *
                              (gssize)source->given.channels;
}

G_END_DECLS
