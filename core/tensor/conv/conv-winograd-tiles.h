/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiles of a 3×3 convolution by minimal filtering (conv-winograd.h): their positions, their
 * transforms, and how many of them the caches hold. For conv-winograd.c and
 * conv-winograd-gradient.c only.
 *
 * A tile is 4×4 output pixels and the 6×6 input pixels that they depend on. A transformed tile has
 * 36 places, each with a number per channel. A convolution with dilation d is an ordinary one on
 * each of d² sub-lattices of pixels, and a tile belongs to one of these. */
#pragma once

#include "ncsn/shape.h"
#include "tensor/simd/kernels.h"

G_BEGIN_DECLS

#define NCSN_TILE_IN 6  /* rows and columns of a tile's input */
#define NCSN_TILE_OUT 4 /* rows and columns of a tile's output */
#define NCSN_TILE_PLACES (NCSN_TILE_IN * NCSN_TILE_IN)

typedef struct {
  NcsnShape x; /* of the input */
  gsize co;    /* output channels */
  gsize dilation;
  gsize rows, columns; /* tiles of a sub-lattice */
  gsize tiles;         /* of all pictures and sub-lattices */
} NcsnTiling;

NcsnTiling ncsn_tiling (NcsnShape x, gsize co, gsize dilation);

/* The arrays of the 36 places: the array of place p begins at at + p·step. */
typedef struct {
  float *at;
  gsize step; /* floats */
} NcsnPlaces;

/* Arrays of `count` floats, a multiple of a group. One group more lies between them: at distances
 * of a power of two, all 36 would compete for the same few lines of the first-level cache. */
static inline NcsnPlaces
ncsn_places (float *at, gsize count)
{
  return (NcsnPlaces){at, count + NCSN_GROUP};
}

/* Floats of memory for them. */
static inline gsize
ncsn_places_size (gsize count)
{
  return NCSN_TILE_PLACES * ncsn_places (NULL, count).step;
}

/* Bᵀ d B of `count` tiles of x, from tile `first` on. Tile b of them is at v.at + b·C, where C is
 * the number of input channels in whole groups. */
void ncsn_tiles_transform_input (const NcsnTiling *tiling, const float *x, gsize first, gsize count,
                                 NcsnPlaces v);

/* A dY Aᵀ of the output gradients dy, laid out likewise with output channels. */
void ncsn_tiles_transform_gradient (const NcsnTiling *tiling, const float *dy, gsize first,
                                    gsize count, NcsnPlaces m);

/* What a convolution writes: y = result + bias + add. */
typedef struct {
  const float *bias; /* a number per output channel; NULL: none */
  const float *add;  /* laid out as y, and may be y; NULL: none */
  float *y;
} NcsnTileOutputs;

/* Writes Aᵀ m A of `count` tiles from tile `first` on, for the output channels from `channel` on.
 * Tile b is at m.at + b·width. It has `width` channels; any beyond the output's are not written. */
void ncsn_tiles_write_output (const NcsnTiling *tiling, NcsnPlaces m, gsize width, gsize first,
                              gsize count, gsize channel, const NcsnTileOutputs *outputs);

/* Floats that fit in the caches next to other data. The first four are parts of a core's own
 * second-level cache, `shared` is a part of the cache that cores share. They decide how the work is
 * cut; no sum depends on them. */
typedef struct {
  gsize kernels;  /* all transformed kernels */
  gsize chunk;    /* some of the transformed kernels, where each is used once */
  gsize tiles;    /* transformed tiles */
  gsize gradient; /* transformed tiles of input and output gradient together */
  gsize shared;   /* transformed tiles that all cores read */
} NcsnTileRoom;

const NcsnTileRoom *ncsn_tile_room (void);

G_END_DECLS
