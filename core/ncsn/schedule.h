/* Noise levels and step sizes of annealed Langevin dynamics (Song & Ermon 2019, section 3 and 4.3).
 */
#pragma once

#include "ladder.h"

G_BEGIN_DECLS

#define NCSN_MAX_LEVELS 10000

typedef struct {
  double sigma_begin; /* σ_1, the largest level, in units of pixel values in [0, 1] */
  double sigma_end;   /* σ_L, the smallest; positive and at most σ_1 */
  guint levels;       /* L ≥ 1, and 1 only when σ_1 = σ_L; the levels are geometric: σ_i = σ_1
                         (σ_L/σ_1)^((i-1)/(L-1)) */
  guint steps;        /* T ≥ 1, Langevin steps at each level */
  double epsilon;   /* ε > 0; step size α_i = ε σ_i²/σ_L² in the published form x + (α/2) s + √α z.
                       The authors' code writes x + α s + √(2α) z: double its step_lr to get ε. */
  gboolean denoise; /* end with Tweedie's x + σ_L² s(x, σ_L) (NCSNv2, Song & Ermon 2020) */
} NcsnSchedule;

/* FALSE with a sentence that names the offending number when the schedule makes no sense. The chain
 * is stable only while ε < 4 σ_L² (the step contracts noise of variance σ² by 1 - ε/2σ_L²). */
gboolean ncsn_schedule_check (const NcsnSchedule *schedule, GError **error);

/* Writes σ_1 > … > σ_L into sigmas, which holds schedule->levels doubles. */
void ncsn_schedule_sigmas (const NcsnSchedule *schedule, double *sigmas);

/* Sets ε to suit the other numbers: ε = 2 η σ_L² with η = √(1 - γ^(-2/T)), γ = (σ_1/σ_L)^(1/L).
 *
 * A step takes the share η off what is left of the noise of earlier levels and adds noise of its
 * own level. Larger steps forget the earlier levels sooner, smaller ones leave less discretisation
 * error; over the principal components of handwritten digits (with the recursion of Song & Ermon
 * 2020, technique 4, in each) this η comes close to the best of both. */
void ncsn_schedule_suit_epsilon (NcsnSchedule *schedule);

/* How often the score is evaluated: L·T, one more with denoising. */
guint64 ncsn_schedule_evaluations (const NcsnSchedule *schedule);

G_END_DECLS
