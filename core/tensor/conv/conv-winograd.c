/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution and its gradient of the input by minimal filtering. With d a 6×6 piece of the input,
 * g the kernel and Y the 4×4 outputs (Lavin & Gray 2016):
 *   Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A,
 * summed over input channels before the outer transform, so that each of the 36 places is a matrix
 * product over channels. The gradient of the input is such a convolution of the output gradient
 * with the kernels turned by 180°.
 *
 * Transformed kernels take four times the memory of the kernels. They are computed where they are
 * used, a few output channels at a time, and stay in the cache. Keeping them for the next call
 * would save little, because they would have to be read from memory. */
#include "tensor/conv/conv-winograd.h"

#include <string.h>

#include "base/parallel.h"
#include "tensor/conv/conv-winograd-tiles.h"

/* Kernels (3, 3, rows, columns); `turned` means (3, 3, columns, rows) turned by 180°, as the
 * gradient of the input needs them. */
typedef struct {
  const float *w;
  gsize rows, columns;
  gboolean turned;
} Weights;

/* One convolution, whichever way it is cut. */
typedef struct {
  NcsnTiling tiling;
  Weights weights;
  const float *x;
  NcsnTileOutputs outputs;
  NcsnThreads *threads;
} Convolution;

gboolean
ncsn_winograd_suits (const NcsnConv *conv)
{
  return conv->kh == 3 && conv->kw == 3 && conv->stride == 1 && conv->x.c >= 8 && conv->co >= 8 &&
         conv->x.h >= NCSN_TILE_OUT && conv->x.w >= NCSN_TILE_OUT;
}

/* 16 rows and columns of turned kernels, in plain order: (16 rows, 9 taps, 16 columns). */
static void
turn_block (const Weights *weights, gsize row, gsize column, float *turned)
{
  gsize rows = MIN (NCSN_GROUP, weights->rows - row);
  gsize columns = MIN (NCSN_GROUP, weights->columns - column);

  memset (turned, 0, 9 * NCSN_GROUP * NCSN_GROUP * sizeof (float));
  for (gsize tap = 0; tap < 9; tap++)
    for (gsize j = 0; j < columns; j++) {
      const float *from = weights->w + ((8 - tap) * weights->columns + column + j) * weights->rows;
      for (gsize i = 0; i < rows; i++)
        turned[(i * 9 + tap) * NCSN_GROUP + j] = from[row + i];
    }
}

/* G g Gᵀ of all rows and 16 columns of turned kernels. */
static void
transform_turned_panel (const Weights *weights, gsize panel, NcsnPlaces u)
{
  const NcsnKernels *kernels = ncsn_kernels ();
  float turned[9 * NCSN_GROUP * NCSN_GROUP];

  for (gsize row = 0; row < weights->rows; row++) {
    if (row % NCSN_GROUP == 0)
      turn_block (weights, row, panel * NCSN_GROUP, turned);
    kernels->transform_kernel (turned + row % NCSN_GROUP * 9 * NCSN_GROUP, NCSN_GROUP, NCSN_GROUP,
                               u.at + row * NCSN_GROUP, u.step, 0);
  }
}

/* G g Gᵀ of all rows and of the panels first … last-1 of 16 columns, into u: panels of rows of 16
 * floats. A row's panels are transformed together, because they are contiguous in w. */
static void
transform_panels (const Weights *weights, gsize first, gsize last, NcsnPlaces u)
{
  const NcsnKernels *kernels = ncsn_kernels ();
  gsize rows = weights->rows, panel = rows * NCSN_GROUP, column = first * NCSN_GROUP;
  gsize count = MIN ((last - first) * NCSN_GROUP, weights->columns - column);
  gsize taps = rows * weights->columns;

  if (weights->turned) {
    for (gsize p = first; p < last; p++)
      transform_turned_panel (weights, p, (NcsnPlaces){u.at + (p - first) * panel, u.step});
    return;
  }
  for (gsize row = 0; row < rows; row++) {
    const float *w = weights->w + row * weights->columns + column;
    kernels->transform_kernel (w, taps, count, u.at + row * NCSN_GROUP, u.step, panel);
  }
}

/* m = v u at each of the 36 places, for `count` tiles and `width` columns of u. */
static void
multiply_places (const Convolution *conv, gsize count, gsize width, NcsnPlaces v, NcsnPlaces u,
                 NcsnPlaces m)
{
  gsize ci = conv->tiling.x.c;

  for (gsize p = 0; p < NCSN_TILE_PLACES; p++)
    ncsn_kernels ()->multiply (&(NcsnProduct){.m = count,
                                              .n = width,
                                              .k = ci,
                                              .a = v.at + p * v.step,
                                              .row = ncsn_whole_groups (ci),
                                              .step = 1,
                                              .b = u.at + p * u.step,
                                              .line = NCSN_GROUP,
                                              .panel = ci * NCSN_GROUP,
                                              .c = m.at + p * m.step,
                                              .ldc = width});
}

/* The first way: all kernels are transformed at once, and a task is a block of tiles. */

typedef struct {
  const Convolution *conv;
  NcsnPlaces u; /* transformed kernels */
} TileJob;

static void
panel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const TileJob *job = data;
  const Weights *weights = &job->conv->weights;
  gsize panel = weights->rows * NCSN_GROUP;

  transform_panels (weights, first, last, (NcsnPlaces){job->u.at + first * panel, job->u.step});
}

