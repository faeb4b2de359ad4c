/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin chains on the mixture: at one noise level, and annealed over many. */
#pragma once

#include "toy-clock.h"
#include "toy-network.h"
#include "toy-plane.h"

G_BEGIN_DECLS

#define CLI_TOY_CHAINS 2000
#define CLI_TOY_SNAPSHOTS 4

/* Chains that start uniformly in the square; plain and annealed ones take the same number of steps.
 */
typedef struct {
  gboolean annealed;
  gboolean exact;                   /* follow the true score, not the network's */
  guint steps[CLI_TOY_SNAPSHOTS];   /* number of steps before each snapshot: the first is at 0,
                                       the last at the end */
  double sigmas[CLI_TOY_SNAPSHOTS]; /* the level of the last step before it; 0 at the start */
  float *snapshots;                 /* (CLI_TOY_SNAPSHOTS, CLI_TOY_CHAINS, 2) */
  double weight;                    /* the share of chains that ended in the first mode */
  double relative[CLI_TOY_REGIONS]; /* mean ‖s - ∇ln q_σ‖² over mean ‖∇ln q_σ‖² at the points
                                       visited, in the data's support and outside it */
} CliToyChains;

/* The points of the last snapshot: (CLI_TOY_CHAINS, 2). */
const float *cli_toy_chains_end (const CliToyChains *chains);

/* The cost of chains in the clock's unit of work. */
double cli_toy_chains_work (gboolean exact);

/* Runs plain chains for a network of one level, annealed ones for many, on the calling thread;
 * along the true score if `exact`. */
gboolean cli_toy_chains_run (CliToyChains *chains, const CliToyNetwork *network, gboolean exact,
                             const CliToyPlane *plane, guint64 seed, CliToyClock *clock,
                             GError **error);
void cli_toy_chains_clear (CliToyChains *chains);

G_END_DECLS
