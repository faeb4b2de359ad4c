/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics that conditional instance normalisation ++ and its tangent share, in the notation
 * of norm.h. For norm.c and norm-tangent.c only. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

/* The statistics of one picture; mean, rstd and u have a number per channel. */
typedef struct {
  float *mean; /* μ */
  float *rstd; /* r = 1/√(s² + ε) */
  float *u;    /* (μ - m) q */
  float *q;    /* 1/√(v + ε), one float for all channels */
} NcsnNormStatistics;

/* Divides 3 c + 1 floats into these parts. */
NcsnNormStatistics ncsn_norm_statistics_at (float *floats, gsize c);

/* The sums of a picture are computed in bands of pixels. The number of bands depends on the shape
 * alone, so that the bits of the result do not depend on the threads. */
typedef struct {
  gsize first, last; /* pixels of the picture */
} NcsnNormBand;

/* The number of bands of a picture. */
gsize ncsn_norm_bands (NcsnShape shape);

NcsnNormBand ncsn_norm_band (NcsnShape shape, gsize index);

/* moments, 4 C doubles: the channels' means over `pixels` pixels, then Σ (x - mean)², then 2 C
 * doubles of scratch memory. */
void ncsn_norm_moments (const float *x, gsize pixels, gsize c, double *moments);

/* The statistics of a picture from the moments of all its bands, 4 C doubles each; uses the scratch
 * memory in them. */
void ncsn_norm_join_moments (NcsnShape shape, double *moments, NcsnNormStatistics statistics);

/* Does both: the statistics of the picture x. scratch: ncsn_norm_moments_size () floats, 8-byte
 * aligned. */
void ncsn_norm_statistics (const float *x, NcsnShape shape, float *scratch,
                           NcsnNormStatistics statistics);

/* Floats for the moments of all bands of a picture. */
gsize ncsn_norm_moments_size (NcsnShape shape);

/* Adds Σ a, then Σ a·(b - shift_k), over `pixels` pixels to 2 C doubles. With the mean as the shift
 * nothing cancels, even if b is far from zero. row: scratch memory, 2 C floats. */
void ncsn_norm_add_sums (const float *a, const float *b, const float *shift, gsize pixels, gsize c,
                         float *row, double *sums);

/* out = (∂u/∂μ) a = q (a - mean(a) - u Σ_j a_j u_j/(C-1)). The matrix is symmetric, so this is both
 * the derivative along a and the gradient. */
void ncsn_norm_project_means (NcsnNormStatistics statistics, gsize c, const float *a, float *out);

/* dscale += the gradients of all pictures, (N, 3C). dscale: (rows, 3C), rows is 1 or N. */
void ncsn_norm_add_rows (const float *pictures, NcsnShape shape, gsize rows, float *dscale);

G_END_DECLS
