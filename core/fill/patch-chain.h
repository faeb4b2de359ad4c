/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fills and sheets by the score of patches (ncsn/patches.h) have in common: at each size of a
 * picture, from coarse to fine, an annealed chain follows the score from the result of the size
 * below. */
#pragma once

#include "ncsn/sampler.h"
#include "run/run.h"

G_BEGIN_DECLS

/* The consistent rule with η = 1: all noise is removed and drawn anew at each of so many levels. */
NcsnSampler ncsn_patch_sampler (double sigma_begin, double sigma_end, guint levels);

/* The work of an evaluation at a size that is `halvings` halves of the full one, as part of the
 * work at that (NcsnTaskRun.weight). */
double ncsn_patch_work (guint halvings);

/* Replaces the preview of a small size by one of the shape `to`, which it writes into `pixels`.
 * Every pixel is repeated. */
void ncsn_patch_enlarge (NcsnProgress *progress, NcsnShape to, float *pixels);

G_END_DECLS
