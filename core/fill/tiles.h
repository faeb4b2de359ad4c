/* Tiles of a large picture, which a model evaluates one after the other in bounded memory. */
#pragma once

#include "fill/regions.h"

G_BEGIN_DECLS

/* Overlapping regions that cover the picture, row by row: a GArray of NcsnRegion (transfer full).
 * Neighbours share a patch, of which each has half in its core. A region that is evaluated with
 * patches that overlap (NcsnCanvasOptions) has the same patches around its core as the whole
 * picture would have, as long as its sides are multiples of a patch: cores join without a seam.
 * Regions extend beyond the picture only where it is smaller than a patch, equally on both sides.
 */
GArray *ncsn_tiles_cover (gsize width, gsize height, gsize patch_width, gsize patch_height);

/* The part of a tile that it alone determines. The cores of all tiles divide the picture. */
NcsnRegion ncsn_tile_core (const NcsnRegion *tile, gsize width, gsize height, gsize patch_width,
                           gsize patch_height);

G_END_DECLS
