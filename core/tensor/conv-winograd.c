/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution by minimal filtering: with d a 6×6 piece of the input, g the kernel and Y the 4×4
 * outputs, Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, summed over input channels before the outer transform,
 * so that each of the 36 places is a matrix product over channels. The transforms run down a vector
 * of channels. The gradient of the kernel is dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A dY Aᵀ)] G. */
#include "tensor/conv-winograd.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/gemm.h"

#define IN 6
#define OUT 4
#define PLACES (IN * IN)
#define BLOCK_FLOATS                                                                               \
  (192 * 1024) /* of transformed tiles side by side: 768 KiB of second-level cache */
#define WEIGHT_SLICES 8

typedef struct {
  NcsnShape x;
  gsize co;
  gsize rows, columns; /* tiles a picture */
  gsize tiles;         /* in all */
  gsize block;         /* tiles done side by side */
} Tiling;

/* Where a tile's output begins. */
typedef struct {
  gsize picture, i, j;
} Tile;

static Tiling
tiling_of (NcsnShape x, gsize co)
{
  gsize rows = (x.h + OUT - 1) / OUT, columns = (x.w + OUT - 1) / OUT;
  gsize block = CLAMP (BLOCK_FLOATS / (PLACES * (x.c + co)), 16, 96);

  return (Tiling){x, co, rows, columns, x.n * rows * columns, block};
}

/* Scratch a worker needs: transformed input and output tiles of a block, and one tile's workings.
 */
static gsize
scratch_size (const Tiling *t)
{
  return PLACES * t->block * (t->x.c + t->co) + 2 * PLACES * MAX (t->x.c, t->co);
}

static Tile
tile_at (const Tiling *tiling, gsize index)
{
  gsize a_picture = tiling->rows * tiling->columns;

  return (Tile){index / a_picture, index % a_picture / tiling->columns * OUT,
                index % tiling->columns * OUT};
}

gboolean
ncsn_winograd_suits (const NcsnConv *conv)
{
  return conv->kh == 3 && conv->kw == 3 && conv->stride == 1 && conv->dilation == 1 &&
         conv->x.c >= 8 && conv->co >= 8 && conv->x.h >= OUT && conv->x.w >= OUT;
}

/* One-dimensional transforms of vectors of c channels. Input k lies at in + k·in_step, output
 * likewise. */
typedef void (*Transform) (const float *in, gsize in_step, float *out, gsize out_step, gsize c);

/* Bᵀ: 6 → 6 */
NCSN_SIMD static void
transform_input (const float *restrict in, gsize s, float *restrict out, gsize t, gsize c)
{
  for (gsize k = 0; k < c; k++) {
    float d0 = in[k], d1 = in[s + k], d2 = in[2 * s + k];
    float d3 = in[3 * s + k], d4 = in[4 * s + k], d5 = in[5 * s + k];
    float p = d4 - 4 * d2, q = d3 - 4 * d1;
    float u = d4 - d2, v = 2 * (d3 - d1);
    out[k] = 4 * d0 - 5 * d2 + d4;
    out[t + k] = p + q;
    out[2 * t + k] = p - q;
    out[3 * t + k] = u + v;
    out[4 * t + k] = u - v;
    out[5 * t + k] = 4 * d1 - 5 * d3 + d5;
  }
}

/* Aᵀ: 6 → 4 */
NCSN_SIMD static void
transform_output (const float *restrict in, gsize s, float *restrict out, gsize t, gsize c)
{
  for (gsize k = 0; k < c; k++) {
    float a = in[s + k] + in[2 * s + k], b = in[s + k] - in[2 * s + k];
    float d = in[3 * s + k] + in[4 * s + k], e = in[3 * s + k] - in[4 * s + k];
    out[k] = in[k] + a + d;
    out[t + k] = b + 2 * e;
    out[2 * t + k] = a + 4 * d;
    out[3 * t + k] = b + 8 * e + in[5 * s + k];
  }
}

