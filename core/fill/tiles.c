/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where tiles are, and their shares of the picture. */
#include "fill/tiles.h"

/* Pixels of a canvas, about: a chain of canvases of 1,088 pixels has 100 MB for colours. */
#define CANVAS_SIDE 1088

static void
lay (NcsnGrid *grid, gssize *start, gsize size)
{
  *start = size < grid->patch ? -(gssize)((grid->patch - size) / 2) : 0;
  grid->size = MAX (grid->size, grid->patch);
  ncsn_grid_init (grid);
  ncsn_grid_lay_even (grid);
  ncsn_grid_share (grid);
}

/* Neighbours share a quarter. Denoised pictures lose 0.01 dB against sharing half
 * (docs/decisions/sample.md), which takes 4 evaluations of a pixel instead of 1.8. */
gsize
ncsn_tiles_step (gsize patch)
{
  return MAX (patch * 3 / 4, 1);
}

static void
init_patches (NcsnGrid *grid, gssize *start, gsize size, gsize patch)
{
  *grid = (NcsnGrid){.size = size, .patch = patch, .step = ncsn_tiles_step (patch)};
  lay (grid, start, size);
}

void
ncsn_tiles_init_patches (NcsnTiles *tiles, gsize width, gsize height, gsize patch_width,
                         gsize patch_height)
{
  *tiles = (NcsnTiles){.width = width, .height = height};
  init_patches (&tiles->x, &tiles->left, width, patch_width);
  init_patches (&tiles->y, &tiles->top, height, patch_height);
}

/* Neighbours share two patches. One canvas is as large as the picture needs. */
static void
init_canvases (NcsnGrid *grid, gssize *start, gsize size, gsize patch)
{
  const gsize side = MAX (CANVAS_SIDE / patch, 4) * patch, step = side - 2 * patch;

  if (size <= side)
    *grid = (NcsnGrid){.size = size, .patch = MAX (size, patch), .step = step};
  else
    *grid = (NcsnGrid){
        .size = side + (size - side + step - 1) / step * step, .patch = side, .step = step};
  lay (grid, start, size);
}

void
ncsn_tiles_init_canvases (NcsnTiles *tiles, gsize width, gsize height, gsize patch_width,
                          gsize patch_height)
{
  *tiles = (NcsnTiles){.width = width, .height = height};
  init_canvases (&tiles->x, &tiles->left, width, patch_width);
  init_canvases (&tiles->y, &tiles->top, height, patch_height);
}

void
ncsn_tiles_clear (NcsnTiles *tiles)
{
  ncsn_grid_clear (&tiles->x);
  ncsn_grid_clear (&tiles->y);
}

GArray *
ncsn_tiles_regions (const NcsnTiles *tiles)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (NcsnRegion));

  for (gsize j = 0; j < tiles->y.count; j++)
    for (gsize i = 0; i < tiles->x.count; i++) {
      const NcsnRegion region = {tiles->left + (gssize)tiles->x.starts[i],
                                 tiles->top + (gssize)tiles->y.starts[j], tiles->x.patch,
                                 tiles->y.patch};

      g_array_append_val (regions, region);
    }
  return regions;
}

/* The pixels of a tile that are in the picture, along one axis: from `first` to before `end` of the
 * tile, from `place` of the picture. */
typedef struct {
  gsize first, end, place;
  const float *shares;
} Span;

static Span
span_of (const NcsnGrid *grid, gssize start, gsize index, gsize size)
{
  const gssize place = start + (gssize)grid->starts[index];
  const gsize first = place < 0 ? (gsize)-place : 0, visible = place < 0 ? 0 : (gsize)place;

  return (Span){.first = first,
                .end = MIN (grid->patch, size - visible + first),
                .place = visible,
                .shares = grid->shares + index * grid->patch};
}

void
ncsn_tiles_add (const NcsnTiles *tiles, gsize number, const float *pixels,
                const NcsnPixelSource *source, float *result)
{
  const gsize columns = tiles->x.count, channels = source->channels;
  const Span x = span_of (&tiles->x, tiles->left, number % columns, tiles->width);
  const Span y = span_of (&tiles->y, tiles->top, number / columns, tiles->height);

  for (gsize j = y.first; j < y.end; j++) {
    const float *from = pixels + (j * tiles->x.patch + x.first) * channels;
    gsize to = ((y.place + j - y.first) * tiles->width + x.place) * channels;

    for (gsize i = x.first; i < x.end; i++) {
      const float share = y.shares[j] * x.shares[i];

      for (gsize c = 0; c < channels; c++, from++, to++)
        result[to] += share * (*from - ncsn_pixel_value (source, to));
    }
  }
}
