/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules: the noise levels and step sizes of annealed Langevin dynamics (Song & Ermon 2019,
 * section 3 and 4.3). At each of L levels σ_i, a chain makes T steps
 *   x ← x + (α_i/2) s(x, σ_i) + √α_i z,  z ~ N(0, I),  α_i = ε σ_i²/σ_L². */
#pragma once

#include "ladder.h"

G_BEGIN_DECLS

#define NCSN_MAX_LEVELS 10000

/* Levels chosen for a model rather than computed (level-choice.h). */
#define NCSN_MAX_CHOSEN 8
#define NCSN_MAX_CHOSEN_LEVELS 24

typedef struct {
  guint count;                           /* from 2 to NCSN_MAX_CHOSEN_LEVELS */
  double sigmas[NCSN_MAX_CHOSEN_LEVELS]; /* falling */
} NcsnChosenLevels;

typedef struct {
  double sigma_begin; /* σ_1, the largest level, in units of pixel values in [0, 1] */
  double sigma_end;   /* σ_L, the smallest; positive and at most σ_1 */
  guint levels;       /* L ≥ 1, and 1 only when σ_1 = σ_L; the levels are geometric: σ_i = σ_1
                         (σ_L/σ_1)^((i-1)/(L-1)) */
  guint steps;        /* T ≥ 1, Langevin steps at each level */
  double epsilon;   /* ε > 0; step size α_i = ε σ_i²/σ_L² in the published form x + (α/2) s + √α z.
                       The authors' code writes x + α s + √(2α) z: double its step_lr to get ε. */
  gboolean denoise; /* finish with Tweedie's x + σ_L² s(x, σ_L) (NCSNv2, Song & Ermon 2020) */
  guint n_chosen;   /* of a model: how many lists of chosen levels it has, each from σ_1 to σ_L and
                       of another length, for samplers with that many levels; mostly 0 */
  NcsnChosenLevels chosen[NCSN_MAX_CHOSEN];
} NcsnSchedule;

/* FALSE with an NCSN_ERROR_ARGUMENT that names the number out of range. Chains are stable only for
 * ε < 4 σ_L², since a step multiplies noise by 1 - ε/2σ_L². */
gboolean ncsn_schedule_check (const NcsnSchedule *schedule, GError **error);

/* FALSE with an NCSN_ERROR_ARGUMENT unless the chosen levels are as NcsnSchedule says. */
gboolean ncsn_schedule_check_chosen (const NcsnSchedule *schedule, GError **error);

/* The chosen levels from σ_1 to σ_L in the schedule's number, owned by it; NULL if there are none.
 * A schedule whose σ_1 or σ_L was changed has none. */
const double *ncsn_schedule_chosen (const NcsnSchedule *schedule);

/* Writes σ_1 > … > σ_L into sigmas, which holds schedule->levels doubles. */
void ncsn_schedule_sigmas (const NcsnSchedule *schedule, double *sigmas);

/* Sets ε from the other numbers: ε = 2 η σ_L² with η = √(1 - γ^(-2/T)), γ = (σ_1/σ_L)^(1/L).
 *
 * A step removes the share η of the remaining noise of earlier levels and adds noise of its own
 * level. Larger steps remove the earlier noise sooner, smaller ones have less discretisation error.
 * Over the principal components of handwritten digits (with the recursion of Song & Ermon 2020,
 * technique 4, in each), this η is close to the best compromise. */
void ncsn_schedule_suit_epsilon (NcsnSchedule *schedule);

/* The number of evaluations of the score: L·T, one more with denoising. */
guint64 ncsn_schedule_evaluations (const NcsnSchedule *schedule);

G_END_DECLS
