/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network that learns the scores of the mixture by one of the objectives, at one noise
 * level or at many, and how wrong it is. */
#pragma once

#include "toy-clock.h"
#include "toy-plane.h"

G_BEGIN_DECLS

#define CLI_TOY_LEVELS 10

/* The learnt score at one noise level. Errors are ½‖s - ∇ln q_σ‖², against the score of the same
 * q_σ that the network was to learn at this level. */
typedef struct {
  double sigma;
  double filled; /* cli_toy_plane_filled () */
  double before; /* mean over q_σ itself with the first weights: the explicit objective */
  double after;  /* the same after training */
  double absolute[CLI_TOY_REGIONS]; /* mean over the grid's points of a region */
  double relative[CLI_TOY_REGIONS]; /* the same, over the mean of ½‖∇ln q_σ‖² there */
  float *score;                     /* at the grid's points: (CLI_TOY_POINTS, 2) */
} CliToyLevel;

typedef struct {
  NcsnLoss loss;
  NcsnLadder ladder;
  NcsnModel *model;                   /* averaged weights */
  CliToyLevel levels[CLI_TOY_LEVELS]; /* ladder.levels of them, from the largest σ down */
} CliToyNetwork;

/* An untrained network in `network`: only loss and ladder are set. With one level, the explicit and
 * the sliced objective learn the data's own score (σ = 0.01, next to nothing) and the denoising one
 * that at the ladder's smallest level, because it needs noise. */
void cli_toy_network_init (CliToyNetwork *network, NcsnLoss loss, gboolean many);
void cli_toy_network_clear (CliToyNetwork *network);

/* "explicit", "sliced" or "denoising". Not owned. */
const char *cli_toy_network_objective (const CliToyNetwork *network);

/* What training costs, in the clock's work. */
double cli_toy_network_work (const CliToyNetwork *network);

/* Trains and measures, on the caller's thread alone: more of them do not gain anything with so
 * small a network. */
gboolean cli_toy_network_learn (CliToyNetwork *network, const CliToyPlane *plane, guint64 seed,
                                CliToyClock *clock, GError **error);

/* The level with the smallest σ. */
const CliToyLevel *cli_toy_network_last (const CliToyNetwork *network);

/* How many levels, from the first on, have noise that fills the region outside the data's support:
 * at least 99 % of it. */
guint cli_toy_network_n_filled (const CliToyNetwork *network);

/* The mean of `relative` over those levels, of which there must be one. */
double cli_toy_network_filled_error (const CliToyNetwork *network, CliToyRegion region);

G_END_DECLS
