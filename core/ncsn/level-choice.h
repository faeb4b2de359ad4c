/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise levels for few evaluations, chosen for a model (Chen et al. 2024, "On the trajectory
 * regularity of ODE-based diffusion sampling", GITS): a teacher follows the probability flow in
 * small steps; of its levels those are taken at which few large steps stay nearest to it. */
#pragma once

#include "sampler.h"
#include "score.h"

G_BEGIN_DECLS

/* The number of the teacher's levels, of which the others are chosen. */
#define NCSN_TEACHER_LEVELS 61

typedef struct _NcsnLevelChoice NcsnLevelChoice;

/* A choice between σ_1 and σ_L of the schedule. */
NcsnLevelChoice *ncsn_level_choice_new (const NcsnSchedule *schedule);
void ncsn_level_choice_free (NcsnLevelChoice *choice); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnLevelChoice, ncsn_level_choice_free)

/* The teacher: Heun's method without churn. */
NcsnSampler ncsn_level_choice_teacher (const NcsnLevelChoice *choice);

/* The floats that are kept of the teacher's chain for each picture of `size` numbers. */
double ncsn_level_choice_floats (double size);

/* Such a score that a chain of the teacher along it is taken into account: the sum, over all
 * pictures so far, of the error of a single step of the rule dpm from each level i to each level j
 * > i, for each level h < i of the step before; the first step has none. The error is the distance
 * from the teacher's x_j, over at most 4096 numbers of a picture, to where the step from its x_i
 * ends. One call for each chain, whose shape is that of the score's pictures; `score` and `choice`
 * must outlive it. */
NcsnScore ncsn_level_choice_watch (NcsnLevelChoice *choice, NcsnScore score);

/* Writes the `levels` levels, from 2 to NCSN_TEACHER_LEVELS, with the smallest sum of errors, σ_1
 * and σ_L among them. Errors are relative to the deviation of the chain's numbers where they
 * happen, for the flow shrinks both alike on the way to the picture. (GITS has errors of Euler's
 * steps, and a factor of 1.15 from each step to the next.) */
void ncsn_level_choice_find (const NcsnLevelChoice *choice, guint levels, double *sigmas);

G_END_DECLS
