/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by minimal filtering: with d a 6×6 piece of the input, g the kernel and Y the 4×4
 * outputs, Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, summed over input channels before the outer transform,
 * so that each of the 36 places is a matrix product over channels. The gradient of the kernel is
 * dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A dY Aᵀ)] G. A dilated convolution is one of each of the d² sub-lattices.
 *
 * Transformed kernels take four times the memory of the kernels. They are made where they are used,
 * a few output channels at a time, and never leave the cache: keeping them would save little, for
 * they would have to be read from memory. */
#include "tensor/conv/conv-winograd.h"

#include <string.h>

#include "base/cache.h"
#include "base/parallel.h"
#include "tensor/simd/kernels.h"

#define IN 6
#define OUT 4
#define PLACES (IN * IN)
#define FAR (128 * 1024) /* floats: larger arrays are asked for before they are needed */

#define MAX_SHARED                                                                                 \
  (2 * 1024 * 1024)      /* floats; some systems count the caches of cores elsewhere               \
                          */
#define GRADIENT_MIN 128 /* tiles: fewer, and the sums are read and written too often */

typedef struct {
  NcsnShape x;
  gsize co;
  gsize dilation;
  gsize rows, columns; /* tiles of a sub-lattice */
  gsize tiles;         /* in all */
} Tiling;

/* A tile: where its output begins in the array, and its patches of input and output. */
typedef struct {
  gssize pixel; /* of the output's corner, counted through the batch */
  NcsnPatch in, out;
} Tile;

/* Kernels (3, 3, rows, columns); `turned` means (3, 3, columns, rows) turned by 180°, as the
 * gradient of the input sees them. */
typedef struct {
  const float *w;
  gsize rows, columns;
  gboolean turned;
} Weights;

/* Floats that may lie in a core's second-level cache next to other things: all transformed kernels;
 * a chunk of them, while kernels pass by; transformed tiles; both kinds of tiles of a gradient. And
 * transformed tiles that may lie in the cache that cores share. Sums do not depend on them. */
typedef struct {
  gsize kernels, chunk, tiles, gradient, shared;
} Room;

typedef struct {
  const NcsnKernels *kernels;
  const Room *room;
  Tiling tiling;
  Weights weights;
  const float *x, *bias, *dy;
  const float *add; /* laid out as y, and may be y; NULL: nothing */
  float *y;
  float *u, *v, *m;   /* transformed kernels, input and output tiles, where they are shared */
  gsize first, count; /* tiles of the chunk at hand */
  gsize block;        /* tiles or panels a task */
  float *du;          /* gradient of u */
  NcsnThreads *threads;
} Job;

/* Floats from one place to the next, where a place has `count`. One group more than needed: at a
 * distance of a power of two all 36 would compete for the same few lines of the first-level cache.
 */
static gsize
place_step (gsize count)
{
  return count + NCSN_GROUP;
}

static gpointer
measure_room (gpointer data)
{
  gsize core = ncsn_cache_core_floats (), shared = ncsn_cache_shared_floats ();
  Room *room = g_new (Room, 1);

  *room = (Room){core * 5 / 8, core * 5 / 16, core * 7 / 32, core, MIN (shared / 2, MAX_SHARED)};
  return room;
}

static const Room *
room_here (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, measure_room, NULL);
}

static Tiling
tiling_of (NcsnShape x, gsize co, gsize dilation)
{
  gsize height = (x.h + dilation - 1) / dilation, width = (x.w + dilation - 1) / dilation;
  gsize rows = (height + OUT - 1) / OUT, columns = (width + OUT - 1) / OUT;

  return (Tiling){x, co, dilation, rows, columns, x.n * dilation * dilation * rows * columns};
}

/* The pixels first … last-1 out of `size` that are inside, of extent pixels of which the first lies
 * at `start`. */
static void
clip (gssize start, gssize extent, int size, int *first, int *last)
{
  *first = start < 0 ? (int)-start : 0;
  *last = (int)CLAMP (extent - start, 0, size);
}

