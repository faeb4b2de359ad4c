/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits the tiles of a convolution in order, transforms them and writes their outputs. The
 * matrices A and B are those of F(4×4, 3×3) in Lavin & Gray (2016); kernels-template.h has them. */
#include "tensor/conv/conv-winograd-tiles.h"

#include "base/cache.h"

#define FAR (128 * 1024) /* floats; larger arrays are prefetched */

/* Floats. An upper bound, because some systems add up the caches of all groups of cores. */
#define MAX_SHARED (2 * 1024 * 1024)

/* A tile: its output's first pixel, counted through the batch, and its patches of input and
 * output. */
typedef struct {
  gssize pixel;
  NcsnPatch in, out;
} Tile;

/* The position of a tile: tile (i, j) of sub-lattice (a, b) of picture n. */
typedef struct {
  gsize n, a, b, i, j;
} Cursor;

static gpointer
measure_room (gpointer data)
{
  gsize core = ncsn_cache_core_floats (), shared = ncsn_cache_shared_floats ();
  NcsnTileRoom *room = g_new (NcsnTileRoom, 1);

  *room = (NcsnTileRoom){.kernels = core * 5 / 8,
                         .chunk = core * 5 / 16,
                         .tiles = core * 7 / 32,
                         .gradient = core,
                         .shared = MIN (shared / 2, MAX_SHARED)};
  return room;
}

const NcsnTileRoom *
ncsn_tile_room (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, measure_room, NULL);
}

NcsnTiling
ncsn_tiling (NcsnShape x, gsize co, gsize dilation)
{
  gsize height = (x.h + dilation - 1) / dilation, width = (x.w + dilation - 1) / dilation;
  gsize rows = (height + NCSN_TILE_OUT - 1) / NCSN_TILE_OUT;
  gsize columns = (width + NCSN_TILE_OUT - 1) / NCSN_TILE_OUT;

  return (NcsnTiling){x, co, dilation, rows, columns, x.n * dilation * dilation * rows * columns};
}

static Cursor
cursor_at (const NcsnTiling *t, gsize index)
{
  gsize d = t->dilation, phase = index / (t->columns * t->rows);

  return (Cursor){phase / (d * d), phase / d % d, phase % d, index / t->columns % t->rows,
                  index % t->columns};
}

/* Moves to the next tile without a division. */
static inline void
advance (Cursor *at, const NcsnTiling *t)
{
  if (++at->j < t->columns)
    return;
  at->j = 0;
  if (++at->i < t->rows)
    return;
  at->i = 0;
  if (++at->b < t->dilation)
    return;
  at->b = 0;
  if (++at->a < t->dilation)
    return;
  at->a = 0;
  at->n++;
}

/* Which of `size` pixels, the first of them at `start`, lie between 0 and extent-1: first … last-1.
 */
static void
clip (gssize start, gssize extent, int size, int *first, int *last)
{
  *first = start < 0 ? (int)-start : 0;
  *last = (int)CLAMP (extent - start, 0, size);
}

static inline Tile
tile_of (const NcsnTiling *t, const Cursor *at)
{
  gsize d = t->dilation, row = NCSN_TILE_OUT * at->i, column = NCSN_TILE_OUT * at->j;
  gssize height = (gssize)t->x.h, width = (gssize)t->x.w;
  Tile tile = {.pixel = (gssize)((at->n * t->x.h + at->a + d * row) * t->x.w + at->b + d * column)};

  if (d > 1) {
    height = (height - MIN ((gssize)at->a, height) + (gssize)d - 1) / (gssize)d;
    width = (width - MIN ((gssize)at->b, width) + (gssize)d - 1) / (gssize)d;
  }
  clip ((gssize)row - 1, height, NCSN_TILE_IN, &tile.in.first_row, &tile.in.last_row);
  clip ((gssize)column - 1, width, NCSN_TILE_IN, &tile.in.first_column, &tile.in.last_column);
  clip ((gssize)row, height, NCSN_TILE_OUT, &tile.out.first_row, &tile.out.last_row);
  clip ((gssize)column, width, NCSN_TILE_OUT, &tile.out.first_column, &tile.out.last_column);
  return tile;
}

/* The distances between a patch's rows and columns in an array of `channels` channels. */
static inline void
set_strides (NcsnPatch *patch, const NcsnTiling *t, gsize channels)
{
  patch->row = t->dilation * t->x.w * channels;
  patch->column = t->dilation * channels;
}

/* Prefetches rows × 4 pixels of `channels` channels, spaced as a patch's are. Pictures are larger
 * than a core's own caches, and the distance from row to row is too large for processors to
 * prefetch by themselves. A prefetch outside the array does nothing. */
static inline void
prefetch_pixels (const float *pixels, const NcsnPatch *patch, int rows, gsize channels,
                 const gboolean write)
{
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < NCSN_TILE_OUT; j++) {
      const float *pixel = pixels + (gsize)i * patch->row + (gsize)j * patch->column;
      for (gsize c = 0; c < channels; c += NCSN_GROUP)
        if (write)
          __builtin_prefetch (pixel + c, 1, 3);
        else
          __builtin_prefetch (pixel + c, 0, 3);
    }
}

void
ncsn_tiles_transform_input (const NcsnTiling *t, const float *x, gsize first, gsize count,
                            NcsnPlaces v)
{
  const NcsnKernels *kernels = ncsn_kernels ();
  gsize c = t->x.c, padded = ncsn_whole_groups (c);
  gssize back = (gssize)(t->dilation * t->x.w + t->dilation); /* pixels to the patch's corner */
  gboolean far = ncsn_shape_size (t->x) > FAR;
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    set_strides (&tile.in, t, c);
    const float *corner = x + (tile.pixel - back) * (gssize)c;
    if (far) /* the columns that only the next tile reads */
      prefetch_pixels (corner + NCSN_TILE_IN * tile.in.column, &tile.in, NCSN_TILE_IN, c, FALSE);
    kernels->transform_input (corner, tile.in, c, v.at + b * padded, v.step);
  }
}

void
ncsn_tiles_transform_gradient (const NcsnTiling *t, const float *dy, gsize first, gsize count,
                               NcsnPlaces m)
{
  const NcsnKernels *kernels = ncsn_kernels ();
  gsize co = t->co, padded = ncsn_whole_groups (co);
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    set_strides (&tile.out, t, co);
    kernels->transform_gradient (dy + tile.pixel * (gssize)co, tile.out, co, m.at + b * padded,
                                 m.step);
  }
}

void
ncsn_tiles_write_output (const NcsnTiling *t, NcsnPlaces m, gsize width, gsize first, gsize count,
                         gsize channel, const NcsnTileOutputs *outputs)
{
  const NcsnKernels *kernels = ncsn_kernels ();
  gsize co = t->co, channels = MIN (width, co - channel);
  const float *bias = outputs->bias != NULL ? outputs->bias + channel : NULL;
  gboolean far = t->x.n * t->x.h * t->x.w * co > FAR;
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    set_strides (&tile.out, t, co);
    gssize to = tile.pixel * (gssize)co + (gssize)channel;
    float *y = outputs->y + to;
    if (far)
      prefetch_pixels (y + NCSN_TILE_OUT * tile.out.column, &tile.out, NCSN_TILE_OUT, channels,
                       TRUE);
    kernels->transform_output (m.at + b * width, m.step, channels, bias,
                               outputs->add != NULL ? outputs->add + to : NULL, y, tile.out);
  }
}
