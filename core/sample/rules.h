/* The step rules: how a chain gets from noise of one level to noise of the next. sample.c goes
 * through the levels and does what is the same for all. */
#pragma once

#include "sample/chain.h"

G_BEGIN_DECLS

/* From σ_i to σ_{i+1}. */
typedef struct {
  double from, to;
  guint32 draw; /* of the noise that held pixels get at `to` */
} NcsnInterval;

typedef struct {
  /* What is done at σ_1, before the first interval; draw 0 is for its held pixels. */
  gboolean (*begin) (NcsnChain *chain, double sigma, GError **error);
  gboolean (*advance) (NcsnChain *chain, const NcsnInterval *interval, GError **error);
} NcsnStepRule;

extern const NcsnStepRule ncsn_langevin, ncsn_annealed, ncsn_consistent, ncsn_predictor_corrector,
    ncsn_heun;

/* A `begin` that evaluates nothing: the held pixels get their noise. */
gboolean ncsn_begin_held (NcsnChain *chain, double sigma, GError **error);

/* T Langevin steps x ← x + (α/2) s + √α z with α = 2 η σ². */
gboolean ncsn_langevin_steps (NcsnChain *chain, double sigma, double eta, guint32 draw,
                              GError **error);

/* η = ε / 2σ_L² of a schedule: the share of its noise that a Langevin step takes off a point. */
double ncsn_langevin_share (const NcsnSchedule *schedule);

G_END_DECLS