/* Where a tile lies: tile (i, j) of sub-lattice (a, b) of picture n. */
typedef struct {
  gsize n, a, b, i, j;
} Cursor;

static Cursor
cursor_at (const Tiling *t, gsize index)
{
  gsize d = t->dilation, phase = index / (t->columns * t->rows);

  return (Cursor){phase / (d * d), phase / d % d, phase % d, index / t->columns % t->rows,
                  index % t->columns};
}

/* To the next tile, without the divisions. */
static inline void
advance (Cursor *at, const Tiling *t)
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

static inline Tile
tile_of (const Tiling *t, const Cursor *at)
{
  gsize d = t->dilation, row = OUT * at->i, column = OUT * at->j;
  gssize height = (gssize)t->x.h, width = (gssize)t->x.w;
  Tile tile = {.pixel = (gssize)((at->n * t->x.h + at->a + d * row) * t->x.w + at->b + d * column)};

  if (d > 1) {
    height = (height - MIN ((gssize)at->a, height) + (gssize)d - 1) / (gssize)d;
    width = (width - MIN ((gssize)at->b, width) + (gssize)d - 1) / (gssize)d;
  }
  clip ((gssize)row - 1, height, IN, &tile.in.first_row, &tile.in.last_row);
  clip ((gssize)column - 1, width, IN, &tile.in.first_column, &tile.in.last_column);
  clip ((gssize)row, height, OUT, &tile.out.first_row, &tile.out.last_row);
  clip ((gssize)column, width, OUT, &tile.out.first_column, &tile.out.last_column);
  return tile;
}

gboolean
ncsn_winograd_suits (const NcsnConv *conv)
{
  return conv->kh == 3 && conv->kw == 3 && conv->stride == 1 && conv->x.c >= 8 && conv->co >= 8 &&
         conv->x.h >= OUT && conv->x.w >= OUT;
}

/* Asks for rows × 4 pixels of `channels` channels, which lie as a patch's do. Pictures are larger
 * than a core's own caches, and the ways from row to row too far for processors to guess. A
 * prefetch of what is not there does nothing. */
static inline void
prefetch_pixels (const float *pixels, const NcsnPatch *patch, int rows, gsize channels,
                 const gboolean write)
{
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < OUT; j++) {
      const float *pixel = pixels + (gsize)i * patch->row + (gsize)j * patch->column;
      for (gsize c = 0; c < channels; c += NCSN_GROUP)
        if (write)
          __builtin_prefetch (pixel + c, 1, 3);
        else
          __builtin_prefetch (pixel + c, 0, 3);
    }
}

/* Bᵀ d B of `count` tiles from `first` on, tile b at v + b·C, places `places` apart. */
static void
transform_tiles (const Job *job, gsize first, gsize count, float *v, gsize places)
{
  const Tiling *t = &job->tiling;
  gsize c = t->x.c, padded = ncsn_whole_groups (c);
  gssize back = (gssize)(t->dilation * t->x.w + t->dilation); /* pixels to the patch's corner */
  gboolean far = ncsn_shape_size (t->x) > FAR;
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    tile.in.row = t->dilation * t->x.w * c;
    tile.in.column = t->dilation * c;
    const float *corner = job->x + (tile.pixel - back) * (gssize)c;
    if (far) /* the columns that the next tile sees and this one does not */
      prefetch_pixels (corner + IN * tile.in.column, &tile.in, IN, c, FALSE);
    job->kernels->transform_input (corner, tile.in, c, v + b * padded, places);
  }
}

