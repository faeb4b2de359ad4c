/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gradient of the kernel by minimal filtering. With d a 6×6 piece of the input, dY the gradient
 * of its 4×4 outputs and the sum over all tiles (the transpose of Lavin & Gray's (2016) algorithm):
 *   dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A dY Aᵀ)] G.
 * At each of the 36 places the sum is a matrix product over tiles. */
#include "tensor/conv/conv-winograd.h"

#include "base/parallel.h"
#include "tensor/conv/conv-winograd-tiles.h"

#define MIN_TILES 128 /* with fewer, the sums are read and written too often */

typedef struct {
  NcsnTiling tiling;
  const float *x, *dy;
  float *dw;
  gsize first, count; /* the tiles transformed at present */
  NcsnPlaces v, m;    /* Bᵀ d B and A dY Aᵀ of these */
  NcsnPlaces du;      /* the sums so far */
} GradientJob;

static void
tile_range (gsize first, gsize last, guint worker, gpointer data)
{
  const GradientJob *job = data;
  const NcsnTiling *tiling = &job->tiling;
  NcsnPlaces v = {job->v.at + first * ncsn_whole_groups (tiling->x.c), job->v.step};
  NcsnPlaces m = {job->m.at + first * ncsn_whole_groups (tiling->co), job->m.step};

  ncsn_tiles_transform_input (tiling, job->x, job->first + first, last - first, v);
  ncsn_tiles_transform_gradient (tiling, job->dy, job->first + first, last - first, m);
}

/* du += vᵀ m at each place. */
static void
place_range (gsize first, gsize last, guint worker, gpointer data)
{
  const GradientJob *job = data;
  gsize ci = job->tiling.x.c, co = ncsn_whole_groups (job->tiling.co);

  for (gsize p = first; p < last; p++) {
    float *du = job->du.at + p * job->du.step;
    ncsn_kernels ()->multiply (&(NcsnProduct){.m = ci,
                                              .n = co,
                                              .k = job->count,
                                              .a = job->v.at + p * job->v.step,
                                              .row = 1,
                                              .step = ncsn_whole_groups (ci),
                                              .b = job->m.at + p * job->m.step,
                                              .line = co,
                                              .panel = NCSN_GROUP,
                                              .c = du,
                                              .ldc = co,
                                              .add = job->first > 0 ? du : NULL});
  }
}

static void
kernel_range (gsize first, gsize last, guint worker, gpointer data)
{
  const GradientJob *job = data;
  gsize ci = job->tiling.x.c, co = job->tiling.co, padded = ncsn_whole_groups (co);

  for (gsize i = first; i < last; i++)
    ncsn_kernels ()->transform_kernel_gradient (job->du.at + i * padded, job->du.step, co,
                                                job->dw + i * co, ci * co);
}

void
ncsn_winograd_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw,
                          NcsnThreads *threads)
{
  gsize ci = conv->x.c, in = ncsn_whole_groups (ci), co = ncsn_whole_groups (conv->co);
  GradientJob job = {
      .tiling = ncsn_tiling (conv->x, conv->co, conv->dilation), .x = x, .dy = dy, .dw = dw};
  gsize fitting = ncsn_tile_room ()->gradient / (NCSN_TILE_PLACES * (in + co));
  gsize max_count = MIN (MAX (fitting, MIN_TILES), job.tiling.tiles);
  gsize inputs = ncsn_places_size (max_count * in), gradients = ncsn_places_size (max_count * co);
  float *v = ncsn_threads_shared_scratch (threads, inputs + gradients + ncsn_places_size (ci * co));

  job.du = ncsn_places (v + inputs + gradients, ci * co);
  for (job.first = 0; job.first < job.tiling.tiles; job.first += max_count) {
    job.count = MIN (max_count, job.tiling.tiles - job.first);
    job.v = ncsn_places (v, job.count * in);
    job.m = ncsn_places (v + inputs, job.count * co);
    ncsn_parallel_for (threads, job.count, 4, tile_range, &job);
    ncsn_parallel_for (threads, NCSN_TILE_PLACES, 1, place_range, &job);
  }
  ncsn_parallel_for (threads, ci, 8, kernel_range, &job);
}
