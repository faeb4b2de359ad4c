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
 * which suits σ_1; 0 for fewer than two. Every pair is looked at: the time grows with
 * count² × size, to about a second a core for 2,000 pictures of 32 × 32 in colour. */
double ncsn_largest_distance (const float *pictures, gsize count, gsize size, NcsnThreads *threads);

/* Technique 2: how much of the radius of a D-dimensional N(0, σ_{i+1}²) falls where that of
 * N(0, σ_i²) is likely, for levels of ratio γ:
 * Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ).
 * It takes radii to be normal with variance σ²/2, which is good for tens of dimensions or more. */
double ncsn_level_overlap (double ratio, double dimension);

/* The overlap of the authors' ladders. The paper asks for about 0.5, but the five that their
 * configurations hold (σ_1 50, 90, 140, 190, 348 in 232, 500, 788, 1086, 2311 levels, for pictures
 * of 32, 64, 96, 128, 256 pixels a side) have this one, and their step sizes and samples go with
 * it. It costs 6 % more levels than 0.5. */
#define NCSN_DEFAULT_OVERLAP 0.5667

/* The ratio γ > 1 whose overlap is this; 0 < overlap < Φ(3) - Φ(-3) = 0.9973, that of γ = 1. Above
 * 4.5 dimensions there is exactly one; below there may be none, and it is INFINITY. */
double ncsn_ratio_for_overlap (double overlap, double dimension);

/* The number of levels from σ_1 to σ_L whose ratio comes nearest to γ > 1; at least 2, but 1 when
 * σ_1 = σ_L. */
guint ncsn_levels_for_ratio (double sigma_begin, double sigma_end, double ratio);

/* The two together: sets `levels` to suit the other two numbers of the ladder, for pictures of so
 * many numbers (width × height × channels). */
void ncsn_ladder_choose (NcsnLadder *ladder, double dimension, double overlap);

/* Technique 4: s_T²/σ², the variance of a chain's noise after T steps at a level over that of the
 * level, where it started with that of the level before, and the data is a single point. With
 * q = 1 - ε/2σ_L² (a step multiplies the distance from that point by q):
 * q^{2T} (γ² - b) + b, b = 2/(1+q). For 0 < ε < 4σ_L², where chains are stable. Never below 1. */
double ncsn_noise_ratio (const NcsnLadder *ladder, guint steps, double epsilon);

/* The ε that brings it nearest to 1 for T ≥ 1 steps a level; at most 2σ_L². A single level has
 * no earlier noise to forget, so less is always better: it gets σ_L²/2, the ε of
 * ncsn_schedule_suit_epsilon (). */
double ncsn_epsilon_for_noise_ratio (const NcsnLadder *ladder, guint steps);

G_END_DECLS
