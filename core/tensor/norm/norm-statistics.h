/* What conditional instance normalisation ++ and its derivatives have in common, in the notation of
 * norm.h. For norm.c and norm-tangent.c only. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* The statistics of one picture, a channel each. */
typedef struct {
  float *mean; /* μ */
  float *rstd; /* r = 1/√(s² + ε) */
  float *u;    /* (μ - m) q */
  float *q;    /* 1/√(v + ε), one float for all channels */
} NcsnNormStatistics;

/* The parts of 3 c + 1 floats. */
NcsnNormStatistics ncsn_norm_statistics_at (float *floats, gsize c);

/* Pictures are measured in bands of pixels, whose number follows from the shape alone: the sums of
 * a picture, and with them every bit of the result, are the same however the bands are shared out.
 */
typedef struct {
  gsize first, last; /* pixels of the picture */
} NcsnNormBand;

gsize ncsn_norm_bands (NcsnShape shape);
NcsnNormBand ncsn_norm_band (NcsnShape shape, gsize index);

/* Means of the channels over `pixels` pixels, then Σ (x - mean)², then scratch: 4 C doubles. */
void ncsn_norm_moments (const float *x, gsize pixels, gsize c, double *moments);

/* The statistics of a picture from the moments of its bands, one after the other, whose scratch it
 * uses. */
void ncsn_norm_join_moments (NcsnShape shape, double *moments, NcsnNormStatistics statistics);

/* Both in one: the statistics of the picture x. scratch: ncsn_norm_moments_size () floats, 8-byte
 * aligned. */
void ncsn_norm_statistics (const float *x, NcsnShape shape, float *scratch,
                           NcsnNormStatistics statistics);
gsize ncsn_norm_moments_size (NcsnShape shape);

/* Σ a, then Σ a·(b - shift_k), over `pixels` pixels are added to 2 C doubles. With the mean for the
 * shift nothing cancels, however far from zero b is. row: scratch, 2 C floats. */
void ncsn_norm_add_sums (const float *a, const float *b, const float *shift, gsize pixels, gsize c,
                         float *row, double *sums);

/* out = (∂u/∂μ) a = q (a - mean(a) - u Σ_j a_j u_j/(C-1)), a symmetric matrix: derivatives along a
 * and gradients alike. */
void ncsn_norm_project_means (NcsnNormStatistics statistics, gsize c, const float *a, float *out);

/* dscale += the gradients of all pictures, (N, 3C); dscale: (rows, 3C) with rows of 1 or N. */
void ncsn_norm_add_rows (const float *pictures, NcsnShape shape, gsize rows, float *dscale);

G_END_DECLS
