/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin chains on the mixture: at one noise level, and annealed over many. */
#pragma once

#include "toy-clock.h"
#include "toy-network.h"
#include "toy-plane.h"

G_BEGIN_DECLS

#define CLI_TOY_CHAINS 2000
#define CLI_TOY_SNAPSHOTS 4

/* Chains start uniformly in the square and take the same number of steps of either kind. */
typedef struct {
  gboolean annealed;
  gboolean exact;                   /* followed the true score instead of the network's */
  guint steps[CLI_TOY_SNAPSHOTS];   /* after how many steps a snapshot was taken; 0 and the end
                                       are the first and the last */
  double sigmas[CLI_TOY_SNAPSHOTS]; /* the level of the last step before it; 0 at the start */
  float *snapshots;                 /* (CLI_TOY_SNAPSHOTS, CLI_TOY_CHAINS, 2) */
  double weight;                    /* the share of chains that ended in the first mode */
  double relative[CLI_TOY_REGIONS]; /* mean ‖s - ∇ln q_σ‖² over mean ‖∇ln q_σ‖², where the chains
                                       were: in the data's support and outside of it */
} CliToyChains;

/* Points of the last snapshot: (CLI_TOY_CHAINS, 2). */
const float *cli_toy_chains_end (const CliToyChains *chains);

/* What they cost, in the clock's work. */
double cli_toy_chains_work (gboolean exact);

/* Runs chains of the kind that suits the network's ladder, on the caller's thread; along the true
 * score if `exact`. */
gboolean cli_toy_chains_run (CliToyChains *chains, const CliToyNetwork *network, gboolean exact,
                             const CliToyPlane *plane, guint64 seed, CliToyClock *clock,
                             GError **error);
void cli_toy_chains_clear (CliToyChains *chains);

G_END_DECLS