/* Aᵀ m A of `count` tiles from `first` on, of output channels from `channel` on. */
static void
put_tiles (const Job *job, gsize first, gsize count, const float *m, gsize width, gsize places,
           gsize channel)
{
  const Tiling *t = &job->tiling;
  gsize co = t->co, channels = MIN (width, co - channel);
  gboolean far = t->x.n * t->x.h * t->x.w * co > FAR;
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    tile.out.row = t->dilation * t->x.w * co;
    tile.out.column = t->dilation * co;
    gssize to = tile.pixel * (gssize)co + (gssize)channel;
    if (far)
      prefetch_pixels (job->y + to + OUT * tile.out.column, &tile.out, OUT, channels, TRUE);
    job->kernels->transform_output (m + b * width, places, channels,
                                    job->bias ? job->bias + channel : NULL,
                                    job->add ? job->add + to : NULL, job->y + to, tile.out);
  }
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
transform_turned_panel (const Job *job, gsize panel, float *u, gsize places)
{
  const Weights *weights = &job->weights;
  float turned[9 * NCSN_GROUP * NCSN_GROUP];

  for (gsize row = 0; row < weights->rows; row++) {
    if (row % NCSN_GROUP == 0)
      turn_block (weights, row, panel * NCSN_GROUP, turned);
    job->kernels->transform_kernel (turned + row % NCSN_GROUP * 9 * NCSN_GROUP, NCSN_GROUP,
                                    NCSN_GROUP, u + row * NCSN_GROUP, places, 0);
  }
}

/* G g Gᵀ of all rows and of panels of 16 columns, into u: panels of rows of 16 floats, places
 * `places` apart. All panels of a row at once, as they lie in memory. */
static void
transform_panels (const Job *job, gsize first, gsize last, float *u, gsize places)
{
  const Weights *weights = &job->weights;
  gsize rows = weights->rows, panel = rows * NCSN_GROUP, column = first * NCSN_GROUP;
  gsize count = MIN ((last - first) * NCSN_GROUP, weights->columns - column);
  gsize taps = rows * weights->columns;

  if (weights->turned) {
    for (gsize p = first; p < last; p++)
      transform_turned_panel (job, p, u + (p - first) * panel, places);
    return;
  }
  for (gsize row = 0; row < rows; row++) {
    const float *w = weights->w + row * weights->columns + column;
    job->kernels->transform_kernel (w, taps, count, u + row * NCSN_GROUP, places, panel);
  }
}

/* Tasks of the first way: all kernels at once, blocks of tiles. */

static void
panel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize panel = job->weights.rows * NCSN_GROUP;
  gsize places = place_step (job->weights.rows * ncsn_whole_groups (job->weights.columns));

  transform_panels (job, first, last, job->u + first * panel, places);
}

static void
tile_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize ci = job->tiling.x.c, co = ncsn_whole_groups (job->tiling.co), in = ncsn_whole_groups (ci);
  gsize count = last - first;
  gsize v_step = place_step (count * in), m_step = place_step (count * co);
  gsize u_step = place_step (ci * co);
  float *v = ncsn_threads_scratch (job->threads, worker, PLACES * (v_step + m_step));
  float *m = v + PLACES * v_step;

  transform_tiles (job, first, count, v, v_step);
  for (gsize p = 0; p < PLACES; p++)
    job->kernels->multiply (&(NcsnProduct){.m = count,
                                           .n = co,
                                           .k = ci,
                                           .a = v + p * v_step,
                                           .row = in,
                                           .step = 1,
                                           .b = job->u + p * u_step,
                                           .line = NCSN_GROUP,
                                           .panel = ci * NCSN_GROUP,
                                           .c = m + p * m_step,
                                           .ldc = co});
  put_tiles (job, first, count, m, co, m_step, 0);
}

static void
run_by_tiles (Job *job)
{
  gsize in = ncsn_whole_groups (job->tiling.x.c), co = ncsn_whole_groups (job->tiling.co);
  gsize share = job->tiling.tiles / ncsn_threads_count (job->threads);

  job->u = ncsn_threads_shared_scratch (job->threads, PLACES * place_step (job->weights.rows * co));
  gsize panels = co / NCSN_GROUP, threads = ncsn_threads_count (job->threads);
  ncsn_parallel_for (job->threads, panels, (panels + threads - 1) / threads, panel_range, job);
  job->block = CLAMP (job->room->tiles / (PLACES * (in + co)), 4, MAX (share, 4));
  ncsn_parallel_for (job->threads, job->tiling.tiles, job->block, tile_range, job);
}

