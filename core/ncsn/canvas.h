/* Any canvas size from a score of small patches: at every evaluation the canvas is cut into patches
 * on a grid whose offset is drawn afresh, each patch is scored in its own context, and seams
 * average out over the steps.
 *
 * On one grid this is the score of patches that know nothing of each other, the product of their
 * densities. The mean over grids is the gradient of the geometric mean of these products: not the
 * score of pictures that size, even where patches are scored exactly. Across a patch's border each
 * grid knows no correlation, so what is wider than a patch loses contrast. A row of patches of 64
 * pixels whose correlation falls to 1/e over 16 pixels keeps 0.83 of its variance by that density,
 * and 0.87 by consistent sampling (tests/sample/test-seams.c).
 *
 * An axis that wraps takes no more patches than cover it. One that does not takes one more, because
 * the grid has an end at both sides. With both axes so, and this more than 15 % above the fewest
 * patches that cover the canvas (below 14 × 14), the outermost row or column that covers the
 * narrowest strip alone is left out: there the estimate of the clean picture, x + σ² s, stays that
 * of the evaluation before. A canvas of n × n patches then costs n (n + 1). */
#pragma once

#include "score.h"

G_BEGIN_DECLS

typedef struct {
  gsize patch_height, patch_width; /* what `score` is for */
  gsize batch;                     /* patches handed to `score` at once; bounds memory */
  gboolean wrap_x, wrap_y;         /* the grid goes round: left meets right, top meets bottom */
  guint64 seed;                    /* of the offsets */
  gboolean overlap;                /* for a single evaluation, without others to make up for seams:
                                      patches stay where they are and overlap by half, four times as
                                      many */
} NcsnCanvasOptions;

typedef struct _NcsnCanvas NcsnCanvas;

/* The score of canvases (1, H, W, C) from that of patches. H ≥ patch_height and W ≥ patch_width,
 * except along axes that wrap: a patch may go round them several times. NCSN_ERROR_MISMATCH
 * otherwise. Offsets follow from the seed and the number of the evaluation since ncsn_canvas_new
 * (), and where patches are left out the evaluation before matters, so a canvas serves one chain.
 * Where patches overlap the score is their mean, weighted by the square of the distance from a
 * patch's border. */
NcsnCanvas *ncsn_canvas_new (NcsnScore score, const NcsnCanvasOptions *options);
void ncsn_canvas_free (NcsnCanvas *canvas); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnCanvas, ncsn_canvas_free)

NcsnScore ncsn_canvas_score (NcsnCanvas *canvas); /* valid as long as `canvas` */

/* How many patches an evaluation of a canvas takes at most. */
gsize ncsn_canvas_patches (const NcsnCanvasOptions *options, gsize height, gsize width);

G_END_DECLS