/* A: 4 → 6 */
NCSN_SIMD static void
transform_output_gradient (const float *restrict in, gsize s, float *restrict out, gsize t, gsize c)
{
  for (gsize k = 0; k < c; k++) {
    float y0 = in[k], y1 = in[s + k], y2 = in[2 * s + k], y3 = in[3 * s + k];
    out[k] = y0;
    out[t + k] = y0 + y2 + (y1 + y3);
    out[2 * t + k] = y0 + y2 - (y1 + y3);
    out[3 * t + k] = y0 + 4 * y2 + (2 * y1 + 8 * y3);
    out[4 * t + k] = y0 + 4 * y2 - (2 * y1 + 8 * y3);
    out[5 * t + k] = y3;
  }
}

/* G: 3 → 6 */
NCSN_SIMD static void
transform_kernel (const float *restrict in, gsize s, float *restrict out, gsize t, gsize c)
{
  for (gsize k = 0; k < c; k++) {
    float g0 = in[k], g1 = in[s + k], g2 = in[2 * s + k];
    out[k] = 0.25f * g0;
    out[t + k] = (-1.0f / 6) * (g0 + g1 + g2);
    out[2 * t + k] = (-1.0f / 6) * (g0 - g1 + g2);
    out[3 * t + k] = (1.0f / 24) * g0 + (1.0f / 12) * g1 + (1.0f / 6) * g2;
    out[4 * t + k] = (1.0f / 24) * g0 - (1.0f / 12) * g1 + (1.0f / 6) * g2;
    out[5 * t + k] = g2;
  }
}

/* Gᵀ: 6 → 3 */
NCSN_SIMD static void
transform_kernel_gradient (const float *restrict in, gsize s, float *restrict out, gsize t, gsize c)
{
  for (gsize k = 0; k < c; k++) {
    float a = in[s + k] + in[2 * s + k], b = in[2 * s + k] - in[s + k];
    float d = in[3 * s + k] + in[4 * s + k], e = in[3 * s + k] - in[4 * s + k];
    out[k] = 0.25f * in[k] - (1.0f / 6) * a + (1.0f / 24) * d;
    out[t + k] = (1.0f / 6) * b + (1.0f / 12) * e;
    out[2 * t + k] = (1.0f / 6) * (d - a) + in[5 * s + k];
  }
}

/* M X Mᵀ for X of n_in × n_in vectors, M of n_out × n_in. Vectors of X lie row_step and column_step
 * apart; those of the result `step` apart, row-major. scratch: n_out·n_in·c floats. */
static void
transform_both (Transform transform, gsize n_in, gsize n_out, const float *x, gsize row_step,
                gsize column_step, float *out, gsize step, gsize c, float *scratch)
{
  for (gsize j = 0; j < n_in; j++)
    transform (x + j * column_step, row_step, scratch + j * c, n_in * c, c);
  for (gsize i = 0; i < n_out; i++)
    transform (scratch + i * n_in * c, c, out + i * n_out * step, step, c);
}

/* Copies `side` × `side` pixels of a picture from (i, j) on, which may lie outside it: zeros there.
 */
static void
copy_window (const float *x, NcsnShape s, gsize picture, gssize i, gssize j, gssize side,
             float *out)
{
  for (gssize p = 0; p < side; p++)
    for (gssize q = 0; q < side; q++, out += s.c) {
      gssize row = i + p, column = j + q;
      if (row < 0 || column < 0 || row >= (gssize)s.h || column >= (gssize)s.w)
        memset (out, 0, s.c * sizeof (float));
      else
        memcpy (out, x + ((picture * s.h + (gsize)row) * s.w + (gsize)column) * s.c,
                s.c * sizeof (float));
    }
}