/* Tasks of the second way: all tiles at once, blocks of output channels. */

static void
chunk_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize in = ncsn_whole_groups (job->tiling.x.c);

  transform_tiles (job, job->first + first, last - first, job->v + first * in,
                   place_step (job->count * in));
}

static gsize
tiles_beside (const Room *room, gsize width)
{
  return CLAMP (room->tiles / (PLACES * width), 16, 64);
}

static void
channel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize ci = job->tiling.x.c, in = ncsn_whole_groups (ci), width = (last - first) * NCSN_GROUP;
  gsize most = tiles_beside (job->room, job->block * NCSN_GROUP);
  gsize u_step = place_step (ci * width), v_step = place_step (job->count * in);
  gsize m_step = place_step (most * width);
  float *u = ncsn_threads_scratch (job->threads, worker, PLACES * (u_step + m_step));
  float *m = u + PLACES * u_step;

  transform_panels (job, first, last, u, u_step);
  for (gsize tile = 0; tile < job->count; tile += most) {
    gsize count = MIN (most, job->count - tile);
    for (gsize p = 0; p < PLACES; p++)
      job->kernels->multiply (&(NcsnProduct){.m = count,
                                             .n = width,
                                             .k = ci,
                                             .a = job->v + p * v_step + tile * in,
                                             .row = in,
                                             .step = 1,
                                             .b = u + p * u_step,
                                             .line = NCSN_GROUP,
                                             .panel = ci * NCSN_GROUP,
                                             .c = m + p * m_step,
                                             .ldc = width});
    put_tiles (job, job->first + tile, count, m, width, m_step, first * NCSN_GROUP);
  }
}

static void
run_by_channels (Job *job)
{
  gsize ci = job->tiling.x.c, in = ncsn_whole_groups (ci);
  gsize panels = ncsn_whole_groups (job->tiling.co) / NCSN_GROUP;
  gsize most = CLAMP (job->room->shared / (PLACES * in), 16, job->tiling.tiles);
  gsize share =
      (panels + ncsn_threads_count (job->threads) - 1) / ncsn_threads_count (job->threads);

  job->block = CLAMP (job->room->chunk / (PLACES * ci * NCSN_GROUP), 1, share);
  job->v = ncsn_threads_shared_scratch (job->threads, PLACES * place_step (most * in));
  for (job->first = 0; job->first < job->tiling.tiles; job->first += most) {
    job->count = MIN (most, job->tiling.tiles - job->first);
    ncsn_parallel_for (job->threads, job->count, 4, chunk_range, job);
    ncsn_parallel_for (job->threads, panels, job->block, channel_range, job);
  }
}

/* Cutting by tiles needs all transformed kernels in every core's cache, and enough tiles. Every
 * element is the same sum either way. */
static void
run (Job *job)
{
  gsize weights = PLACES * job->weights.rows * ncsn_whole_groups (job->weights.columns);

  if (weights <= job->room->kernels && job->tiling.tiles >= 8 * ncsn_threads_count (job->threads))
    run_by_tiles (job);
  else
    run_by_channels (job);
}

void
ncsn_winograd_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                       float *y, NcsnThreads *threads)
{
  Job job = {.kernels = ncsn_kernels (),
             .room = room_here (),
             .tiling = tiling_of (conv->x, conv->co, conv->dilation),
             .weights = {w, conv->x.c, conv->co, FALSE},
             .x = x,
             .bias = b,
             .y = y,
             .threads = threads};

  run (&job);
}

