/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symmetries of a set of pictures, and a score that is evaluated in all orientations. */
#pragma once

#include "score.h"

G_BEGIN_DECLS

/* The transformations that leave pictures as likely as before, for a set of pictures or a model
 * trained on it. */
typedef struct {
  gboolean mirrored; /* left and right exchanged */
  gboolean turned;   /* turned by 90°, 180° and 270° */
} NcsnSymmetry;

/* A score that sees pictures in another orientation at every evaluation.
 *
 * If q(g x) = q(x) for all turns and mirrorings g of a symmetry, then ∇ log q(x) = g⁻¹ (∇ log q)(g
 * x), so an exact score does not change. A learnt score errs differently in each orientation, and
 * its errors average out over the steps of a chain. */
typedef struct _NcsnOrientedScore NcsnOrientedScore;

/* Evaluation number k sees picture n in orientation number k + n, modulo the number of
 * orientations, 1 … 8 (pictures that are not square are not turned by 90° and 270°); so one object
 * serves one chain. What `score.data` points to must outlive it. */
NcsnOrientedScore *ncsn_oriented_score_new (NcsnScore score, NcsnSymmetry symmetry);
void ncsn_oriented_score_free (NcsnOrientedScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnOrientedScore, ncsn_oriented_score_free)

NcsnScore ncsn_oriented_score_function (NcsnOrientedScore *score); /* valid as long as `score` */

G_END_DECLS