/* Bᵀ d B of `count` tiles from `first` on, into v: (36, count, C). scratch: 72·C floats. */
static void
transform_tiles (const Tiling *tiling, const float *x, gsize first, gsize count, float *v,
                 float *scratch)
{
  gsize c = tiling->x.c;

  for (gsize b = 0; b < count; b++) {
    Tile tile = tile_at (tiling, first + b);
    copy_window (x, tiling->x, tile.picture, (gssize)tile.i - 1, (gssize)tile.j - 1, IN, scratch);
    transform_both (transform_input, IN, IN, scratch, IN * c, c, v + b * c, count * c, c,
                    scratch + PLACES * c);
  }
}

typedef struct {
  Tiling tiling;
  const float *x, *u, *bias, *dy;
  float *y, *partial;
  gsize slice; /* tiles a partial sum */
  gboolean accumulate, want_bias;
  NcsnThreads *threads;
} Job;

/* Writes the part of a 4×4 tile that is inside the picture. */
static void
put_tile (const Job *job, Tile tile, const float *values)
{
  const Tiling *t = &job->tiling;
  gsize co = t->co;

  for (gsize p = 0; p < OUT && tile.i + p < t->x.h; p++)
    for (gsize q = 0; q < OUT && tile.j + q < t->x.w; q++) {
      const float *value = values + (p * OUT + q) * co;
      float *y = job->y + ((tile.picture * t->x.h + tile.i + p) * t->x.w + tile.j + q) * co;
      if (job->accumulate)
        for (gsize k = 0; k < co; k++)
          y[k] += value[k];
      else if (job->bias)
        for (gsize k = 0; k < co; k++)
          y[k] = value[k] + job->bias[k];
      else
        memcpy (y, value, co * sizeof (float));
    }
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize ci = job->tiling.x.c, co = job->tiling.co, count = last - first;
  float *v = ncsn_threads_scratch (job->threads, worker, scratch_size (&job->tiling));
  float *m = v + PLACES * job->tiling.block * ci;
  float *scratch = m + PLACES * job->tiling.block * co;

  transform_tiles (&job->tiling, job->x, first, count, v, scratch);
  for (gsize p = 0; p < PLACES; p++)
    ncsn_gemm (FALSE, FALSE, count, co, ci, v + p * count * ci, ci, job->u + p * ci * co, co, 0,
               m + p * count * co, co);
  for (gsize b = 0; b < count; b++) {
    transform_both (transform_output, IN, OUT, m + b * co, IN * count * co, count * co, scratch, co,
                    co, scratch + OUT * OUT * co);
    put_tile (job, tile_at (&job->tiling, first + b), scratch);
  }
}

/* G g Gᵀ for each pair of channels: w (3, 3, rows, columns) → u (36, rows, columns). */
static void
transform_weights (const float *w, gsize rows, gsize columns, float *u, float *scratch)
{
  gsize size = rows * columns;

  for (gsize r = 0; r < rows; r++)
    transform_both (transform_kernel, 3, IN, w + r * columns, 3 * size, size, u + r * columns, size,
                    columns, scratch);
}

void
ncsn_winograd_forward (const NcsnConv *conv, const float *x, const float *w, const float *b,
                       float *y, gboolean accumulate, NcsnThreads *threads)
{
  gsize size = conv->x.c * conv->co;
  float *u = ncsn_threads_shared_scratch (threads, PLACES * size + 3 * IN * conv->co);
  Job job = {.tiling = tiling_of (conv->x, conv->co),
             .x = x,
             .u = u,
             .bias = b,
             .y = y,
             .accumulate = accumulate,
             .threads = threads};

  transform_weights (w, conv->x.c, conv->co, u, u + PLACES * size);
  ncsn_parallel_for (threads, job.tiling.tiles, job.tiling.block, forward_range, &job);
}

/* The gradient of the input is the convolution of dy with the kernel turned by 180° and its
 * channels exchanged. */