void
ncsn_winograd_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                         NcsnThreads *threads)
{
  NcsnShape out = conv->x;
  out.c = conv->co;
  Job job = {.kernels = ncsn_kernels (),
             .room = room_here (),
             .tiling = tiling_of (out, conv->x.c, conv->dilation),
             .weights = {w, conv->co, conv->x.c, TRUE},
             .x = dy,
             .add = dx,
             .y = dx,
             .threads = threads};

  run (&job);
}

/* The gradient of the kernels. */

/* A dY Aᵀ of `count` tiles, as transform_tiles (). */
static void
transform_gradients (const Job *job, gsize first, gsize count, float *m, gsize places)
{
  const Tiling *t = &job->tiling;
  gsize co = t->co, padded = ncsn_whole_groups (co);
  Cursor at = cursor_at (t, first);

  for (gsize b = 0; b < count; b++, advance (&at, t)) {
    Tile tile = tile_of (t, &at);
    tile.out.row = t->dilation * t->x.w * co;
    tile.out.column = t->dilation * co;
    job->kernels->transform_gradient (job->dy + tile.pixel * (gssize)co, tile.out, co,
                                      m + b * padded, places);
  }
}

static void
gradient_tile_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize in = ncsn_whole_groups (job->tiling.x.c), co = ncsn_whole_groups (job->tiling.co);

  transform_tiles (job, job->first + first, last - first, job->v + first * in,
                   place_step (job->count * in));
  transform_gradients (job, job->first + first, last - first, job->m + first * co,
                       place_step (job->count * co));
}

/* dU += Vᵀ M at each place. */
static void
gradient_place_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize ci = job->tiling.x.c, in = ncsn_whole_groups (ci), co = ncsn_whole_groups (job->tiling.co);

  for (gsize p = first; p < last; p++) {
    float *du = job->du + p * place_step (ci * co);
    job->kernels->multiply (&(NcsnProduct){.m = ci,
                                           .n = co,
                                           .k = job->count,
                                           .a = job->v + p * place_step (job->count * in),
                                           .row = 1,
                                           .step = in,
                                           .b = job->m + p * place_step (job->count * co),
                                           .line = co,
                                           .panel = NCSN_GROUP,
                                           .c = du,
                                           .ldc = co,
                                           .add = job->first > 0 ? du : NULL});
  }
}

static void
gradient_kernel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize ci = job->tiling.x.c, co = job->tiling.co, padded = ncsn_whole_groups (co);

  for (gsize i = first; i < last; i++)
    job->kernels->transform_kernel_gradient (job->du + i * padded, place_step (ci * padded), co,
                                             job->y + i * co, ci * co);
}

void
ncsn_winograd_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                          NcsnThreads *threads)
{
  gsize ci = conv->x.c, in = ncsn_whole_groups (ci), co = ncsn_whole_groups (conv->co);
  Job job = {.kernels = ncsn_kernels (),
             .room = room_here (),
             .tiling = tiling_of (conv->x, conv->co, conv->dilation),
             .x = x,
             .dy = dy,
             .y = dw,
             .threads = threads};
  gsize most = MAX (job.room->gradient / (PLACES * (in + co)), GRADIENT_MIN);

  most = MIN (most, job.tiling.tiles);
  gsize floats = place_step (most * in) + place_step (most * co) + place_step (ci * co);
  job.v = ncsn_threads_shared_scratch (threads, PLACES * floats);
  job.m = job.v + PLACES * place_step (most * in);
  job.du = job.m + PLACES * place_step (most * co);
  for (job.first = 0; job.first < job.tiling.tiles; job.first += most) {
    job.count = MIN (most, job.tiling.tiles - job.first);
    ncsn_parallel_for (threads, job.count, 4, gradient_tile_range, &job);
    ncsn_parallel_for (threads, PLACES, 1, gradient_place_range, &job);
  }
  ncsn_parallel_for (threads, ci, 8, gradient_kernel_range, &job);
}
