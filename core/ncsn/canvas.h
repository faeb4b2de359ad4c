/* Any canvas size from a score of small patches: at every evaluation the canvas is cut into patches
 * on a grid whose offset is drawn afresh, each patch is scored in its own context, and seams average
 * out over the steps. */
#pragma once

#include "score.h"

G_BEGIN_DECLS

typedef struct {
  gsize patch_height, patch_width; /* what `score` is for */
  gsize batch;                     /* patches handed to `score` at once; bounds memory */
  gboolean wrap_x, wrap_y;         /* the grid goes round: left meets right, top meets bottom */
  guint64 seed;                    /* of the offsets */
} NcsnCanvasOptions;

typedef struct _NcsnCanvas NcsnCanvas;

/* The score of canvases (1, H, W, C), H ≥ patch_height and W ≥ patch_width, from that of patches.
 * Offsets follow from the seed and the number of the evaluation since ncsn_canvas_new (), so a
 * canvas serves one chain. */
NcsnCanvas *ncsn_canvas_new (NcsnScore score, const NcsnCanvasOptions *options);
void ncsn_canvas_free (NcsnCanvas *canvas); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnCanvas, ncsn_canvas_free)

NcsnScore ncsn_canvas_score (NcsnCanvas *canvas); /* valid as long as `canvas` */

/* How many patches an evaluation of a canvas takes at most. */
gsize ncsn_canvas_patches (const NcsnCanvasOptions *options, gsize height, gsize width);

G_END_DECLS
