/* Ladders of noise levels, and how to choose one for a set of pictures (Song & Ermon 2020,
 * "Improved techniques for training score-based generative models", techniques 1, 2 and 4).
 *
 * Step sizes are in the published form x + (α/2) s + √α z, twice those of the authors' code. */
#pragma once

#include "threads.h"

G_BEGIN_DECLS

/* σ_i = σ_1 (σ_L/σ_1)^((i-1)/(L-1)) */
typedef struct {
  double sigma_begin; /* σ_1, the largest level */
  double sigma_end;   /* σ_L, the smallest; positive and at most σ_1 */
  guint levels;       /* L ≥ 1, and 1 only when σ_1 = σ_L */
} NcsnLadder;

/* Writes σ_1 > … > σ_L into sigmas, which holds ladder->levels doubles. */
void ncsn_ladder_sigmas (const NcsnLadder *ladder, double *sigmas);

/* γ = σ_i/σ_{i+1}; 1 for a single level. */
double ncsn_ladder_ratio (const NcsnLadder *ladder);

/* Technique 1: the largest Euclidean distance between two of `count` pictures of `size` floats,
 * which suits σ_1. */
double ncsn_largest_distance (const float *pictures, gsize count, gsize size, NcsnThreads *threads);

/* Technique 2: how much of the radius of a D-dimensional N(0, σ_{i+1}²) falls where that of
 * N(0, σ_i²) is likely, for levels of ratio γ:
 * Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ). */
double ncsn_level_overlap (double ratio, double dimension);

/* The ratio γ > 1 whose overlap is this; 0 < overlap < Φ(3) - Φ(-3). */
double ncsn_ratio_for_overlap (double overlap, double dimension);

/* The number of levels from σ_1 to σ_L whose ratio comes nearest to γ; at least 2. */
guint ncsn_levels_for_ratio (double sigma_begin, double sigma_end, double ratio);

/* Technique 4: s_T²/σ², the variance of a chain's noise after T steps at a level over that of the
 * level, where it started with that of the level before. */
double ncsn_noise_ratio (const NcsnLadder *ladder, guint steps, double epsilon);

/* The ε that brings it nearest to 1 for T steps a level. */
double ncsn_epsilon_for_noise_ratio (const NcsnLadder *ladder, guint steps);

G_END_DECLS
