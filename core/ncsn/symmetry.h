/* What pictures look alike in: mirrored, or turned by right angles. */
#pragma once

#include "score.h"

G_BEGIN_DECLS

/* Of a set of pictures, or of the model that learnt from it. Neither: all have their own sides. */
typedef struct {
  gboolean mirrored; /* as likely as with left and right exchanged */
  gboolean turned;   /* as likely as turned by 90°, 180° and 270° */
} NcsnSymmetry;

/* A score that looks at pictures in another orientation at every evaluation.
 *
 * Where q(g x) = q(x) for all turns and mirrorings g of a symmetry, ∇ log q(x) = g⁻¹ ∇ log q at g
 * x, so this changes nothing for an exact score. One that was learnt errs differently in each
 * orientation, and over the steps of a chain its errors average out. */
typedef struct _NcsnOrientedScore NcsnOrientedScore;

/* Evaluation number k sees picture n in orientation number k + n, counted modulo how many there
 * are, 1 … 8 (pictures that are not square cannot lie down); so one object serves one chain.
 * `score` must outlive it. */
NcsnOrientedScore *ncsn_oriented_score_new (NcsnScore score, NcsnSymmetry symmetry);
void ncsn_oriented_score_free (NcsnOrientedScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnOrientedScore, ncsn_oriented_score_free)

NcsnScore ncsn_oriented_score_function (NcsnOrientedScore *score); /* valid as long as `score` */

G_END_DECLS
