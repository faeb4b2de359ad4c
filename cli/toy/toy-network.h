/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network that learns the scores of the mixture by one of the objectives, at one noise
 * level or at many, and its errors. */
#pragma once

#include "toy-clock.h"
#include "toy-plane.h"

G_BEGIN_DECLS

#define CLI_TOY_LEVELS 10

/* The learnt score at one noise level. Errors are ½‖s - ∇ln q_σ‖² against the true score of the q_σ
 * that the network learns at this level. */
typedef struct {
  double sigma;
  double filled; /* cli_toy_plane_filled () */
  double before; /* mean over q_σ with the initial weights: the explicit objective */
  double after;  /* the same after training */
  double absolute[CLI_TOY_REGIONS]; /* mean over the grid's points of a region */
  double relative[CLI_TOY_REGIONS]; /* the same, divided by the mean of ½‖∇ln q_σ‖² there */
  float *score;                     /* at the grid's points: (CLI_TOY_POINTS, 2) */
} CliToyLevel;

typedef struct {
  NcsnLoss loss;
  NcsnLadder ladder;
  NcsnModel *model;                   /* averaged weights */
  CliToyLevel levels[CLI_TOY_LEVELS]; /* ladder.levels of them, from the largest σ down */
} CliToyNetwork;

/* Sets loss and ladder of an untrained network. With one level, the explicit and the sliced
 * objective learn the data's own score (σ = 0.01, almost no noise), and the denoising objective,
 * which needs noise, that at the ladder's smallest level. */
void cli_toy_network_init (CliToyNetwork *network, NcsnLoss loss, gboolean many);
void cli_toy_network_clear (CliToyNetwork *network);

/* "explicit", "sliced" or "denoising". Not owned. */
const char *cli_toy_network_objective (const CliToyNetwork *network);

/* The cost of training in the clock's unit of work. */
double cli_toy_network_work (const CliToyNetwork *network);

/* Trains and measures on the calling thread alone: more threads gain nothing with so small a
 * network. */
gboolean cli_toy_network_learn (CliToyNetwork *network, const CliToyPlane *plane, guint64 seed,
                                CliToyClock *clock, GError **error);

/* The level with the smallest σ. */
const CliToyLevel *cli_toy_network_last (const CliToyNetwork *network);

/* The number of levels, from the first on, whose noise fills at least 99 % of the region outside
 * the data's support. */
guint cli_toy_network_n_filled (const CliToyNetwork *network);

/* The mean of `relative` over those levels; there must be at least one. */
double cli_toy_network_filled_error (const CliToyNetwork *network, CliToyRegion region);

G_END_DECLS
