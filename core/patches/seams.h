/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pieces of a fill by patches meet. */
#pragma once

#include "patches/level.h"

G_BEGIN_DECLS

/* Moves the seams to where they show least. `sources` (height, width) are those of the missing
 * pixels (ncsn_patch_score_sources ()); other usable pixels are their own, and the rest has x < 0.
 * A seam is between two neighbours whose sources are not neighbours. It shows as much as either
 * source goes on otherwise, by the contrast there (Kwatra et al. 2003, "Graphcut textures", eq. 6).
 * Squares are continued from one source where this leaves less than half of what their seams show;
 * pixels beside known ones keep theirs. Fails with NCSN_ERROR_MEMORY, or if cancelled; the seams
 * are then partly moved. */
gboolean ncsn_patch_seams_move (const NcsnPatchLevel *level, NcsnPatchPixel *sources,
                                GCancellable *cancellable, GError **error);

/* Whether x, y is a pixel of the level and usable. */
gboolean ncsn_patch_seams_usable (const NcsnPatchLevel *level, gint32 x, gint32 y);

G_END_DECLS
