/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums, products with factors, concatenations, table look-ups, inner products and roots.
 * Gradients are added to. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* out = a + b; out may be a or b. */
void ncsn_add (const float *a, const float *b, gsize count, float *out, NcsnThreads *threads);

/* y_n = s_n x_n: one factor per picture. s: N floats; y may be x. */
void ncsn_scale_forward (const float *x, NcsnShape shape, const float *s, float *y,
                         NcsnThreads *threads);
/* dx += s dy and ds_n += ⟨dy_n, x_n⟩; either may be NULL. */
void ncsn_scale_vjp (const float *x, NcsnShape shape, const float *s, const float *dy, float *dx,
                     float *ds, NcsnThreads *threads);

/* y: the channels of a, then those of b, for `pixels` pixels (N·H·W). One of a and b may be NULL:
 * zeros. */
void ncsn_concat_forward (const float *a, gsize a_channels, const float *b, gsize b_channels,
                          gsize pixels, float *y, NcsnThreads *threads);
/* da and db += their channels of dy; either may be NULL. */
void ncsn_concat_vjp (const float *dy, gsize a_channels, gsize b_channels, gsize pixels, float *da,
                      float *db, NcsnThreads *threads);

/* Looks up rows of a table, with linear interpolation: y_n = (1-f) table[i] + f table[i+1], where
 * index_n = i + f and 0 ≤ f < 1. table: (rows, width); index: n numbers from 0 to rows-1. */
void ncsn_embedding_forward (const float *table, gsize width, const float *index, gsize n,
                             float *y);
/* dtable += the gradient, for the same indices. */
void ncsn_embedding_vjp (const float *dy, gsize width, const float *index, gsize n, float *dtable);

/* y_n = ⟨a_n, b_n⟩, summed in double: one number per picture. */
void ncsn_dot (const float *a, const float *b, NcsnShape shape, float *y, NcsnThreads *threads);
/* da_n += dy_n b_n and db_n += dy_n a_n; either may be NULL, and both may be the
 * same. */
void ncsn_dot_vjp (const float *a, const float *b, NcsnShape shape, const float *dy, float *da,
                   float *db, NcsnThreads *threads);

/* y_i = √(x_i + c_i²) - c_i for x_i ≥ 0 and c_i > 0, without cancellation for small x_i. */
void ncsn_soft_root (const float *x, const float *c, gsize n, float *y);
/* dx_i += dy_i / 2√(x_i + c_i²). */
void ncsn_soft_root_vjp (const float *x, const float *c, gsize n, const float *dy, float *dx);

/* (1/n) Σ_i weight_i x_i, summed in double. */
float ncsn_mean (const float *x, const float *weight, gsize n);
/* dx_i += dy weight_i/n. */
void ncsn_mean_vjp (const float *weight, gsize n, float dy, float *dx);

G_END_DECLS
