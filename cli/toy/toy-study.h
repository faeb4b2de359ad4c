/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why scores are learnt at many noise levels, shown on two modes in the plane (Song & Ermon 2019,
 * section 3, figures 2 and 3): networks that learn their scores by every objective, at one level
 * and at many, how wrong they are inside and outside of where the data are, and which weights of
 * the modes their chains find. */
#pragma once

#include "toy-chain.h"
#include "toy-network.h"

G_BEGIN_DECLS

typedef enum { CLI_TOY_EXPLICIT, CLI_TOY_SLICED, CLI_TOY_DENOISING } CliToyObjective;
#define CLI_TOY_OBJECTIVES 3

typedef enum { CLI_TOY_ONE, CLI_TOY_MANY } CliToyLadder; /* of one level, of many */
#define CLI_TOY_LADDERS 2

typedef struct {
  CliToyPlane *plane;
  CliToyNetwork networks[CLI_TOY_OBJECTIVES][CLI_TOY_LADDERS];
  CliToyChains chains[CLI_TOY_OBJECTIVES][CLI_TOY_LADDERS]; /* along each network: plain along one
                                                               level, annealed along many */
  CliToyChains exact[CLI_TOY_LADDERS];                      /* the same along the true score */
} CliToyStudy;

/* Does it all, a minute or two of work, with so many networks at a time (0: one for every
 * processor) and progress on stderr. NULL with G_IO_ERROR_CANCELLED when interrupted. The same seed
 * gives the same numbers on any number of threads. */
CliToyStudy *cli_toy_study_new (guint64 seed, guint threads, GError **error);
void cli_toy_study_free (CliToyStudy *study); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliToyStudy, cli_toy_study_free)

G_END_DECLS