void
ncsn_winograd_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                         NcsnThreads *threads)
{
  gsize ci = conv->x.c, co = conv->co;
  NcsnConv turned = *conv;
  g_autofree float *t = g_new (float, 9 * ci * co);

  turned.x.c = co;
  turned.co = ci;
  for (gsize tap = 0; tap < 9; tap++)
    for (gsize o = 0; o < co; o++)
      for (gsize i = 0; i < ci; i++)
        t[(tap * co + o) * ci + i] = w[((8 - tap) * ci + i) * co + o];
  ncsn_winograd_forward (&turned, dy, t, NULL, dx, TRUE, threads);
}

NCSN_SIMD static void
add (const float *a, gsize count, float *sum)
{
  for (gsize i = 0; i < count; i++)
    sum[i] += a[i];
}

/* Σ over a slice of tiles of (Bᵀ d B) ⊗ (A dY Aᵀ), and of dY for the bias. */
static void
weight_slice (const Job *job, gsize index, guint worker)
{
  const Tiling *t = &job->tiling;
  gsize ci = t->x.c, co = t->co, end = MIN ((index + 1) * job->slice, t->tiles);
  NcsnShape out = {t->x.n, t->x.h, t->x.w, co};
  float *du = job->partial + index * (PLACES * ci + 1) * co;
  float *db = du + PLACES * ci * co;
  float *v = ncsn_threads_scratch (job->threads, worker, scratch_size (t));
  float *m = v + PLACES * t->block * ci;
  float *scratch = m + PLACES * t->block * co;

  memset (du, 0, (PLACES * ci + 1) * co * sizeof (float));
  for (gsize first = index * job->slice; first < end; first += t->block) {
    gsize count = MIN (t->block, end - first);
    transform_tiles (t, job->x, first, count, v, scratch);
    for (gsize b = 0; b < count; b++) {
      Tile tile = tile_at (t, first + b);
      copy_window (job->dy, out, tile.picture, (gssize)tile.i, (gssize)tile.j, OUT, scratch);
      for (gsize k = 0; job->want_bias && k < OUT * OUT; k++)
        add (scratch + k * co, co, db);
      transform_both (transform_output_gradient, OUT, IN, scratch, OUT * co, co, m + b * co,
                      count * co, co, scratch + PLACES * co);
    }
    for (gsize p = 0; p < PLACES; p++)
      ncsn_gemm (TRUE, FALSE, ci, co, count, v + p * count * ci, ci, m + p * count * co, co, 1,
                 du + p * ci * co, co);
  }
}

static void
weight_range (gsize first, gsize last, guint worker, gpointer data)
{
  for (gsize s = first; s < last; s++)
    weight_slice (data, s, worker);
}

void
ncsn_winograd_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                          float *db, NcsnThreads *threads)
{
  gsize ci = conv->x.c, co = conv->co, size = ci * co;
  Job job = {.tiling = tiling_of (conv->x, co),
             .x = x,
             .dy = dy,
             .want_bias = db != NULL,
             .threads = threads};
  gsize slices = CLAMP (job.tiling.tiles / job.tiling.block, 1, WEIGHT_SLICES);
  gsize partial = (PLACES * ci + 1) * co;
  float *shared = ncsn_threads_shared_scratch (threads, slices * partial + (3 * IN + 9) * co);
  float *scratch = shared + slices * partial;

  job.slice = (job.tiling.tiles + slices - 1) / slices;
  job.partial = shared;
  ncsn_parallel_for (threads, slices, 1, weight_range, &job);
  for (gsize s = 1; s < slices; s++)
    add (shared + s * partial, partial, shared);
  for (gsize i = 0; i < ci; i++) {
    float *row = scratch + 3 * IN * co; /* (3, 3, C_out) of this input channel */
    transform_both (transform_kernel_gradient, IN, 3, shared + i * co, IN * size, size, row, co, co,
                    scratch);
    for (gsize tap = 0; tap < 9; tap++)
      add (row + tap * co, co, dw + (tap * ci + i) * co);
  }
  if (db)
    add (shared + PLACES * size, co, db);
}
