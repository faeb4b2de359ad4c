/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ladders: geometric sequences of noise levels, and how to choose one for a set of pictures (Song &
 * Ermon 2020, "Improved techniques for training score-based generative models", techniques 1, 2
 * and 4).
 *
 * Noise levels have the unit of the pixels, which are in [0, 1]. Step sizes are in the published
 * form x + (α/2) s + √α z, twice those of the authors' code. */
#pragma once

#include "threads.h"

G_BEGIN_DECLS

/* The levels σ_i = σ_1 (σ_L/σ_1)^((i-1)/(L-1)), i = 1 … L. */
typedef struct {
  double sigma_begin; /* σ_1, the largest level */
  double sigma_end;   /* σ_L, the smallest; positive and at most σ_1 */
  guint levels;       /* L ≥ 1, and 1 only when σ_1 = σ_L */
} NcsnLadder;

/* Writes σ_1 > … > σ_L into sigmas, which holds ladder->levels doubles. */
void ncsn_ladder_sigmas (const NcsnLadder *ladder, double *sigmas);

/* The ratio γ = σ_i/σ_{i+1} of neighbouring levels; 1 for a single level. */
double ncsn_ladder_ratio (const NcsnLadder *ladder);

/* Technique 1: the largest Euclidean distance between two of `count` pictures of `size` floats, a
 * good σ_1; 0 for fewer than two. It compares every pair, so the time grows with count² × size:
 * about one second on one core for 2,000 pictures of 32 × 32 in colour. */
double ncsn_largest_distance (const float *pictures, gsize count, gsize size, NcsnThreads *threads);

/* Technique 2: the probability that the radius of a D-dimensional N(0, σ_i²) lies within three
 * standard deviations of that of N(0, σ_{i-1}²), for levels of ratio γ:
 * Φ(√(2D)(γ-1) + 3γ) - Φ(√(2D)(γ-1) - 3γ).
 * The formula takes radii as normal with variance σ²/2, which is accurate from tens of dimensions
 * on.
 */
double ncsn_level_overlap (double ratio, double dimension);

/* The overlap of the authors' ladders. The paper proposes about 0.5, but the five ladders in their
 * configurations (σ_1 50, 90, 140, 190, 348 in 232, 500, 788, 1086, 2311 levels, for pictures of
 * 32, 64, 96, 128, 256 pixels a side) have this overlap, and their step sizes and published samples
 * belong to these ladders. It takes 6 % more levels than 0.5. */
#define NCSN_DEFAULT_OVERLAP 0.5667

/* The ratio γ > 1 with this overlap, which must be above 0 and below Φ(3) - Φ(-3) = 0.9973, the
 * overlap of γ = 1. Above 4.5 dimensions there is exactly one such ratio; below there may be none,
 * and the result is INFINITY. */
double ncsn_ratio_for_overlap (double overlap, double dimension);

/* The number of levels from σ_1 to σ_L whose ratio is nearest to γ > 1; at least 2, but 1 when
 * σ_1 = σ_L. */
guint ncsn_levels_for_ratio (double sigma_begin, double sigma_end, double ratio);

/* Sets ladder->levels to the number that gives this overlap, for pictures of `dimension` = width ×
 * height × channels numbers. The two other members must be set. */
void ncsn_ladder_choose (NcsnLadder *ladder, double dimension, double overlap);

/* Technique 4: s_T²/σ², the variance of a chain's noise after T steps at a level, relative to the
 * variance σ² of the level. The data is a single point, and the chain starts with the noise of the
 * level before. With q = 1 - ε/2σ_L², by which a step multiplies the distance from that point:
 * s_T²/σ² = q^{2T} (γ² - b) + b, b = 2/(1+q). For 0 < ε < 4σ_L², where chains are stable. Never
 * below 1. */
double ncsn_noise_ratio (const NcsnLadder *ladder, guint steps, double epsilon);

/* The ε for which ncsn_noise_ratio () is nearest to 1 with T ≥ 1 steps a level; at most 2σ_L². A
 * single level has no noise of an earlier level to remove, so that smaller steps are always better:
 * there it is σ_L²/2, the ε of ncsn_schedule_suit_epsilon (). */
double ncsn_epsilon_for_noise_ratio (const NcsnLadder *ladder, guint steps);

G_END_DECLS
