/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study of why score networks learn at many noise levels, on two modes in the plane (Song & Ermon
 * 2019, section 3, figures 2 and 3). Networks learn the scores by every objective, at one level and
 * at many. The study measures their errors inside and outside the data's support, and the weights
 * of the modes that their chains find. */
#pragma once

#include "toy-chain.h"
#include "toy-network.h"

G_BEGIN_DECLS

typedef enum { CLI_TOY_EXPLICIT, CLI_TOY_SLICED, CLI_TOY_DENOISING } CliToyObjective;
#define CLI_TOY_OBJECTIVES 3

typedef enum { CLI_TOY_ONE, CLI_TOY_MANY } CliToyLadder; /* one level, many levels */
#define CLI_TOY_LADDERS 2

typedef struct {
  CliToyPlane *plane;
  CliToyNetwork networks[CLI_TOY_OBJECTIVES][CLI_TOY_LADDERS];
  CliToyChains chains[CLI_TOY_OBJECTIVES][CLI_TOY_LADDERS]; /* along each network: plain along one
                                                               level, annealed along many */
  CliToyChains exact[CLI_TOY_LADDERS];                      /* the same along the true score */
} CliToyStudy;

/* Runs the study, a minute or two of work, with so many networks at a time (0: one for every
 * processor) and progress on stderr. NULL with G_IO_ERROR_CANCELLED if interrupted. The same seed
 * gives the same numbers on any number of threads. */
CliToyStudy *cli_toy_study_new (guint64 seed, guint threads, GError **error);
void cli_toy_study_free (CliToyStudy *study); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliToyStudy, cli_toy_study_free)

G_END_DECLS
