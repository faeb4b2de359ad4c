/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of easy consistency tuning (Geng et al. 2024, "Consistency models made easy"): pairs
 * of noise levels, and how much a difference at them counts.
 *
 * The estimates f of the picture at two levels t > r, with the same noise, are to agree. Their
 * distance shrinks from stage to stage, and at level 0, f is the picture itself; so f at any level
 * becomes one of the pictures that the probability flow leads to.
 *
 * The authors' pixels are from -1 to 1 with a deviation of NCSN_EDM_SIGMA. Here the unit of levels
 * is that of pixels from 0 to 1, and their formulas are taken at t NCSN_EDM_SIGMA/σ_d, where a
 * level hides as much of a picture as theirs does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The standard deviation of the pixels in Karras et al. (2022) and Geng et al. (2024). */
#define NCSN_EDM_SIGMA 0.5

/* The distance of the two levels is halved when another of these parts of the training begins. */
#define NCSN_CONSISTENCY_STAGES 8

/* The lower level r of a pair, 0 ≤ r < t, when the share `progress` of the training is done (0 …
 * 1): r = t (1 - 2^-(stage+1) (1 + 8/(1 + exp t))), and 0 where that is negative. data_sigma: σ_d.
 */
double ncsn_consistency_lower (double t, double data_sigma, double progress);

/* The weight of ‖f_t - f_r‖: 1/(t σ_d). */
double ncsn_consistency_weight (double t, double data_sigma);

/* c of √(‖f_t - f_r‖² + c²) - c, below which a difference counts as its square: 0.00054 √size for
 * the authors' pixels (Song & Dhariwal 2024, "Improved techniques for training consistency models",
 * section 3.3). size: numbers in a picture. */
double ncsn_consistency_softness (double data_sigma, gsize size);

G_END_DECLS