static void
tile_range (gsize first, gsize last, guint worker, gpointer data)
{
  const TileJob *job = data;
  const Convolution *conv = job->conv;
  const NcsnTiling *tiling = &conv->tiling;
  gsize in = ncsn_whole_groups (tiling->x.c), co = ncsn_whole_groups (tiling->co);
  gsize count = last - first, inputs = ncsn_places_size (count * in);
  float *scratch =
      ncsn_threads_scratch (conv->threads, worker, inputs + ncsn_places_size (count * co));
  NcsnPlaces v = ncsn_places (scratch, count * in), m = ncsn_places (scratch + inputs, count * co);

  ncsn_tiles_transform_input (tiling, conv->x, first, count, v);
  multiply_places (conv, count, co, v, job->u, m);
  ncsn_tiles_write_output (tiling, m, co, first, count, 0, &conv->outputs);
}

static void
run_by_tiles (const Convolution *conv)
{
  gsize in = ncsn_whole_groups (conv->tiling.x.c), co = ncsn_whole_groups (conv->tiling.co);
  gsize panels = co / NCSN_GROUP, threads = ncsn_threads_count (conv->threads);
  gsize kernels = conv->weights.rows * co, share = conv->tiling.tiles / threads;
  gsize block =
      CLAMP (ncsn_tile_room ()->tiles / (NCSN_TILE_PLACES * (in + co)), 4, MAX (share, 4));
  float *u = ncsn_threads_shared_scratch (conv->threads, ncsn_places_size (kernels));
  TileJob job = {conv, ncsn_places (u, kernels)};

  ncsn_parallel_for (conv->threads, panels, (panels + threads - 1) / threads, panel_range, &job);
  ncsn_parallel_for (conv->threads, conv->tiling.tiles, block, tile_range, &job);
}

/* The second way: many tiles are transformed at once, and a task is a block of output channels. */

typedef struct {
  const Convolution *conv;
  gsize first, count; /* the tiles transformed at present */
  NcsnPlaces v;       /* these */
  gsize max_tiles;    /* of a product */
} ChannelJob;

static void
input_range (gsize first, gsize last, guint worker, gpointer data)
{
  const ChannelJob *job = data;
  const NcsnTiling *tiling = &job->conv->tiling;
  NcsnPlaces v = {job->v.at + first * ncsn_whole_groups (tiling->x.c), job->v.step};

  ncsn_tiles_transform_input (tiling, job->conv->x, job->first + first, last - first, v);
}

static void
channel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const ChannelJob *job = data;
  const Convolution *conv = job->conv;
  gsize ci = conv->tiling.x.c, width = (last - first) * NCSN_GROUP;
  gsize kernels = ncsn_places_size (ci * width), products = job->max_tiles * width;
  float *scratch =
      ncsn_threads_scratch (conv->threads, worker, kernels + ncsn_places_size (products));
  NcsnPlaces u = ncsn_places (scratch, ci * width), m = ncsn_places (scratch + kernels, products);

  transform_panels (&conv->weights, first, last, u);
  for (gsize tile = 0; tile < job->count; tile += job->max_tiles) {
    gsize count = MIN (job->max_tiles, job->count - tile);
    NcsnPlaces v = {job->v.at + tile * ncsn_whole_groups (ci), job->v.step};
    multiply_places (conv, count, width, v, u, m);
    ncsn_tiles_write_output (&conv->tiling, m, width, job->first + tile, count, first * NCSN_GROUP,
                             &conv->outputs);
  }
}

static void
run_by_channels (const Convolution *conv)
{
  const NcsnTileRoom *room = ncsn_tile_room ();
  gsize ci = conv->tiling.x.c, in = ncsn_whole_groups (ci), tiles = conv->tiling.tiles;
  gsize panels = ncsn_whole_groups (conv->tiling.co) / NCSN_GROUP;
  gsize threads = ncsn_threads_count (conv->threads), share = (panels + threads - 1) / threads;
  gsize block = CLAMP (room->chunk / (NCSN_TILE_PLACES * ci * NCSN_GROUP), 1, share);
  gsize max_count = CLAMP (room->shared / (NCSN_TILE_PLACES * in), 16, tiles);
  float *v = ncsn_threads_shared_scratch (conv->threads, ncsn_places_size (max_count * in));
  ChannelJob job = {.conv = conv,
                    .max_tiles =
                        CLAMP (room->tiles / (NCSN_TILE_PLACES * block * NCSN_GROUP), 16, 64)};

  for (job.first = 0; job.first < tiles; job.first += max_count) {
    job.count = MIN (max_count, tiles - job.first);
    job.v = ncsn_places (v, job.count * in);
    ncsn_parallel_for (conv->threads, job.count, 4, input_range, &job);
    ncsn_parallel_for (conv->threads, panels, block, channel_range, &job);
  }
}

/* The first way needs room for all transformed kernels in every core's cache, and enough tiles.
 * Every element is the same sum either way. */
static void
run (const Convolution *conv)
{
  gsize weights = NCSN_TILE_PLACES * conv->weights.rows * ncsn_whole_groups (conv->weights.columns);

  if (weights <= ncsn_tile_room ()->kernels &&
      conv->tiling.tiles >= 8 * ncsn_threads_count (conv->threads))
    run_by_tiles (conv);
  else
    run_by_channels (conv);
}

void
ncsn_winograd_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                       float *y, NcsnThreads *threads)
{
  run (&(Convolution){.tiling = ncsn_tiling (conv->x, conv->co, conv->dilation),
                      .weights = {w, conv->x.c, conv->co, FALSE},
                      .x = x,
                      .outputs = {.bias = b, .y = y},
                      .threads = threads});
}

void
ncsn_winograd_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                         NcsnThreads *threads)
{
  NcsnShape out = conv->x;

  out.c = conv->co;
  run (&(Convolution){.tiling = ncsn_tiling (out, conv->x.c, conv->dilation),
                      .weights = {w, conv->co, conv->x.c, TRUE},
                      .x = dy,
                      .outputs = {.add = dx, .y = dx},
                      .threads = threads});
}
