/* What conditional instance normalisation ++ and its derivatives have in common, in the notation of
 * norm.h. For norm.c and norm-tangent.c only. */
#pragma once

#include "ncsn/shape.h"

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

/* Fills in the statistics of the picture x. scratch: 6 C floats, 8-byte aligned. */
void ncsn_norm_statistics (const float *x, NcsnShape shape, float *scratch,
                           NcsnNormStatistics statistics);

/* Σ a, then Σ a·b, over the pixels of a picture: 2 C doubles. scratch: 2 C floats. */
void ncsn_norm_channel_sums (const float *a, const float *b, NcsnShape shape, float *scratch,
                             double *sums);

/* out = (∂u/∂μ) a = q (a - mean(a) - u Σ_j a_j u_j/(C-1)), a symmetric matrix: derivatives along a
 * and gradients alike. */
void ncsn_norm_project_means (NcsnNormStatistics statistics, gsize c, const float *a, float *out);

/* out += a·of_a_k + b·of_b_k + constant_k for every pixel and channel k. */
void ncsn_norm_add_combination (const float *a, const float *b, gsize pixels, gsize c,
                                const float *of_a, const float *of_b, const float *constant,
                                float *out);

/* dscale += the gradients of all pictures, (N, 3C); dscale: (rows, 3C) with rows of 1 or N. */
void ncsn_norm_add_rows (const float *pictures, NcsnShape shape, gsize rows, float *dscale);

G_END_DECLS
