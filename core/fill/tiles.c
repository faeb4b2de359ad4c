/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where tiles are, and their shares of the picture. */
#include "fill/tiles.h"

static void
init_axis (NcsnGrid *grid, gssize *start, gsize size, gsize patch)
{
  *start = size < patch ? -(gssize)((patch - size) / 2) : 0;
  *grid = (NcsnGrid){.size = MAX (size, patch), .patch = patch, .overlap = TRUE};
  ncsn_grid_init (grid);
  ncsn_grid_lay_even (grid);
  ncsn_grid_share (grid);
}

void
ncsn_tiles_init (NcsnTiles *tiles, gsize width, gsize height, gsize patch_width, gsize patch_height)
{
  *tiles = (NcsnTiles){.width = width, .height = height};
  init_axis (&tiles->x, &tiles->left, width, patch_width);
  init_axis (&tiles->y, &tiles->top, height, patch_height);
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
