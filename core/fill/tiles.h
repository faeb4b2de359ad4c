/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles of a large picture, which overlap. Each is changed by itself, so that memory is bounded,
 * and then added to the picture with its share. */
#pragma once

#include "fill/pixels.h"
#include "sample/grid.h"

G_BEGIN_DECLS

typedef struct {
  gsize width, height; /* of the picture */
  NcsnGrid x, y;       /* of the picture; of a tile along an axis where the picture is smaller */
  gssize left, top;    /* where the grids begin: 0, or less where the picture is smaller */
} NcsnTiles;

/* From the beginning of one tile of ncsn_tiles_init_patches () to that of the next, but for the
 * last one, which ends with the picture. */
gsize ncsn_tiles_step (gsize patch);

/* Covers a picture with tiles of a patch's size, for a single evaluation, where seams cannot
 * average out. Must be cleared. */
void ncsn_tiles_init_patches (NcsnTiles *tiles, gsize width, gsize height, gsize patch_width,
                              gsize patch_height);

/* Covers a picture with canvases, for chains. They begin at multiples of a patch, so that canvases
 * whose grids move alike cut the same patches out of the picture where they overlap. Must be
 * cleared. */
void ncsn_tiles_init_canvases (NcsnTiles *tiles, gsize width, gsize height, gsize patch_width,
                               gsize patch_height);
void ncsn_tiles_clear (NcsnTiles *tiles); /* all zeros are allowed */

/* The places of the tiles, row by row: a GArray of NcsnRegion (transfer full). They extend beyond
 * the picture where it is smaller than a patch, equally on both sides; and canvases at the right
 * and at the bottom, up to a whole number of steps. */
GArray *ncsn_tiles_regions (const NcsnTiles *tiles);

/* Moves a result towards a tile's pixels by the tile's share: result += share (pixels - start).
 * The shares of all tiles sum to 1 at every pixel, and change smoothly. So a result that begins as
 * `start` is the mean of the tiles' pixels after all tiles, in any order. start: the values of the
 * source (ncsn_pixel_value ()); number: of the tile in ncsn_tiles_regions (); pixels:
 * of the tile, (height, width, channels); result: (height, width, channels). */
void ncsn_tiles_add (const NcsnTiles *tiles, gsize number, const float *pixels,
                     const NcsnPixelSource *source, float *result);

G_END_DECLS
