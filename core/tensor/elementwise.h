/* Sums, scalings, joins and look-ups. Gradients are added to. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* out = a + b; out may be a or b. */
void ncsn_add (const float *a, const float *b, gsize count, float *out, NcsnThreads *threads);

/* y_n = s_n x_n: one factor a picture. s: N floats. */
void ncsn_scale_forward (const float *x, NcsnShape shape, const float *s, float *y,
                         NcsnThreads *threads);
/* dx += s dy and ds_n += ⟨dy_n, x_n⟩; either may be NULL. */
void ncsn_scale_vjp (const float *x, NcsnShape shape, const float *s, const float *dy, float *dx,
                     float *ds, NcsnThreads *threads);

/* The channels of a, then those of b, for `pixels` pixels (N·H·W). */
void ncsn_concat_forward (const float *a, gsize a_channels, const float *b, gsize b_channels,
                          gsize pixels, float *y, NcsnThreads *threads);
/* da and db are added to; either may be NULL. */
void ncsn_concat_vjp (const float *dy, gsize a_channels, gsize b_channels, gsize pixels, float *da,
                      float *db, NcsnThreads *threads);

/* y_n = table[index_n]. table: (rows, width); index: n whole numbers below rows, as floats. */
void ncsn_embedding_forward (const float *table, gsize width, const float *index, gsize n,
                             float *y);
void ncsn_embedding_vjp (const float *dy, gsize width, const float *index, gsize n, float *dtable);

/* (1/N) Σ_n weight_n ½ ‖x_n - y_n‖², summed in double. weight: N floats. */
float ncsn_half_squared_error (const float *x, const float *y, NcsnShape shape, const float *weight,
                               NcsnThreads *threads);
/* dx += d · weight_n/N (x_n - y_n), dy the opposite; either may be NULL. */
void ncsn_half_squared_error_vjp (const float *x, const float *y, NcsnShape shape,
                                  const float *weight, float d, float *dx, float *dy,
                                  NcsnThreads *threads);

G_END_DECLS
