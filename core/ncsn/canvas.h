/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a canvas of any size from a score of small patches. Every evaluation cuts the canvas
 * into patches on a grid with a new random offset and scores each patch by itself, so that seams
 * average out over the steps.
 *
 * On one grid this is the score of the product of the patches' densities, as if patches were
 * independent. The mean over grids is the gradient of the geometric mean of these products. It is
 * not the score of pictures of that size, even if patches are scored exactly: no grid knows the
 * correlation across its patches' borders, so structures wider than a patch lose contrast. A row of
 * patches of 64 pixels whose correlation falls to 1/e over 16 pixels keeps 0.83 of its variance by
 * that density, and 0.87 by consistent sampling (tests/sample/test-seams.c).
 *
 * An axis that wraps takes the fewest patches that cover it. One that does not takes one more,
 * because the grid ends at both sides. If neither axis wraps and this is more than 15 % above the
 * fewest patches that cover the canvas (below 14 × 14), the outermost row or column that alone
 * covers the narrowest strip is left out. In that strip the estimate of the clean picture, x + σ²
 * s, remains that of the evaluation before. A canvas of n × n patches then costs n (n + 1). Where
 * patches overlap none is left out.
 *
 * Patches whose pixels are all known are not scored: their score is 0 and nobody reads it. */
#pragma once

#include "score.h"

G_BEGIN_DECLS

typedef struct {
  gsize patch_height, patch_width; /* what `score` is for */
  gsize batch;                     /* patches handed to `score` at once; bounds memory */
  gboolean wrap_x, wrap_y;         /* the axis wraps: left meets right, top meets bottom */
  guint64 seed;                    /* of the offsets */
  gsize overlap;                   /* the fewest pixels that neighbouring patches share */
} NcsnCanvasOptions;

/* The overlap with which sheets of patches of this size are drawn: a sixteenth. With few
 * evaluations patches side by side leave seams, where neighbouring pixels differ by half more than
 * elsewhere. So few shared pixels suffice against them, because they have the mean of both patches.
 */
#define NCSN_CANVAS_OVERLAP(patch) ((patch) / 16)

typedef struct _NcsnCanvas NcsnCanvas;

/* The score of canvases (1, H, W, C) from that of patches. H ≥ patch_height and W ≥ patch_width,
 * otherwise evaluations fail with NCSN_ERROR_MISMATCH; a patch may go round an axis that wraps
 * several times. Offsets follow from the seed and the number of evaluations since ncsn_canvas_new
 * (), and patches left out depend on the evaluation before, so a canvas serves one chain. Where
 * patches overlap the score is their mean, weighted by the square of the distance from a patch's
 * border. What `score.data` points to must outlive the canvas. */
NcsnCanvas *ncsn_canvas_new (NcsnScore score, const NcsnCanvasOptions *options);
void ncsn_canvas_free (NcsnCanvas *canvas); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnCanvas, ncsn_canvas_free)

NcsnScore ncsn_canvas_score (NcsnCanvas *canvas); /* valid as long as `canvas` */

/* The largest number of patches in an evaluation of a canvas (height, width). */
gsize ncsn_canvas_patches (const NcsnCanvasOptions *options, gsize height, gsize width);

G_END_DECLS
